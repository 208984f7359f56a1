import { Injectable } from '@nestjs/common';
import { StaleVersion } from '../../../core/errors/errors.js';
import { SchoolCalendar } from '../../../core/time/school-calendar.js';
import { Page, type ReadOptions } from '../../../core/paging/page.js';
import type { AuditEntry } from '../../../features/audit/audit-entry.js';
import type { SchoolClass } from '../../../features/classes/school-class.js';
import { type Enrolment, enrolmentEntity, type EnrolmentKey, hasGrades } from '../../../features/enrolments/enrolment.js';
import { NotEnrolled } from '../../../features/enrolments/enrolments.errors.js';
import type {
  ClassLeft,
  ClassMove,
  EnrolmentOptions,
  EnrolmentsRepository,
  Grader,
  Joining,
  MarksUpdate,
  Refusals,
  RosterChange,
  StudentPageRequest,
} from '../../../features/enrolments/enrolments.repository.js';
import { StaleEnrolment } from '../../../features/scores/scores.errors.js';
import type { FeedbackChange } from '../../../features/enrolments/feedback.js';
import { withLapse } from '../../../features/enrolments/final.js';
import type { User } from '../../../features/users/user.js';
import { checkFinal, checkGradable } from '../conditions/check-gradable.js';
import { checkDeparture, classAllowsDeparture } from '../conditions/class-departure.js';
import { planMove } from '../conditions/class-move.js';
import { addSeat, releaseSeat, takeSeats } from '../conditions/class-seats.js';
import { putRow } from '../conditions/enrolled-row.js';
import { writeFeedback } from '../conditions/feedback.js';
import { closeStudyRelation, openStudyRelation } from '../conditions/relation-counters.js';
import { leaveSubject, takeSubject } from '../conditions/subject-guard.js';
import { type Action, Database } from '../driver/database.js';
import { assignments, expression } from '../driver/expression.js';
import type { Range } from '../driver/range.js';
import { fromAuditItem } from '../ledger/audit.js';
import { incrementTotal } from '../ledger/counters.js';
import { commit, commitInChunks } from '../ledger/effects.js';
import { fromEnrolmentItem, toGradesItem } from '../schema/enrolment-item.js';
import type { Item } from '../schema/item.js';
import { auditPartition, keys, studentOfTaking } from '../schema/keys.js';

const NO_FEEDBACK: FeedbackChange = new Map();
const ENROLLED = { filter: expression`#status = ${'ENROLLED'}` };

/** Enrolments, in `scores` under class and student; `student-index` lists those of a student by term and class code. */
@Injectable()
export class DynamoEnrolmentsRepository implements EnrolmentsRepository {
  constructor(
    private readonly database: Database,
    private readonly calendar: SchoolCalendar,
  ) {}

  async read({ classId, studentId }: EnrolmentKey, options?: ReadOptions): Promise<Enrolment | undefined> {
    const item = await this.database.get('scores', keys.enrolment(classId, studentId), options);
    return item && this.toRows([item])[0];
  }

  async readMany(enrolmentKeys: readonly EnrolmentKey[], options?: ReadOptions): Promise<Enrolment[]> {
    const unique = new Map(enrolmentKeys.map(({ classId, studentId }) => [`${classId} ${studentId}`, keys.enrolment(classId, studentId)]));
    return this.toRows(await this.database.batchGet('scores', [...unique.values()], options));
  }

  async gradebook(classId: string, { consistent = true }: ReadOptions = {}): Promise<Enrolment[]> {
    return this.toRows(await this.database.all('scores', { partition: classId, consistent }));
  }

  async findTaking(schoolClass: SchoolClass, studentIds: readonly string[]): Promise<Set<string>> {
    if (schoolClass.repeatable) return new Set();
    const guardKeys = studentIds.map((id) => keys.taking(id, schoolClass));
    const guards = await this.database.batchGet('scores', guardKeys, { consistent: true });
    const taken = guards.filter(({ classIds }) => [...((classIds ?? []) as Iterable<string>)].some((id) => id !== schoolClass.id));
    return new Set(taken.map(({ classId }) => studentOfTaking(classId as string)!));
  }

  async ofStudent(studentId: string, { term, ...page }: StudentPageRequest): Promise<Page<Enrolment>> {
    const range: Range = { ...ENROLLED, ...rangeOfStudent(studentId), prefix: term === undefined ? undefined : `${term}#` };
    const { items, next } = await this.database.page('scores', range, page);
    return new Page(this.toRows(items), next);
  }

  async allOfStudent(studentId: string): Promise<Enrolment[]> {
    return this.toRows(await this.database.all('scores', rangeOfStudent(studentId)));
  }

  async history({ classId, studentId, movedFrom = [] }: EnrolmentKey & Pick<Enrolment, 'movedFrom'>): Promise<AuditEntry[]> {
    // A student who came back to a class has one history there.
    const earlier = new Map(movedFrom.filter((origin) => origin.classId !== classId).map((origin) => [origin.classId, origin.at]));
    const read = async (id: string, until?: string): Promise<AuditEntry[]> => {
      const partition = auditPartition(enrolmentEntity({ classId: id, studentId }));
      const entries = (await this.database.all('ledger', { partition, descending: true, consistent: true })).map(fromAuditItem);
      return until === undefined ? entries : entries.filter(({ at }) => at <= until);
    };
    const all = await Promise.all([read(classId), ...Array.from(earlier, ([id, until]) => read(id, until))]);
    return all.length === 1 ? all[0] : all.flat().sort((one, other) => (one.at < other.at ? 1 : one.at > other.at ? -1 : 0));
  }

