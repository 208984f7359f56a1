import { Injectable } from '@nestjs/common';
import { StaleVersion } from '../../../core/errors/errors.js';
import type { Page, ReadOptions } from '../../../core/paging/page.js';
import type { AuditEntry } from '../../../features/audit/audit-entry.js';
import { GradebookLocked } from '../../../features/classes/classes.errors.js';
import { MAY_OVERRIDE_LOCK } from '../../../features/classes/gradebook-lock.js';
import { type SchoolClass, toTermCode } from '../../../features/classes/school-class.js';
import { type Enrolment, enrolmentEntity, type EnrolmentKey } from '../../../features/enrolments/enrolment.js';
import { AlreadyEnrolled, NotEnrolled } from '../../../features/enrolments/enrolments.errors.js';
import type {
  ClassLeft,
  ClassMove,
  EnrolmentOptions,
  EnrolmentsRepository,
  Grader,
  MarksUpdate,
  Refusals,
  RosterChange,
  StudentPageRequest,
} from '../../../features/enrolments/enrolments.repository.js';
import { ComponentsChanged, StaleEnrolment } from '../../../features/scores/scores.errors.js';
import type { User } from '../../../features/users/user.js';
import { classIsActiveAndLedBy } from '../conditions/class-active-and-led-by.js';
import { checkDeparture, classAllowsDeparture } from '../conditions/class-departure.js';
import { planMove } from '../conditions/class-move.js';
import { addSeat, releaseSeat, takeSeats } from '../conditions/class-seats.js';
import { closeStudyRelation, openStudyRelation } from '../conditions/relation-counters.js';
import { leaveSubject, takeSubject } from '../conditions/subject-guard.js';
import { type Action, Database } from '../driver/database.js';
import { assignments, expression, type Expression, joined, Path } from '../driver/expression.js';
import type { Range } from '../driver/range.js';
import { fromAuditItem } from '../ledger/audit.js';
import { incrementTotal } from '../ledger/counters.js';
import { commit, commitInChunks } from '../ledger/effects.js';
import { fromEnrolmentItem, toMarksItem } from '../schema/enrolment-item.js';
import type { Item } from '../schema/item.js';
import { auditPartition, keys, studentOfTaking } from '../schema/keys.js';

/** With 4 actions per student, 2 shared actions and 1 check of the actor, a transaction has 99 of at most 100. */
const STUDENTS_PER_TRANSACTION = 24;
/** With 2 actions per row, 1 shared action and 1 check of the actor, a transaction has exactly the limit of 100. With a notice, a row has 3 actions. */
const ROWS_PER_TRANSACTION = 49;
const NOTIFIED_ROWS_PER_TRANSACTION = 32;

const ENROLLED = { filter: expression`#status = ${'ENROLLED'}` };

/** Enrolments, in `scores` under class and student; `student-index` lists those of a student by term and class code. */
@Injectable()
export class DynamoEnrolmentsRepository implements EnrolmentsRepository {
  constructor(private readonly database: Database) {}

  async read({ classId, studentId }: EnrolmentKey, options?: ReadOptions): Promise<Enrolment | undefined> {
    const item = await this.database.get('scores', keys.enrolment(classId, studentId), options);
    return item && fromEnrolmentItem(item);
  }

  async readMany(enrolmentKeys: readonly EnrolmentKey[], options?: ReadOptions): Promise<Enrolment[]> {
    const unique = new Map(enrolmentKeys.map(({ classId, studentId }) => [`${classId} ${studentId}`, keys.enrolment(classId, studentId)]));
    return (await this.database.batchGet('scores', [...unique.values()], options)).map(fromEnrolmentItem);
  }

  async gradebook(classId: string, { consistent = true }: ReadOptions = {}): Promise<Enrolment[]> {
    return (await this.database.all('scores', { partition: classId, consistent })).map(fromEnrolmentItem);
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
    return (await this.database.page('scores', range, page)).map(fromEnrolmentItem);
  }

