import { Injectable } from '@nestjs/common';
import type { AuditEntry } from '../../../features/audit/audit-entry.js';
import { StaleVersion } from '../../../core/errors/errors.js';
import type { Page, PageRequest } from '../../../core/paging/page.js';
import type { ReadOptions } from '../../../core/paging/read-options.js';
import type { IdempotencyRecord } from '../../../http/idempotency/idempotency-record.js';
import type { Subject } from '../../../features/subjects/subject.js';
import { SubjectCodeTaken, SubjectNotFound } from '../../../features/subjects/subjects.errors.js';
import type { SubjectsRepository } from '../../../features/subjects/subjects.repository.js';
import { Database, type Item } from '../driver/database.js';
import { assignments, expression } from '../driver/expression.js';
import { keys } from '../schema/keys.js';
import { incrementTotal, putIdempotencyRecord, putAuditEntry, putRenameJob } from '../ledger/records.js';

/** The one partition of the catalogue. */
const KIND = 'SUBJECT';

/** Subjects, with the guards of their codes beside them. */
@Injectable()
export class DynamoSubjectsRepository implements SubjectsRepository {
  constructor(private readonly database: Database) {}

  async create(subject: Subject, audit: AuditEntry, receipt?: IdempotencyRecord): Promise<void> {
    await this.database.transact([
      ...putIdempotencyRecord(this.database, receipt, subject.id),
      this.database.put('subjects', { ...keys.subjectCode(subject.code), subjectId: subject.id }, () => new SubjectCodeTaken()),
      this.database.put('subjects', { ...subject, kind: KIND } as never),
      incrementTotal(this.database, 'subjects', 1),
      putAuditEntry(this.database, audit),
    ]);
  }

  async read(id: string, options?: ReadOptions): Promise<Subject | undefined> {
    const item = await this.database.get('subjects', keys.subject(id), options);
    return item && toSubject(item);
  }

  async list(page: PageRequest): Promise<Page<Subject>> {
    return (await this.database.page('subjects', { index: 'catalogue-index', partition: KIND }, page)).map(toSubject);
  }

  async change(before: Subject, { id, code: _code, ...after }: Subject, audit: AuditEntry): Promise<void> {
    const rename = { kind: 'subject', id, nameVersion: after.nameVersion, at: after.updatedAt } as const;
    await this.database.transact([
      this.database.update(
        'subjects',
        keys.subject(id),
        assignments(after as never),
        expression`#version = ${before.version}`,
        (current) => (current ? new StaleVersion() : new SubjectNotFound()),
      ),
      ...(after.nameVersion === before.nameVersion ? [] : [putRenameJob(this.database, rename)]),
      putAuditEntry(this.database, audit),
    ]);
  }
}

function toSubject({ kind: _kind, ...subject }: Item): Subject {
  return subject as unknown as Subject;
}
