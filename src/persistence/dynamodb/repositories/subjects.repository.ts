import { Injectable } from '@nestjs/common';
import { StaleVersion } from '../../../core/errors/errors.js';
import type { Page, PageRequest, ReadOptions } from '../../../core/paging/page.js';
import type { Effects } from '../../../effects/effects.js';
import type { Subject } from '../../../features/subjects/subject.js';
import { SubjectCodeTaken, SubjectNotFound } from '../../../features/subjects/subjects.errors.js';
import type { SubjectsRepository } from '../../../features/subjects/subjects.repository.js';
import { moveGuard } from '../conditions/move-guard.js';
import { Database } from '../driver/database.js';
import { assignments, expression } from '../driver/expression.js';
import { incrementTotal } from '../ledger/counters.js';
import { commit } from '../ledger/effects.js';
import { keys } from '../schema/keys.js';
import { fromSubjectItem, SUBJECT_KIND, toSubjectItem } from '../schema/subject-item.js';

/** Subjects, and beside them the guards that keep codes unique. */
@Injectable()
export class DynamoSubjectsRepository implements SubjectsRepository {
  constructor(private readonly database: Database) {}

  async create(subject: Subject, effects: Effects): Promise<void> {
    const { id, code } = subject;
    const actions = [
      this.database.put('subjects', { ...keys.subjectCode(code), subjectId: id }, () => new SubjectCodeTaken()),
      this.database.put('subjects', toSubjectItem(subject)),
      incrementTotal(this.database, 'subjects', 1),
    ];
    await commit(this.database, actions, effects);
  }

  async read(id: string, options?: ReadOptions): Promise<Subject | undefined> {
    const item = await this.database.get('subjects', keys.subject(id), options);
    return item && fromSubjectItem(item);
  }

  async list(page: PageRequest): Promise<Page<Subject>> {
    return (await this.database.page('subjects', { index: 'catalogue-index', partition: SUBJECT_KIND }, page)).map(fromSubjectItem);
  }

  async hasMarks(id: string): Promise<boolean> {
    const range = { index: 'subject-index', partition: id, filter: expression`#gradingStarted = ${true}` };
    return (await this.database.all('classes', range)).length > 0;
  }

  async change(before: Subject, after: Subject, effects: Effects): Promise<void> {
    const { id: _id, kind: _kind, ...attributes } = toSubjectItem(after);
    const isCurrent = expression`#version = ${before.version}`;
    const update = this.database.update('subjects', keys.subject(after.id), assignments(attributes), isCurrent, (current) =>
      current ? new StaleVersion() : new SubjectNotFound(),
    );
    const guards = moveGuard(this.database, 'subjects', {
      from: keys.subjectCode(before.code),
      to: keys.subjectCode(after.code),
      owner: { subjectId: after.id },
      taken: () => new SubjectCodeTaken(),
    });
    await commit(this.database, [update, ...guards], effects);
  }
}
