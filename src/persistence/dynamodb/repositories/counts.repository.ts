import type { Item } from '../schema/item.js';
import { Injectable } from '@nestjs/common';
import type { CountsRepository } from '../../../features/statistics/counts.repository.js';
import type { CountName, Thing } from '../../../features/statistics/count-snapshot.js';
import { TOTALS, type Total } from '../../../features/statistics/totals.js';
import { Database, type Action } from '../driver/database.js';
import { expression, Path } from '../driver/expression.js';
import { keys } from '../schema/keys.js';
import { COUNTER_SHARDS, readCounters, sumCounters } from '../ledger/counters.js';
import { Scans } from '../driver/scans.js';

/** The count is not as it was read any more. */
class Moved extends Error {}

const moved = () => new Moved();

/** Counts where they are kept: totals and `classCount` in the ledger, `openRelations` in people, `seatsFree` in classes. */
@Injectable()
export class DynamoCountsRepository implements CountsRepository {
  constructor(
    private readonly database: Database,
    private readonly scans: Scans,
  ) {}

  async *things(): AsyncGenerator<Thing> {
    yield* this.items('user', ['id', 'role', 'version'], 'role');
    yield* this.items('subject', ['id', 'status'], 'status');
    yield* this.items('class', ['id', 'term', 'lecturerId', 'status', 'version'], 'status');
    yield* this.items('enrolment', ['classId', 'studentId', 'status', 'enrolledAt', 'withdrawnAt'], 'status');
  }

  async kept(): Promise<Map<CountName, number>> {
    const kept = new Map<CountName, number>();
    const totals = sumCounters(await readCounters(this.database, { consistent: true }));
    for (const total of TOTALS) kept.set(total, totals[total]);
    for (const { sk, classCount } of await this.database.all('ledger', { partition: 'TERM', consistent: true })) {
      kept.set(`term:${sk as string}`, classCount as number);
    }
    for await (const { id, openRelations } of this.scans.of('users', ['id', 'openRelations'])) {
      if (openRelations !== undefined) kept.set(`user:${id as string}`, openRelations as number);
    }
    for await (const schoolClass of this.scans.of('classes', ['id', 'capacity', 'seatsFree'])) {
      if (schoolClass.capacity !== undefined) kept.set(`class:${schoolClass.id as string}`, seatsTaken(schoolClass));
    }
    return kept;
  }

  async correct(name: CountName, kept: number, by: number): Promise<boolean> {
    try {
      await this.database.transact(await this.correction(name, kept, by));
      return true;
    } catch (error) {
      if (error instanceof Moved) return false;
      throw error;
    }
  }

  /** The items of a table that are things: guards of unique values lack the attribute `mark`. */
  private async *items(kind: Thing['kind'], attributes: readonly string[], mark: string): AsyncGenerator<Thing> {
    for await (const item of this.scans.of(TABLE_OF[kind], attributes)) {
      if (item[mark] !== undefined) yield { ...item, kind } as unknown as Thing;
    }
  }

  private async correction(name: CountName, kept: number, by: number): Promise<Action[]> {
    const [kind, id] = name.split(':') as [string, string];
    switch (kind) {
      case 'user':
        return this.ofUser(id, kept, by);
      case 'class':
        return this.ofClass(id, kept, by);
      case 'term':
        return [this.database.update('ledger', keys.term(id), added('classCount', by), is('classCount', kept), moved)];
      default:
        return this.ofTotal(name as Total, kept, by);
    }
  }

  private async ofUser(id: string, kept: number, by: number): Promise<Action[]> {
    const [user] = await this.database.all('users', { partition: id, consistent: true });
    if (!user) throw new Moved();
    const key = keys.user(id, user.email as string);
    return [this.database.update('users', key, added('openRelations', by), is('openRelations', kept), moved)];
  }

  private async ofClass(id: string, kept: number, by: number): Promise<Action[]> {
    const schoolClass = await this.database.get('classes', keys.class(id), { consistent: true });
    if (!schoolClass || seatsTaken(schoolClass) !== kept) throw new Moved();
    const { capacity, seatsFree } = schoolClass as { capacity: number; seatsFree: number };
    const when = expression`#seatsFree = ${seatsFree} AND #capacity = ${capacity}`;
    return [this.database.update('classes', keys.class(id), added('seatsFree', -by), when, moved)];
  }

  /** One of the counters is changed, if all of them are as they were. */
  private async ofTotal(total: Total, kept: number, by: number): Promise<Action[]> {
    const items = await readCounters(this.database, { consistent: true });
    if (sumCounters(items)[total] !== kept) throw new Moved();
    const asRead = (shard: number) => {
      const { sk } = keys.count(total, shard);
      const item = items.find((each) => each.sk === sk);
      return item ? is('count', item.count as number) : expression`attribute_not_exists(#pk)`;
    };
    const [first, ...others] = Array.from({ length: COUNTER_SHARDS }, (_, shard) => shard);
    return [
      this.database.update('ledger', keys.count(total, first!), expression`ADD #count ${by}`, asRead(first!), moved),
      ...others.map((shard) => this.database.check('ledger', keys.count(total, shard), asRead(shard), moved)),
    ];
  }
}

const TABLE_OF = { user: 'users', subject: 'subjects', class: 'classes', enrolment: 'scores' } as const;

function seatsTaken({ capacity, seatsFree }: Item): number {
  return (capacity as number) - (seatsFree as number);
}

function is(attribute: string, value: number) {
  return expression`${new Path(attribute)} = ${value}`;
}

function added(attribute: string, by: number) {
  return expression`SET ${new Path(attribute)} = ${new Path(attribute)} + ${by}`;
}
