import { Injectable } from '@nestjs/common';
import { OPERATOR_ID, ROLES } from '../../../auth/actor.js';
import { Page, type PageRequest } from '../../../core/paging/page.js';
import { addDays } from '../../../core/time/utc-days.js';
import type { AuditEntry, EntityName } from '../../../features/audit/audit-entry.js';
import type { AccessEffects, ActorEntries, AuditFilter, AuditRepository, FeedPeriod } from '../../../features/audit/audit.repository.js';
import { Database, present } from '../driver/database.js';
import { assignments, expression } from '../driver/expression.js';
import { mergedPage } from '../driver/merged-page.js';
import type { Range } from '../driver/range.js';
import { fromAuditItem } from '../ledger/audit.js';
import { commit } from '../ledger/effects.js';
import type { Item, Key, Value } from '../schema/item.js';
import { auditPartition, dayShards, keys } from '../schema/keys.js';

/** The actors whose entries are read at the same time. */
const MAX_ACTORS = 32;
/** The entries that are read at once, because one person can cause any number of them. */
const MAX_ENTRIES = 1_000;

/** The days that a page of the feed reads, one after another. */
const MAX_DAYS = 8;

interface Bounds {
  readonly from: string;
  readonly to: string;
  readonly limit: number;
}

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

  async feed({ from, to }: FeedPeriod, { limit, after }: PageRequest): Promise<Page<AuditEntry>> {
    const found: Item[] = [];
    let position = after ?? to;
    let day = position.slice(0, 10);
    for (let days = 0; days < MAX_DAYS && found.length < limit && day >= from.slice(0, 10); days += 1) {
      const ranges = dayShards(day).map((partition) => ({ index: 'day-index', partition, from }));
      const page = await mergedPage(this.database, 'ledger', 'sk', ranges, {
        limit: limit - found.length,
        after: position,
        descending: true,
      });
      found.push(...page.items);
      if (page.next !== undefined) return new Page(await this.entriesUnder(found), page.next);
      day = addDays(day, -1);
      position = endOf(day);
    }
    return new Page(await this.entriesUnder(found), day >= from.slice(0, 10) ? position : undefined);
  }

  /** The entries of items of `day-index`, in their order. Reads consistently, because the index can have an entry before a replica of the table has it. */
  private async entriesUnder(found: readonly Item[]): Promise<AuditEntry[]> {
    const items = await this.database.batchGet(
      'ledger',
      found.map(({ pk, sk }) => ({ pk, sk }) as Key),
      { consistent: true },
    );
    const bySortKey = new Map(items.map((item) => [item.sk, fromAuditItem(item)]));
    return found.flatMap(({ sk }) => bySortKey.get(sk) ?? []);
  }

  async redact(entity: EntityName, facts: readonly string[]): Promise<number> {
    let redacted = 0;
    let position: string | undefined;
    do {
      const range = { partition: auditPartition(entity), consistent: true };
      const { items, next } = await this.database.page('ledger', range, { limit: MAX_ENTRIES, after: position });
      for (const item of items) if (await this.redactItem(item, facts)) redacted += 1;
      position = next;
    } while (position !== undefined);
    return redacted;
  }

  private async redactItem({ pk, sk, reason, before, after }: Item, facts: readonly string[]): Promise<boolean> {
    if (reason === undefined && !has(before, facts) && !has(after, facts)) return false;
    const without = (values: Value | undefined) => withoutFacts(values as Item | undefined, facts);
    const change = assignments({ reason: undefined, before: without(before), after: without(after) });
    await this.database.transact([this.database.update('ledger', { pk: pk!, sk: sk! } as Key, change, present('ledger'))]);
    return true;
  }

  async *period(from: string, to: string, after = '', limit = MAX_ENTRIES): AsyncGenerator<ActorEntries> {
    const bounds = { from, to, limit };
    const [actor = ''] = after.split(' ', 1);
    if (actor !== after) yield* this.rest(await this.entriesBy(actor, bounds, after.slice(actor.length + 1)), bounds);
    const actors = (await this.actors()).filter((id) => id > actor);
    for (let start = 0; start < actors.length; start += MAX_ACTORS) {
      const firsts = await Promise.all(actors.slice(start, start + MAX_ACTORS).map((actorId) => this.entriesBy(actorId, bounds)));
      for (const first of firsts) yield* this.rest(first, bounds);
    }
  }

  /** Some entries of an actor, and all behind them. */
  private async *rest(first: ActorEntries, bounds: Bounds): AsyncGenerator<ActorEntries> {
    for (let found = first; ; found = await this.entriesBy(found.actorId, bounds, found.position.slice(found.actorId.length + 1))) {
      yield found;
      if (found.position === found.actorId) return;
    }
  }

  /** @param after the position of a page */
  private async entriesBy(actorId: string, { from, to, limit }: Bounds, after?: string): Promise<ActorEntries> {
    const page = await this.database.page('ledger', { index: 'actor-index', partition: actorId, from, to }, { limit, after });
    return {
      actorId,
      entries: page.items.flatMap(toIntactEntry),
      behind: nameAt(after),
      through: nameAt(page.next),
      position: page.next === undefined ? actorId : `${actorId} ${page.next}`,
    };
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

/** A position in the feed before all entries of a day, which are newest first: no instant of the day sorts behind it. */
function endOf(day: string): string {
  return `${day}T24`;
}

/** The name of the entry at the position of a page. */
function nameAt(position: string | undefined): string | undefined {
  return position === undefined ? undefined : ((JSON.parse(position) as Key).sk as string);
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
