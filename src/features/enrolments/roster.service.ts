import { Injectable } from '@nestjs/common';
import type { Actor } from '../../auth/actor.js';
import { Page, type PageRequest } from '../../core/paging/page.js';
import { type NamedPerson, NameOrder } from '../../core/text/name-order.js';
import { assertMayRun } from '../classes/classes.policy.js';
import { ClassesRepository } from '../classes/classes.repository.js';
import { type RosterEntry, toNamedStudent } from './enrolment.js';
import { EnrolmentsRepository } from './enrolments.repository.js';

/** Lists the students of a class. */
@Injectable()
export class RosterService {
  constructor(
    private readonly enrolments: EnrolmentsRepository,
    private readonly classes: ClassesRepository,
    private readonly names: NameOrder,
  ) {}

  /** Lists the enrolled students by name. Reads the whole class for each page, because no index has the order of a language. @throws ClassNotFound */
  async list(actor: Actor, classId: string, page: PageRequest): Promise<Page<RosterEntry>> {
    assertMayRun(actor, await this.classes.read(classId));
    const rows = await this.enrolments.gradebook(classId);
    const students = this.names.sort(
      rows.filter(({ status }) => status === 'ENROLLED'),
      toNamedStudent,
    );
    // A position is a name, because its student may have left since.
    const after = page.after === undefined ? undefined : (JSON.parse(page.after) as NamedPerson);
    const following = after ? students.filter((each) => this.names.compare(toNamedStudent(each), after) > 0) : students;
    const items = following.slice(0, page.limit);
    return new Page(items, items.length < following.length ? JSON.stringify(toNamedStudent(items.at(-1)!)) : undefined);
  }
}
