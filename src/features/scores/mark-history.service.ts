import { Injectable } from '@nestjs/common';
import type { Actor } from '../../auth/actor.js';
import { PeopleRepository } from '../audit/people.repository.js';
import type { EnrolmentKey } from '../enrolments/enrolment.js';
import { EnrolmentNotFound } from '../enrolments/enrolments.errors.js';
import { EnrolmentsRepository } from '../enrolments/enrolments.repository.js';
import { VisibleClassesService } from '../enrolments/visible-classes.service.js';
import { filterVisible, type MarkHistory, toMarkChanges } from './mark-history.js';
import { assertMaySeeRowOf } from './scores.policy.js';

/** Reads how marks changed. */
@Injectable()
export class MarkHistoryService {
  constructor(
    private readonly enrolments: EnrolmentsRepository,
    private readonly visibleClasses: VisibleClassesService,
    private readonly people: PeopleRepository,
  ) {}

  /** Lists the changes of one row that the actor may see, newest first. @throws ClassNotFound, EnrolmentNotFound */
  async read(actor: Actor, key: EnrolmentKey): Promise<MarkHistory> {
    assertMaySeeRowOf(actor, key.studentId);
    const schoolClass = await this.visibleClasses.read(actor, key.classId);
    const [row, own] = await Promise.all([this.enrolments.read(key), this.enrolments.history(key)]);
    if (!row) throw new EnrolmentNotFound();
    const entries = row.movedFrom ? await this.enrolments.history(row) : own;
    const changes = filterVisible(actor.role, toMarkChanges(entries), schoolClass);
    // Students do not see who made a change, so there is no person to find.
    return { changes, people: await this.people.find(changes.flatMap(({ byId }) => byId ?? [])) };
  }
}
