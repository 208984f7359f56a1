import { Injectable } from '@nestjs/common';
import type { AuditEntry } from '../../../features/audit/audit-entry.js';
import type { SchoolClass } from '../../../features/classes/school-class.js';
import type { Page, PageRequest } from '../../../core/paging/page.js';
import type { ReadOptions } from '../../../core/paging/read-options.js';
import { enrolmentEntity, type Enrolment, type EnrolmentKey } from '../../../features/enrolments/enrolment.js';
import type {
  EnrolmentsRepository,
  Grader,
  RosterChange,
  Refusals,
  MarksUpdate,
  StudentPageRequest,
} from '../../../features/enrolments/enrolments.repository.js';
import { Database } from '../driver/database.js';
import type { Range } from '../driver/range.js';
import { fromEnrolmentItem } from '../schema/enrolment-item.js';
import { enrol, withdraw } from './enrolment-transactions.js';
import { expression } from '../driver/expression.js';
import { auditPartition, keys } from '../schema/keys.js';
import { saveMarks } from './marks-transactions.js';
import { fromAuditItem } from '../ledger/audit.js';

/** Enrolments, in `scores` under class and student; `student-index` has those of a student by term and class code. */
@Injectable()
export class DynamoEnrolmentsRepository implements EnrolmentsRepository {
  constructor(private readonly database: Database) {}

  async read({ classId, studentId }: EnrolmentKey, options?: ReadOptions): Promise<Enrolment | undefined> {
    const item = await this.database.get('scores', keys.enrolment(classId, studentId), options);
    return item && fromEnrolmentItem(item);
  }

  async readMany(wanted: readonly EnrolmentKey[], options?: ReadOptions): Promise<Enrolment[]> {
    const unique = new Map(wanted.map(({ classId, studentId }) => [`${classId} ${studentId}`, keys.enrolment(classId, studentId)]));
    return (await this.database.batchGet('scores', [...unique.values()], options)).map(fromEnrolmentItem);
  }

  async roster(classId: string, page: PageRequest): Promise<Page<Enrolment>> {
    return (await this.database.page('scores', { ...enrolled, partition: classId, consistent: true }, page)).map(fromEnrolmentItem);
  }

  async gradebook(classId: string): Promise<Enrolment[]> {
    return (await this.database.all('scores', { partition: classId, consistent: true })).map(fromEnrolmentItem);
  }

  async ofStudent(studentId: string, { term, ...page }: StudentPageRequest): Promise<Page<Enrolment>> {
    const range: Range = { ...enrolled, ...ofStudent(studentId), prefix: term === undefined ? undefined : `${term}#` };
    return (await this.database.page('scores', range, page)).map(fromEnrolmentItem);
  }

  async allOfStudent(studentId: string): Promise<Enrolment[]> {
    return (await this.database.all('scores', ofStudent(studentId))).map(fromEnrolmentItem);
  }

  async history({ classId, studentId }: EnrolmentKey): Promise<AuditEntry[]> {
    const partition = auditPartition(enrolmentEntity({ classId, studentId }));
    return (await this.database.all('ledger', { partition, descending: true, consistent: true })).map(fromAuditItem);
  }

  enrol(schoolClass: SchoolClass, joining: readonly RosterChange[], at: string): Promise<Refusals> {
    return enrol(this.database, schoolClass, joining, at);
  }

  withdraw(classId: string, leaving: RosterChange, at: string): Promise<void> {
    return withdraw(this.database, classId, leaving, at);
  }

  saveMarks(schoolClass: SchoolClass, updates: readonly MarksUpdate[], by: Grader): Promise<Refusals> {
    return saveMarks(this.database, schoolClass, updates, by);
  }
}

const enrolled = { filter: expression`#status = ${'ENROLLED'}` };

function ofStudent(studentId: string): Range {
  return { index: 'student-index', partition: studentId };
}
