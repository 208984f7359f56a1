import { Injectable } from '@nestjs/common';
import { isDeepStrictEqual } from 'node:util';
import { StaleVersion, UnknownReference } from '../../../core/errors/errors.js';
import type { Page, PageRequest, ReadOptions } from '../../../core/paging/page.js';
import type { Effects } from '../../../effects/effects.js';
import {
  CapacityTooSmall,
  ClassCodeTaken,
  ClassHadStudents,
  ClassNotFound,
  correctionReasonRequired,
  GradingStarted,
  SourceChanged,
} from '../../../features/classes/classes.errors.js';
import type { ClassesRepository, ClassFilter, ClassSources, LecturerMove } from '../../../features/classes/classes.repository.js';
import { type SchoolClass, toTermCode } from '../../../features/classes/school-class.js';
import { hasGrades } from '../../../features/enrolments/enrolment.js';
import { SubjectRetired } from '../../../features/subjects/subjects.errors.js';
import type { User } from '../../../features/users/user.js';
import { moveGuard } from '../conditions/move-guard.js';
import { closeTeachingRelation, openTeachingRelation } from '../conditions/relation-counters.js';
import { type Action, Database, present } from '../driver/database.js';
import { assignments, expression, type Expression, joined } from '../driver/expression.js';
import type { Range } from '../driver/range.js';
import { incrementTotal } from '../ledger/counters.js';
import { commit } from '../ledger/effects.js';
import { toComponentsItem } from '../schema/components-item.js';
import { fromClassItem, toClassItem } from '../schema/class-item.js';
import { fromEnrolmentItem } from '../schema/enrolment-item.js';
import type { Value } from '../schema/item.js';
import { keys } from '../schema/keys.js';

/** Classes, and beside them the guards that keep codes unique. */
@Injectable()
export class DynamoClassesRepository implements ClassesRepository {
  constructor(private readonly database: Database) {}

  async create(schoolClass: SchoolClass, { subject, lecturer }: ClassSources, effects: Effects): Promise<void> {
    const { id, term, code } = schoolClass;
    const isSubjectUnchanged = expression`#status = ${'ACTIVE'} AND #version = ${subject.version}`;
    const actions = [
      this.addToTerm(term, 1),
      this.database.check('subjects', keys.subject(subject.id), isSubjectUnchanged, (current) =>
        current?.status === 'RETIRED' ? new SubjectRetired() : new SourceChanged(),
      ),
      openTeachingRelation(this.database, lecturer),
      this.database.put('classes', { ...keys.classCode(term, code), classId: id }, () => new ClassCodeTaken()),
      this.database.put('classes', toClassItem(schoolClass)),
      incrementTotal(this.database, 'classes', 1),
    ];
    await commit(this.database, actions, effects);
  }

  async read(id: string, options?: ReadOptions): Promise<SchoolClass | undefined> {
    const item = await this.database.get('classes', keys.class(id), options);
    return item && fromClassItem(item);
  }

  async readMany(ids: readonly string[], options?: ReadOptions): Promise<Map<string, SchoolClass>> {
    const items = await this.database.batchGet('classes', [...new Set(ids)].map(keys.class), options);
    return new Map(items.map((item) => [item.id as string, fromClassItem(item)]));
  }

  async allOfLecturer(lecturerId: string): Promise<SchoolClass[]> {
    return (await this.database.all('classes', toRange({ lecturerId }))).map(fromClassItem);
  }

  async list(filter: ClassFilter, page: PageRequest): Promise<Page<SchoolClass>> {
    return (await this.database.page('classes', toRange(filter), page)).map(fromClassItem);
  }

  async change(before: SchoolClass, after: SchoolClass, { from, to }: LecturerMove, effects: Effects): Promise<void> {
    const { id, version, term, code } = before;
    const removedSeats = before.capacity - after.capacity;
    const isRegraded = after.componentsVersion !== before.componentsVersion;
    const isMoved = after.term !== term;
    const isCorrected = after.code !== code || (!isRegraded && !isDeepStrictEqual(after.components, before.components));
    const lacksReason = isCorrected && effects.audit.reason === undefined;
    if (isRegraded && before.gradingStarted) await this.clearGradingStarted(before);
    if (isMoved && before.hadStudents) await this.clearHadStudents(id);

    const conditions = [expression`#version = ${version}`];
    if (removedSeats > 0) conditions.push(expression`#seatsFree >= ${removedSeats}`);
    if (isRegraded || lacksReason) conditions.push(expression`#gradingStarted = ${false}`);
    if (isMoved) conditions.push(expression`#hadStudents = ${false}`);
    const actions = [
      this.database.update('classes', keys.class(id), toChange(before, after), joined(conditions, ' AND '), (current) => {
        if (!current) return new ClassNotFound();
        if (current.version !== version) return new StaleVersion();
        if (isMoved && current.hadStudents) return new ClassHadStudents();
        if (isRegraded && current.gradingStarted) return new GradingStarted();
        return lacksReason && current.gradingStarted ? correctionReasonRequired() : new CapacityTooSmall();
      }),
      ...moveGuard(this.database, 'classes', {
        from: keys.classCode(term, code),
        to: keys.classCode(after.term, after.code),
        owner: { classId: id },
        taken: () => new ClassCodeTaken(),
      }),
      ...(isMoved ? [this.addToTerm(after.term, 1), this.addToTerm(term, -1)] : []),
      ...(from ? [closeTeachingRelation(this.database, from)] : []),
      ...(to ? [openTeachingRelation(this.database, to)] : []),
    ];
    await commit(this.database, actions, effects);
  }

