import { Injectable } from '@nestjs/common';
import type { Actor } from '../../auth/actor.js';
import { Page, type PageRequest } from '../../core/paging/page.js';
import { type NamedPerson, NameOrder } from '../../core/text/name-order.js';
import type { FileContent } from '../../http/spreadsheets/file-download.js';
import { AccessTrail } from '../audit/access-trail.js';
import { assertMayRun } from '../classes/classes.policy.js';
import { ClassesRepository } from '../classes/classes.repository.js';
import { classEntity } from '../classes/school-class.js';
import { CLASS_LIST_COLUMNS, toClassListRows } from './class-list-file.js';
import { type RosterEntry, toNamedStudent } from './enrolment.js';
import { EnrolmentsRepository } from './enrolments.repository.js';

/** Lists the students of a class. */
@Injectable()
export class RosterService {
  constructor(
    private readonly enrolments: EnrolmentsRepository,
    private readonly classes: ClassesRepository,
    private readonly names: NameOrder,
    private readonly access: AccessTrail,
  ) {}

  /** Lists the enrolled students by name. Reads the whole class for each page, because no index has the order of a language. @throws ClassNotFound */
  async list(actor: Actor, classId: string, page: PageRequest): Promise<Page<RosterEntry>> {
    assertMayRun(actor, await this.classes.read(classId));
    const students = await this.enrolled(classId);
    // A position is a name, because its student may have left since.
    const after = page.after === undefined ? undefined : (JSON.parse(page.after) as NamedPerson);
    const following = after ? students.filter((each) => this.names.compare(toNamedStudent(each), after) > 0) : students;
    const items = following.slice(0, page.limit);
    return new Page(items, items.length < following.length ? JSON.stringify(toNamedStudent(items.at(-1)!)) : undefined);
  }

  /** Every export has an entry in the audit log. Without the entry it fails. @throws ClassNotFound */
  async export(actor: Actor, classId: string): Promise<FileContent> {
    const schoolClass = await this.classes.read(classId);
    assertMayRun(actor, schoolClass);
    const [students] = await Promise.all([
      this.enrolled(classId),
      this.access.record(actor, { entity: classEntity(classId), action: 'roster.exported' }),
    ]);
    return {
      name: `students-${schoolClass.term}-${schoolClass.code}`,
      columns: CLASS_LIST_COLUMNS,
      rows: toClassListRows(students),
    };
  }

  private async enrolled(classId: string): Promise<RosterEntry[]> {
    const rows = await this.enrolments.gradebook(classId);
    return this.names.sort(
      rows.filter(({ status }) => status === 'ENROLLED'),
      toNamedStudent,
    );
  }
}
