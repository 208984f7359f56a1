import { Injectable } from '@nestjs/common';
import type { Actor } from '../../auth/actor.js';
import { ValidationFailed } from '../../core/errors/errors.js';
import { fieldError } from '../../core/errors/field-error.js';
import type { Page, PageRequest } from '../../core/paging/page.js';
import { Clock } from '../../core/time/clock.js';
import { AccessTrail } from './access-trail.js';
import { AUDIT_LOG, type AuditEntry } from './audit-entry.js';
import { type AuditFilter, AuditRepository } from './audit.repository.js';
import { namedPeople } from './named-people.js';
import { PeopleRepository, type Person } from './people.repository.js';

const MINUTE_MS = 60 * 1000;
/** What the feed covers by default. */
const FEED_MS = 7 * 24 * 60 * MINUTE_MS;

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
    private readonly clock: Clock,
  ) {}

  /**
   * Lists the entries of an entity, an actor or both; or those of the whole school. Reading leaves an entry of its own.
   * @throws ValidationFailed if the time range is empty
   */
  async list(actor: Actor, filter: AuditFilter, page: PageRequest): Promise<Page<NamedEntry>> {
    const { entity, actorId, from, to } = filter;
    if (from !== undefined && to !== undefined && from >= to) {
      throw ValidationFailed.of(fieldError('to', 'not_after_from'));
    }
    const reading = { entity: AUDIT_LOG, action: 'audit.read', after: { entity, actorId } } as const;
    const [found] = await Promise.all([this.read(filter, page), this.access.tryRecordOnce(actor, reading)]);
    return this.withPeople(found);
  }

  private read(filter: AuditFilter, page: PageRequest): Promise<Page<AuditEntry>> {
    if (filter.entity !== undefined || filter.actorId !== undefined) return this.entries.list(filter, page);
    // The clock of another process can be ahead.
    const to = filter.to ?? new Date(this.clock.now().getTime() + MINUTE_MS).toISOString();
    return this.entries.feed({ from: filter.from ?? new Date(Date.parse(to) - FEED_MS).toISOString(), to }, page);
  }

  private async withPeople(entries: Page<AuditEntry>): Promise<Page<NamedEntry>> {
    const people = await this.people.find(entries.items.flatMap((entry) => [entry.by.id, ...namedPeople(entry)]));
    return entries.map((entry) => ({ entry, people }));
  }
}
