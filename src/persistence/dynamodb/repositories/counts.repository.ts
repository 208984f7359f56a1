import { Injectable } from '@nestjs/common';
import type { CountName, Thing } from '../../../features/statistics/count-snapshot.js';
import type { CountsRepository } from '../../../features/statistics/counts.repository.js';
import { type Total, TOTALS } from '../../../features/statistics/totals.js';
import type { User } from '../../../features/users/user.js';
import { correctSubjectGuards, fingerprintOfGuard } from '../conditions/subject-guard-recount.js';
import { absent, type Action, Database } from '../driver/database.js';
import { expression, Path } from '../driver/expression.js';
import { Scans } from '../driver/scans.js';
import { COUNTER_SHARDS, readCounters, sumCounters } from '../ledger/counters.js';
import type { Item, Key } from '../schema/item.js';
import { keys, studentOfTaking, TERMS } from '../schema/keys.js';
import type { TableName } from '../schema/tables.js';
import { fromUserItem } from '../schema/user-item.js';
import { toWordItems } from '../schema/word-item.js';

/** Stored counts: totals and `classCount` in the ledger, `openRelations` and word items in users, `seatsFree` in classes, guards of subjects in scores. */
@Injectable()
export class DynamoCountsRepository implements CountsRepository {
  /** The keys of the word items of each user, as `kept` has read them: finding them takes a scan. Words that were added since are current ones. */
  private storedWords: ReadonlyMap<string, readonly Key[]> = new Map();

  constructor(
    private readonly database: Database,
    private readonly scans: Scans,
  ) {}

  async *things(): AsyncGenerator<Thing> {
    const searched = ['email', 'code', 'givenName', 'familyName', 'anonymised'];
    for await (const item of this.scans.scan('users', ['id', 'role', 'version', ...searched])) {
      const { id, role, version } = item as unknown as User;
      if (role) yield { kind: 'user', id, role, version, wordCount: toWordItems(item as unknown as User).length };
    }
    yield* this.scan('subject', ['id', 'status'], 'status');
    yield* this.scan('class', ['id', 'term', 'lecturerId', 'status', 'version'], 'status');
    yield* this.scan('enrolment', ['classId', 'studentId', 'term', 'subjectId', 'status', 'enrolledAt', 'withdrawnAt'], 'status');
  }

  async kept(): Promise<Map<CountName, number>> {
    const kept = new Map<CountName, number>();
    const totals = sumCounters(await readCounters(this.database, { consistent: true }));
    for (const total of TOTALS) kept.set(total, totals[total]);
    for (const { sk, classCount } of await this.database.all('ledger', { partition: TERMS, consistent: true })) {
      kept.set(`term:${sk as string}`, classCount as number);
    }
    const words = new Map<string, Key[]>();
    for await (const item of this.scans.scan('users', ['id', 'email', 'openRelations', 'userId', 'words'])) {
      const [id, email, owner] = [item.id, item.email, item.userId] as [string, string, string];
      // A user, who may have no words. The guards of a user have neither attribute.
      if (item.openRelations !== undefined) {
        kept.set(`user:${id}`, item.openRelations as number);
        words.set(id, words.get(id) ?? []);
      }
      if (item.words !== undefined) words.set(owner, [...(words.get(owner) ?? []), { id, email }]);
    }
    for (const [id, stored] of words) kept.set(`words:${id}`, stored.length);
    this.storedWords = words;
    for (const id of words.keys()) kept.set(`takes:${id}`, 0);
    for await (const item of this.scans.scan('scores', ['classId', 'studentId', 'classIds'])) {
      const student = studentOfTaking(item.classId as string);
      const name: CountName = `takes:${student}`;
      if (student !== undefined) kept.set(name, (kept.get(name) ?? 0) + fingerprintOfGuard(item));
    }
    for await (const schoolClass of this.scans.scan('classes', ['id', 'capacity', 'seatsFree'])) {
      if (schoolClass.capacity !== undefined) kept.set(`class:${schoolClass.id as string}`, toSeatsTaken(schoolClass));
    }
    return kept;
  }