  async delete({ id, term, code, version, hadStudents }: SchoolClass, lecturer: User, effects: Effects): Promise<void> {
    if (hadStudents) await this.clearHadStudents(id);
    const isEmpty = expression`#version = ${version} AND #hadStudents = ${false}`;
    const actions = [
      this.database.delete('classes', keys.class(id), isEmpty, (current) => {
        if (!current) return new ClassNotFound();
        return current.hadStudents ? new ClassHadStudents() : new StaleVersion();
      }),
      this.database.delete('classes', keys.classCode(term, code), expression`#classId = ${id}`),
      this.addToTerm(term, -1),
      closeTeachingRelation(this.database, lecturer),
      incrementTotal(this.database, 'classes', -1),
    ];
    await commit(this.database, actions, effects);
  }

  /** Changes the class count of a term. Fails with UnknownReference if the term does not exist. */
  private addToTerm(term: string, classes: number): Action {
    const change = expression`SET #classCount = #classCount + ${classes}`;
    return this.database.update('ledger', keys.term(term), change, present('ledger'), () => UnknownReference.to('term', 'term'));
  }

  /**
   * Clears `gradingStarted` of a class without marks. Reads the rows once more afterwards: a write of marks that has read the class before fails, because
   * `componentsVersion` is a new one, and any later one sets `gradingStarted` again.
   * @throws GradingStarted if a row has marks
   */
  private async clearGradingStarted({ id, version }: SchoolClass): Promise<void> {
    if (await this.hasMarks(id)) throw new GradingStarted();
    const clear = expression`SET #gradingStarted = ${false}, #componentsVersion = #componentsVersion + ${1}`;
    const isCurrent = expression`#version = ${version} AND #gradingStarted = ${true}`;
    await this.database.applyIf(this.database.update('classes', keys.class(id), clear, isCurrent));
    if (!(await this.hasMarks(id))) return;
    const restore = expression`SET #gradingStarted = ${true}`;
    await this.database.applyIf(this.database.update('classes', keys.class(id), restore, present('classes')));
    throw new GradingStarted();
  }

  private async hasMarks(id: string): Promise<boolean> {
    const filter = expression`size(#marks) > ${0} OR attribute_exists(#flags) OR attribute_exists(#feedback) OR attribute_exists(#final)`;
    const items = await this.database.all('scores', { partition: id, consistent: true, filter });
    return items.map(fromEnrolmentItem).some(hasGrades);
  }

  /**
   * Clears `hadStudents` of a class without rows. Reads the rows once more afterwards: every enrolment sets it again, so a write on condition that it is
   * false excludes all enrolments.
   * @throws ClassHadStudents if the class has rows
   */
  private async clearHadStudents(id: string): Promise<void> {
    const set = (hadStudents: boolean) =>
      this.database.applyIf(
        this.database.update('classes', keys.class(id), expression`SET #hadStudents = ${hadStudents}`, present('classes')),
      );
    if (await this.hasRows(id)) throw new ClassHadStudents();
    await set(false);
    if (!(await this.hasRows(id))) return;
    await set(true);
    throw new ClassHadStudents();
  }

  private async hasRows(id: string): Promise<boolean> {
    return (await this.database.page('scores', { partition: id, consistent: true }, { limit: 1 })).items.length > 0;
  }
}

/** Chooses the index with the fewest classes: a lecturer has few, a subject some, a term many. */
function toRange({ term, subjectId, lecturerId }: ClassFilter): Range {
  const ofTerm = term === undefined ? {} : { prefix: `${term}#` };
  if (lecturerId !== undefined) {
    return {
      index: 'lecturer-index',
      partition: lecturerId,
      ...ofTerm,
      filter: subjectId === undefined ? undefined : expression`#subjectId = ${subjectId}`,
    };
  }
  if (subjectId !== undefined) return { index: 'subject-index', partition: subjectId, ...ofTerm };
  return { index: 'term-index', partition: term! };
}

/**
 * Sets the fields that differ. Seats may have been taken meanwhile, so free seats move by the difference in capacity. `componentsVersion` may have been
 * incremented meanwhile, so it is incremented again.
 */
function toChange(before: SchoolClass, after: SchoolClass): Expression {
  const attributes = new Set([...Object.keys(before), ...Object.keys(after)] as (keyof SchoolClass)[]);
  const differing = [...attributes].filter((name) => name !== 'seatsFree' && !isDeepStrictEqual(before[name], after[name]));
  const addedSeats = after.capacity - before.capacity;
  return assignments({
    ...Object.fromEntries(differing.map((name) => [name, after[name] as Value | undefined])),
    ...(differing.includes('components') && toComponentsItem(after.components)),
    ...(addedSeats !== 0 && { seatsFree: expression`#seatsFree + ${addedSeats}` }),
    ...(differing.includes('componentsVersion') && { componentsVersion: expression`#componentsVersion + ${1}` }),
    ...((differing.includes('code') || differing.includes('term')) && { termCode: toTermCode(after) }),
  });
}