  enrol(
    schoolClass: SchoolClass,
    joining: readonly Joining[],
    at: string,
    { addsSeat = false, mayRepeat = schoolClass.repeatable ?? false }: EnrolmentOptions = {},
  ): Promise<Refusals> {
    const seats = (chunk: readonly Joining[]) => {
      const hasAuditor = chunk.some(({ auditing }) => auditing);
      return addsSeat
        ? addSeat(this.database, schoolClass, hasAuditor, at)
        : takeSeats(this.database, schoolClass, hasAuditor, chunk.length);
    };
    return commitInChunks(this.database, {
      items: joining,
      idOf: ({ student }) => student.id,
      shared: (chunk) => [seats(chunk), incrementTotal(this.database, 'enrolments', chunk.length)],
      each: (joins) => [
        openStudyRelation(this.database, joins.student),
        putRow(this.database, schoolClass, joins, at),
        takeSubject(this.database, joins.student.id, schoolClass, mayRepeat),
      ],
      effectsOf: ({ effects }) => effects,
    });
  }

  async withdraw(schoolClass: ClassLeft, { student, effects }: RosterChange, at: string): Promise<void> {
    const actions = [
      this.database.update(
        'scores',
        keys.enrolment(schoolClass.id, student.id),
        expression`SET #status = ${'WITHDRAWN'}, #withdrawnAt = ${at}, #version = #version + ${1}`,
        ENROLLED.filter,
        () => new NotEnrolled(),
      ),
      releaseSeat(this.database, schoolClass, at, classAllowsDeparture(effects.audit, 'WITHDRAWN')),
      ...this.closeEnrolment(schoolClass, student),
    ];
    await commit(this.database, actions, effects);
  }

  async drop(schoolClass: ClassLeft, row: Enrolment, { student, effects }: RosterChange, at: string): Promise<void> {
    const freed =
      row.status === 'ENROLLED'
        ? [
            releaseSeat(this.database, schoolClass, at, classAllowsDeparture(effects.audit, 'DROPPED')),
            ...this.closeEnrolment(schoolClass, student),
          ]
        : [checkDeparture(this.database, row.classId, effects.audit, 'DROPPED')];
    await commit(this.database, [this.dropRow(row, at), ...freed], effects);
  }

  async move(move: ClassMove, at: string): Promise<Enrolment> {
    const { moved, actions } = await planMove(this.database, move, at);
    await commit(this.database, actions, move.effects);
    return this.toRows([moved])[0]!;
  }

  saveMarks(schoolClass: SchoolClass, updates: readonly MarksUpdate[], by: Grader): Promise<Refusals> {
    return commitInChunks(this.database, {
      items: updates,
      idOf: ({ after }) => after.studentId,
      shared: () => [checkGradable(this.database, schoolClass, by)],
      each: (update) => [this.updateMarks(update), ...writeFeedback(this.database, update.after, update.feedback ?? NO_FEEDBACK)],
      effectsOf: ({ effects }) => effects,
    });
  }

  async saveFinal(schoolClass: SchoolClass, update: MarksUpdate, by: Grader): Promise<void> {
    await commit(this.database, [checkFinal(this.database, schoolClass, update.after, by), this.updateMarks(update)], update.effects);
  }

  /** The rows as they count today. */
  private toRows(items: readonly Item[]): Enrolment[] {
    const rows = items.map(fromEnrolmentItem);
    // The first date of a process takes milliseconds, so it waits until a row needs it.
    if (!rows.some(({ final }) => final?.dueOn)) return rows;
    const today = this.calendar.today();
    return rows.map((row) => withLapse(row, today));
  }

  private closeEnrolment(left: ClassLeft, student: User): Action[] {
    return [
      closeStudyRelation(this.database, student),
      incrementTotal(this.database, 'enrolments', -1),
      leaveSubject(this.database, student.id, left),
    ];
  }

  private dropRow(row: Enrolment, at: string): Action {
    const { classId, studentId, version } = row;
    const key = keys.enrolment(classId, studentId);
    const isUnchanged = expression`#version = ${version}`;
    const explain = () => new StaleVersion();
    if (!hasGrades(row)) return this.database.delete('scores', key, isUnchanged, explain);
    const change = { status: 'WITHDRAWN', withdrawnAt: at, droppedAt: at, version: version + 1 };
    return this.database.update('scores', key, assignments(change), isUnchanged, explain);
  }

  private updateMarks({ before, after }: MarksUpdate): Action {
    const { classId, studentId, version } = after;
    return this.database.update(
      'scores',
      keys.enrolment(classId, studentId),
      assignments({ ...toGradesItem(after), version }),
      expression`#version = ${before.version} AND #status = ${'ENROLLED'}`,
      (current) => (current?.status === 'ENROLLED' ? StaleEnrolment.of(this.toRows([current])[0]!) : new NotEnrolled()),
    );
  }
}

function rangeOfStudent(studentId: string): Range {
  return { index: 'student-index', partition: studentId };
}