  async wronglyMarked(): Promise<Set<string>> {
    const disabled = new Set<unknown>();
    for await (const { id, status } of this.scans.scan('users', ['id', 'status'])) if (status === 'DISABLED') disabled.add(id);
    const wrong = new Set<string>();
    for await (const row of this.scans.scan('scores', ['studentId', 'disabled', 'status'])) {
      if (row.status !== undefined && (row.disabled === true) !== disabled.has(row.studentId)) wrong.add(row.studentId as string);
    }
    return wrong;
  }

  async correct(name: CountName, kept: number, by: number): Promise<boolean> {
    if (name.startsWith('words:')) return this.correctWords(name.slice('words:'.length));
    if (name.startsWith('takes:')) return correctSubjectGuards(this.database, name.slice('takes:'.length), kept);
    const actions = await this.toActions(name, kept, by);
    return actions !== undefined && this.database.applyIf(...actions);
  }

  /** Scans a table without its guards of unique values, which do not have the attribute `mark`. */
  private async *scan(kind: keyof typeof TABLE_OF, attributes: readonly string[], mark: string): AsyncGenerator<Thing> {
    for await (const item of this.scans.scan(TABLE_OF[kind], attributes)) {
      if (item[mark] !== undefined) yield { ...item, kind } as unknown as Thing;
    }
  }

  /** Returns undefined if the count has changed since it was read. */
  private async toActions(name: CountName, kept: number, by: number): Promise<Action[] | undefined> {
    const [kind, id] = name.split(':') as [string, string];
    switch (kind) {
      case 'user': {
        const [user] = await this.database.all('users', { partition: id, consistent: true });
        if (!user) return undefined;
        return [this.add('users', keys.user(id, user.email as string), 'openRelations', kept, by)];
      }
      case 'class': {
        const schoolClass = await this.database.get('classes', keys.class(id), { consistent: true });
        if (!schoolClass || toSeatsTaken(schoolClass) !== kept) return undefined;
        const isUnchanged = expression`#seatsFree = ${schoolClass.seatsFree} AND #capacity = ${schoolClass.capacity}`;
        return [this.database.update('classes', keys.class(id), expression`SET #seatsFree = #seatsFree + ${-by}`, isUnchanged)];
      }
      case 'term':
        return [this.add('ledger', keys.term(id), 'classCount', kept, by)];
      default:
        return this.correctTotal(name as Total, kept, by);
    }
  }

  private add(table: TableName, key: Key, attribute: string, kept: number, by: number): Action {
    const path = new Path(attribute);
    return this.database.update(table, key, expression`SET ${path} = ${path} + ${by}`, expression`${path} = ${kept}`);
  }

  /** Writes all words of a user again, if the user does not change meanwhile, and removes all others. */
  private async correctWords(id: string): Promise<boolean> {
    const stored = this.storedWords.get(id) ?? [];
    const [item] = await this.database.all('users', { partition: id, consistent: true });
    const user = item && fromUserItem(item);
    const current = user ? toWordItems(user) : [];
    const others = stored.filter((key) => !current.some((each) => each.id === key.id && each.email === key.email));
    return this.database.applyIf(
      ...(user ? [this.database.check('users', keys.user(id, user.email), expression`#version = ${user.version}`, undefined)] : []),
      ...current.map((each) => this.database.replace('users', each)),
      ...others.map((key) => this.database.remove('users', key)),
    );
  }

  /** Changes one counter, if none of them has changed. */
  private async correctTotal(total: Total, kept: number, by: number): Promise<Action[] | undefined> {
    const items = await readCounters(this.database, { consistent: true });
    if (sumCounters(items)[total] !== kept) return undefined;
    const isUnchanged = (shard: number) => {
      const { sk } = keys.count(total, shard);
      const item = items.find((each) => each.sk === sk);
      return item ? expression`#count = ${item.count}` : absent('ledger');
    };
    const [first, ...others] = Array.from({ length: COUNTER_SHARDS }, (_, shard) => shard);
    return [
      this.database.update('ledger', keys.count(total, first!), expression`ADD #count ${by}`, isUnchanged(first!)),
      ...others.map((shard) => this.database.check('ledger', keys.count(total, shard), isUnchanged(shard), undefined)),
    ];
  }
}

const TABLE_OF = { subject: 'subjects', class: 'classes', enrolment: 'scores' } as const;

function toSeatsTaken({ capacity, seatsFree }: Item): number {
  return (capacity as number) - (seatsFree as number);
}
