import { fieldError } from '../../core/errors/field-error.js';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../../auth/actor.js';
import { ValidationFailed } from '../../core/errors/errors.js';
import type { Page, PageRequest } from '../../core/paging/page.js';
import { AccessTrail } from './access-trail.js';
import { AUDIT_LOG, type AuditEntry } from './audit-entry.js';
import { type AuditFilter, AuditRepository } from './audit.repository.js';
import { namedPeople } from './named-people.js';
import { PeopleRepository, type Person } from './people.repository.js';

/** An entry, and the people whom it names, by id. */
export interface NamedEntry {
  readonly entry: AuditEntry;
  readonly people: ReadonlyMap<string, Person>;
}

@Injectable()
export class AuditService {
  constructor(
    private readonly entries: AuditRepository,
    private readonly access: AccessTrail,
    private readonly people: PeopleRepository,
  ) {}

  /** Reading leaves an entry of its own. @throws ValidationFailed if entity and actor are missing, or if the time range is empty */
  async list(actor: Actor, filter: AuditFilter, page: PageRequest): Promise<Page<NamedEntry>> {
    const { entity, actorId, from, to } = filter;
    if (entity === undefined && actorId === undefined) {
      throw ValidationFailed.of(fieldError('entity', 'required.actor'));
    }
    if (from !== undefined && to !== undefined && from >= to) {
      throw ValidationFailed.of(fieldError('to', 'not_after_from'));
    }
    const reading = { entity: AUDIT_LOG, action: 'audit.read', after: { entity, actorId } } as const;
    const [found] = await Promise.all([this.entries.list(filter, page), this.access.tryRecordOnce(actor, reading)]);
    return this.withPeople(found);
  }

  private async withPeople(entries: Page<AuditEntry>): Promise<Page<NamedEntry>> {
    const people = await this.people.find(entries.items.flatMap((entry) => [entry.by.id, ...namedPeople(entry)]));
    return entries.map((entry) => ({ entry, people }));
  }
}
