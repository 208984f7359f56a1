import { Injectable } from '@nestjs/common';
import { OPERATOR_ID, ROLES } from '../../../auth/actor.js';
import type { Page, PageRequest } from '../../../core/paging/page.js';
import type { AuditEntry, EntityName } from '../../../features/audit/audit-entry.js';
import type { AccessEffects, ActorEntries, AuditFilter, AuditRepository } from '../../../features/audit/audit.repository.js';
import { Database, present } from '../driver/database.js';
import { assignments, expression } from '../driver/expression.js';
import type { Range } from '../driver/range.js';
import { fromAuditItem } from '../ledger/audit.js';
import { commit } from '../ledger/effects.js';
import type { Item, Key, Value } from '../schema/item.js';
import { auditPartition, keys } from '../schema/keys.js';

/** The actors whose entries are read at the same time. */
const MAX_ACTORS = 32;

/** The audit log, in the ledger under `AUDIT#<entity>`. `actor-index` contains only audit entries. */
@Injectable()
export class DynamoAuditRepository implements AuditRepository {
  constructor(private readonly database: Database) {}

  add(effects: AccessEffects): Promise<void> {
    return commit(this.database, [], effects);
  }

  async list(filter: AuditFilter, page: PageRequest): Promise<Page<AuditEntry>> {
    return (await this.database.page('ledger', toRange(filter), page)).map(fromAuditItem);
  }

  async redact(entity: EntityName, facts: readonly string[]): Promise<number> {
    const items = await this.database.all('ledger', { partition: auditPartition(entity), consistent: true });
    const without = (values: Value | undefined) => withoutFacts(values as Item | undefined, facts);
    const redactable = items.filter(({ reason, before, after }) => reason !== undefined || has(before, facts) || has(after, facts));
    for (const { pk, sk, before, after } of redactable) {
      const change = assignments({ reason: undefined, before: without(before), after: without(after) });
      await this.database.transact([this.database.update('ledger', { pk: pk!, sk: sk! } as Key, change, present('ledger'))]);
    }
    return redactable.length;
  }

  async *period(from: string, to: string, after = ''): AsyncGenerator<ActorEntries> {
    const actors = (await this.actors()).filter((id) => id > after);
    for (let start = 0; start < actors.length; start += MAX_ACTORS)
      yield* await Promise.all(actors.slice(start, start + MAX_ACTORS).map((actorId) => this.entriesBy(actorId, from, to)));
  }

  private async entriesBy(actorId: string, from: string, to: string): Promise<ActorEntries> {
    const items = await this.database.all('ledger', { index: 'actor-index', partition: actorId, from, to });
    return { actorId, entries: items.flatMap(toIntactEntry) };
  }

  /** Reads the index twice, because one reading can miss a person who moves within it meanwhile. */
  private async actors(): Promise<string[]> {
    const ids = new Set<string>([OPERATOR_ID]);
    for (const _reading of [1, 2]) {
      const people = await Promise.all(ROLES.map((role) => this.database.all('users', { index: 'role-index', partition: role })));
      for (const { id } of people.flat()) ids.add(id as string);
    }
    return [...ids].sort();
  }
}

/** The entry of an item, if the app can have written it there. */
function toIntactEntry(item: Item): AuditEntry[] {
  try {
    const entry = fromAuditItem(item);
    const { pk, sk } = keys.audit(entry);
    return item.pk === pk && item.sk === sk ? [entry] : [];
  } catch {
    return [];
  }
}

function has(values: Value | undefined, facts: readonly string[]): boolean {
  return facts.some((name) => (values as Item | undefined)?.[name] !== undefined);
}

function withoutFacts(values: Item | undefined, facts: readonly string[]): Item | undefined {
  const left = Object.entries(values ?? {}).filter(([name]) => !facts.includes(name));
  return left.length > 0 ? Object.fromEntries(left) : undefined;
}

/** A sort key begins with the instant and is longer, so it sorts behind it. That makes `from` inclusive and `to` exclusive. */
function toRange({ entity, actorId, from, to }: AuditFilter): Range {
  const bounds = { from, to, descending: true };
  if (entity === undefined) return { ...bounds, index: 'actor-index', partition: actorId! };
  return { ...bounds, partition: auditPartition(entity), filter: actorId === undefined ? undefined : expression`#actorId = ${actorId}` };
}
