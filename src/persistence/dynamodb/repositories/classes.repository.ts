import { Injectable } from '@nestjs/common';
import { isDeepStrictEqual } from 'node:util';
import type { AuditEntry } from '../../../features/audit/audit-entry.js';
import {
  CapacityTooSmall,
  ClassCodeTaken,
  ClassHadStudents,
  ClassNotFound,
  GradingStarted,
} from '../../../features/classes/classes.errors.js';
import type { ClassesRepository, ClassChange, ClassFilter, ClassSources } from '../../../features/classes/classes.repository.js';
import { toTermCode, type SchoolClass } from '../../../features/classes/school-class.js';
import { StaleVersion } from '../../../core/errors/errors.js';
import type { Page, PageRequest } from '../../../core/paging/page.js';
import type { ReadOptions } from '../../../core/paging/read-options.js';
import type { IdempotencyRecord } from '../../../http/idempotency/idempotency-record.js';
import type { Purge } from '../../../adapters/storage/purge.js';
import type { User } from '../../../features/users/user.js';
import {
  decrementOpenRelations,
  incrementOpenRelations,
  checkSubjectUnchanged,
  decrementClassCount,
  incrementClassCount,
} from '../conditions/relation-counters.js';
import { Database, type Item } from '../driver/database.js';
import type { Range } from '../driver/range.js';
import { assignments, expression, joined, type Expression, type Value } from '../driver/expression.js';
import { keys } from '../schema/keys.js';
import { notify } from './notification-actions.js';
import { incrementTotal, putDeleteJob, putIdempotencyRecord, putAuditEntry } from '../ledger/records.js';

/** Classes, with the guards of their codes beside them. */
@Injectable()
export class DynamoClassesRepository implements ClassesRepository {
  constructor(private readonly database: Database) {}

  async create(
    schoolClass: SchoolClass,
    { subject, lecturer }: ClassSources,
    audit: AuditEntry,
    receipt?: IdempotencyRecord,
  ): Promise<void> {
    const { id, term, code } = schoolClass;
    await this.database.transact([
      ...putIdempotencyRecord(this.database, receipt, id),
      incrementClassCount(this.database, term),
      checkSubjectUnchanged(this.database, subject),
      incrementOpenRelations(this.database, lecturer),
      this.database.put('classes', { ...keys.classCode(term, code), classId: id }, () => new ClassCodeTaken()),
      this.database.put('classes', { ...schoolClass, termCode: toTermCode(schoolClass) } as never),
      incrementTotal(this.database, 'classes', 1),
      putAuditEntry(this.database, audit),
    ]);
  }

  async read(id: string, options?: ReadOptions): Promise<SchoolClass | undefined> {
    const item = await this.database.get('classes', keys.class(id), options);
    return item && toClass(item);
  }

  async readMany(ids: readonly string[], options?: ReadOptions): Promise<SchoolClass[]> {
    const wanted = [...new Set(ids)];
    const items = await this.database.batchGet('classes', wanted.map(keys.class), options);
    const found = new Map(items.map((item) => [item.id, toClass(item)]));
    return wanted.map((id) => found.get(id)).filter((schoolClass) => schoolClass !== undefined);
  }

  async allOfLecturer(lecturerId: string): Promise<SchoolClass[]> {
    return (await this.database.all('classes', rangeOf({ lecturerId }))).map(toClass);
  }

  async list(filter: ClassFilter, page: PageRequest): Promise<Page<SchoolClass>> {
    return (await this.database.page('classes', rangeOf(filter), page)).map(toClass);
  }

  async change(before: SchoolClass, after: SchoolClass, audit: AuditEntry, { from, to, notice }: ClassChange = {}): Promise<void> {
    await this.database.transact([
      this.database.update('classes', keys.class(before.id), changesOf(before, after), conditionOf(before, after), (current) => {
        if (!current) return new ClassNotFound();
        if (current.version !== before.version) return new StaleVersion();
        return current.gradingStarted && isGradedOtherwise(before, after) ? new GradingStarted() : new CapacityTooSmall();
      }),
      ...(from ? [decrementOpenRelations(this.database, from)] : []),
      ...(to ? [incrementOpenRelations(this.database, to)] : []),
      ...(notice ? notify(this.database, notice) : []),
      putAuditEntry(this.database, audit),
    ]);
  }

  async delete({ id, term, code, version }: SchoolClass, lecturer: User, audit: AuditEntry, purge: Purge): Promise<void> {
    await this.database.transact([
      this.database.delete('classes', keys.class(id), expression`#version = ${version} AND #hadStudents = ${false}`, (current) => {
        if (!current) return new ClassNotFound();
        return current.hadStudents ? new ClassHadStudents() : new StaleVersion();
      }),
      this.database.delete('classes', keys.classCode(term, code), expression`#classId = ${id}`),
      decrementClassCount(this.database, term),
      decrementOpenRelations(this.database, lecturer),
      incrementTotal(this.database, 'classes', -1),
      putDeleteJob(this.database, purge),
      putAuditEntry(this.database, audit),
    ]);
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

function toClass({ termCode: _termCode, ...schoolClass }: Item): SchoolClass {
  return schoolClass as unknown as SchoolClass;
}
