import type { Value } from '../schema/item.js';
import { Injectable } from '@nestjs/common';
import { isDeepStrictEqual } from 'node:util';
import {
  CapacityTooSmall,
  ClassCodeTaken,
  ClassHadStudents,
  ClassNotFound,
  GradingStarted,
} from '../../../features/classes/classes.errors.js';
import type { ClassesRepository, ClassFilter, ClassSources, LecturerMove } from '../../../features/classes/classes.repository.js';
import type { SchoolClass } from '../../../features/classes/school-class.js';
import { StaleVersion } from '../../../core/errors/errors.js';
import type { Page, PageRequest } from '../../../core/paging/page.js';
import type { ReadOptions } from '../../../core/paging/read-options.js';
import type { Effects } from '../../../effects/effects.js';
import type { User } from '../../../features/users/user.js';
import {
  checkSubjectUnchanged,
  closeTeachingRelation,
  decrementClassCount,
  incrementClassCount,
  openTeachingRelation,
} from '../conditions/relation-counters.js';
import { Database } from '../driver/database.js';
import type { Range } from '../driver/range.js';
import { assignments, expression, joined, type Expression } from '../driver/expression.js';
import { fromClassItem, toClassItem } from '../schema/class-item.js';
import { keys } from '../schema/keys.js';
import { incrementTotal } from '../ledger/counters.js';
import { commit } from '../ledger/effects.js';

/** Classes, with the guards of their codes beside them. */
@Injectable()
export class DynamoClassesRepository implements ClassesRepository {
  constructor(private readonly database: Database) {}

  async create(schoolClass: SchoolClass, { subject, lecturer }: ClassSources, effects: Effects): Promise<void> {
    const { id, term, code } = schoolClass;
    const actions = [
      incrementClassCount(this.database, term),
      checkSubjectUnchanged(this.database, subject),
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

  async readMany(ids: readonly string[], options?: ReadOptions): Promise<SchoolClass[]> {
    const wanted = [...new Set(ids)];
    const items = await this.database.batchGet('classes', wanted.map(keys.class), options);
    const found = new Map(items.map((item) => [item.id, fromClassItem(item)]));
    return wanted.map((id) => found.get(id)).filter((schoolClass) => schoolClass !== undefined);
  }

  async allOfLecturer(lecturerId: string): Promise<SchoolClass[]> {
    return (await this.database.all('classes', rangeOf({ lecturerId }))).map(fromClassItem);
  }

  async list(filter: ClassFilter, page: PageRequest): Promise<Page<SchoolClass>> {
    return (await this.database.page('classes', rangeOf(filter), page)).map(fromClassItem);
  }

  async change(before: SchoolClass, after: SchoolClass, { from, to }: LecturerMove, effects: Effects): Promise<void> {
    const update = this.database.update(
      'classes',
      keys.class(before.id),
      changesOf(before, after),
      conditionOf(before, after),
      (current) => {
        if (!current) return new ClassNotFound();
        if (current.version !== before.version) return new StaleVersion();
        return current.gradingStarted && isGradedOtherwise(before, after) ? new GradingStarted() : new CapacityTooSmall();
      },
    );
    const actions = [
      update,
      ...(from ? [closeTeachingRelation(this.database, from)] : []),
      ...(to ? [openTeachingRelation(this.database, to)] : []),
    ];
    await commit(this.database, actions, effects);
  }

  async delete({ id, term, code, version }: SchoolClass, lecturer: User, effects: Effects): Promise<void> {
    const isEmpty = expression`#version = ${version} AND #hadStudents = ${false}`;
    const actions = [
      this.database.delete('classes', keys.class(id), isEmpty, (current) => {
        if (!current) return new ClassNotFound();
        return current.hadStudents ? new ClassHadStudents() : new StaleVersion();
      }),
      this.database.delete('classes', keys.classCode(term, code), expression`#classId = ${id}`),
      decrementClassCount(this.database, term),
      closeTeachingRelation(this.database, lecturer),
      incrementTotal(this.database, 'classes', -1),
    ];
    await commit(this.database, actions, effects);
  }
}

/** The index that narrows down most: a person leads few classes, a subject has some, a term has many. */
function rangeOf({ term, subjectId, lecturerId }: ClassFilter): Range {
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

function isGradedOtherwise(before: SchoolClass, after: SchoolClass): boolean {
  return after.componentsVersion !== before.componentsVersion;
}

/** Sets what differs, but for the seats: they are moved by as much as the capacity, since they may have been taken meanwhile. */
function changesOf(before: SchoolClass, after: SchoolClass): Expression {
  const attributes = new Set([...Object.keys(before), ...Object.keys(after)] as (keyof SchoolClass)[]);
  const differing = [...attributes].filter((name) => name !== 'seatsFree' && !isDeepStrictEqual(before[name], after[name]));
  const added = after.capacity - before.capacity;
  return assignments({
    ...Object.fromEntries(differing.map((name) => [name, after[name] as Value | undefined])),
    ...(added !== 0 && { seatsFree: expression`#seatsFree + ${added}` }),
  });
}

function conditionOf(before: SchoolClass, after: SchoolClass): Expression {
  const conditions = [expression`#version = ${before.version}`];
  if (after.capacity < before.capacity) conditions.push(expression`#seatsFree >= ${before.capacity - after.capacity}`);
  if (isGradedOtherwise(before, after)) conditions.push(expression`#gradingStarted = ${false}`);
  return joined(conditions, ' AND ');
}