  async allOfStudent(studentId: string): Promise<Enrolment[]> {
    return (await this.database.all('scores', rangeOfStudent(studentId))).map(fromEnrolmentItem);
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
    joining: readonly RosterChange[],
    at: string,
    { addsSeat = false, mayRepeat = schoolClass.repeatable ?? false }: EnrolmentOptions = {},
  ): Promise<Refusals> {
    const seats = (count: number) => (addsSeat ? addSeat(this.database, schoolClass, at) : takeSeats(this.database, schoolClass, count));
    return commitInChunks(this.database, {
      items: joining,
      idOf: ({ student }) => student.id,
      chunkSize: STUDENTS_PER_TRANSACTION,
      shared: (chunk) => [seats(chunk.length), incrementTotal(this.database, 'enrolments', chunk.length)],
      each: ({ student }) => [
        openStudyRelation(this.database, student),
        this.putRow(schoolClass, student, at),
        takeSubject(this.database, student.id, schoolClass, mayRepeat),
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
    return fromEnrolmentItem(moved);
  }

  saveMarks(schoolClass: SchoolClass, updates: readonly MarksUpdate[], by: Grader): Promise<Refusals> {
    return commitInChunks(this.database, {
      items: updates,
      idOf: ({ after }) => after.studentId,
      chunkSize: updates.some(({ effects }) => effects.notices?.length) ? NOTIFIED_ROWS_PER_TRANSACTION : ROWS_PER_TRANSACTION,
      shared: () => [this.checkGradable(schoolClass, by)],
      each: (update) => [this.updateMarks(update)],
      effectsOf: ({ effects }) => effects,
    });
  }

  private closeEnrolment(left: ClassLeft, student: User): Action[] {
    return [
      closeStudyRelation(this.database, student),
      incrementTotal(this.database, 'enrolments', -1),
      leaveSubject(this.database, student.id, left),
    ];
  }

  private dropRow({ classId, studentId, marks, version }: Enrolment, at: string): Action {
    const key = keys.enrolment(classId, studentId);
    const isUnchanged = expression`#version = ${version}`;
    const explain = () => new StaleVersion();
    if (Object.keys(marks).length === 0) return this.database.delete('scores', key, isUnchanged, explain);
    const change = { status: 'WITHDRAWN', withdrawnAt: at, droppedAt: at, version: version + 1 };
    return this.database.update('scores', key, assignments(change), isUnchanged, explain);
  }

  /** Creates a row, or enrols the student of an existing row again. The marks in it stay. */
  private putRow({ id, term, code, subjectId }: SchoolClass, student: User, at: string): Action {
    const row = {
      term,
      termCode: toTermCode({ term, code }),
      classCode: code,
      subjectId,
      studentCode: student.code,
      studentName: { givenName: student.givenName, familyName: student.familyName },
      nameVersion: student.nameVersion,
      // The transaction requires an enabled student.
      disabled: undefined,
      status: 'ENROLLED',
      marks: expression`if_not_exists(#marks, ${{}})`,
      version: expression`if_not_exists(#version, ${0}) + ${1}`,
      enrolledAt: at,
      withdrawnAt: undefined,
      droppedAt: undefined,
    };
    const isOut = expression`attribute_not_exists(#status) OR #status = ${'WITHDRAWN'}`;
    return this.database.update('scores', keys.enrolment(id, student.id), assignments(row), isOut, () => new AlreadyEnrolled());
  }

  /**
   * Checks that the grader may change marks of the class, and that students see the components that they saw when the class was read. The first marks of a
   * class also set `gradingStarted`.
   */
  private checkGradable({ id, components, componentsVersion, publishedComponents, gradingStarted }: SchoolClass, by: Grader): Action {
    const { holds, explain } = classIsActiveAndLedBy(by.actor);
    const conditions = [
      holds,
      expression`#componentsVersion = ${componentsVersion}`,
      ...components.map(({ key }) => publishedAt(key, publishedComponents[key])),
    ];
    if (!mayOverrideLock(by)) conditions.push(expression`#gradesLocked = ${false}`);
    const when = joined(conditions, ' AND ');
    const explainRefusal = (current: Item | undefined): Error => explain(current) ?? explainNotGradable(current!, componentsVersion, by);
    if (gradingStarted) return this.database.check('classes', keys.class(id), when, explainRefusal);
    return this.database.update('classes', keys.class(id), expression`SET #gradingStarted = ${true}`, when, explainRefusal);
  }

  private updateMarks({ before, after: { classId, studentId, marks, lastSeen, result, version } }: MarksUpdate): Action {
    return this.database.update(
      'scores',
      keys.enrolment(classId, studentId),
      assignments({ ...toMarksItem(marks), lastSeen, result: result && { ...result }, version }),
      expression`#version = ${before.version} AND #status = ${'ENROLLED'}`,
      (current) => (current?.status === 'ENROLLED' ? StaleEnrolment.of(fromEnrolmentItem(current)) : new NotEnrolled()),
    );
  }
}

function rangeOfStudent(studentId: string): Range {
  return { index: 'student-index', partition: studentId };
}

/** Holds if a component was published at an instant, or is not published. */
function publishedAt(key: string, at: string | undefined): Expression {
  const path = new Path('publishedComponents', key);
  return at === undefined ? expression`attribute_not_exists(${path})` : expression`${path} = ${at}`;
}

/** Explains why marks cannot be saved in an active class of the grader. */
function explainNotGradable({ gradesLocked, componentsVersion }: Item, expectedVersion: number, by: Grader): Error {
  if (gradesLocked && !mayOverrideLock(by)) return new GradebookLocked();
  return componentsVersion === expectedVersion ? new StaleVersion() : new ComponentsChanged();
}

function mayOverrideLock({ actor, reason }: Grader): boolean {
  return MAY_OVERRIDE_LOCK[actor.role] && reason !== undefined;
}
