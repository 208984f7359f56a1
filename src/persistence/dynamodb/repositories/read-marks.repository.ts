import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../auth/actor.js';
import type { Notification } from '../../../effects/notification.js';
import type { PartialList, ReadMark } from '../../../features/notifications/inbox.js';
import { toInstant } from '../../../features/notifications/notification-id.js';
import { toExpiry } from '../../../features/notifications/notification.js';
import type { MarksRequest, ReadMarksRepository } from '../../../features/notifications/read-marks.repository.js';
import { Database } from '../driver/database.js';
import { expression } from '../driver/expression.js';
import { checkToken } from '../ledger/revocations.js';
import { keys, readPartition, toSortableId } from '../schema/keys.js';

/**
 * Read marks, in the ledger under `READ`. A record expires together with its last notification. An expired record that is not deleted yet does no harm.
 */
@Injectable()
export class DynamoReadMarksRepository implements ReadMarksRepository {
  constructor(private readonly database: Database) {}

  async upTo(userId: string): Promise<number> {
    return ((await this.database.get('ledger', keys.readUpTo(userId)))?.upTo as number | undefined) ?? 0;
  }

  async single(userId: string, { after = 0, before = Number.MAX_SAFE_INTEGER, limit }: MarksRequest): Promise<PartialList<ReadMark>> {
    const range = { partition: readPartition(userId), from: toSortableId(after + 1), to: toSortableId(before - 1), descending: true };
    const { items, next } = await this.database.page('ledger', range, { limit });
    const marks = items.map(({ sk, dismissed }) => ({ id: Number(sk), dismissed: dismissed === true }));
    return { items: marks, from: next === undefined ? 0 : Number((JSON.parse(next) as { sk: string }).sk) };
  }

  async add(reader: Actor, { id, expiresAt }: Pick<Notification, 'id' | 'expiresAt'>): Promise<void> {
    const mark = this.database.update('ledger', keys.read(reader.id, id), expression`SET #expiresAt = ${expiresAt}`);
    await this.database.transact([checkToken(this.database, reader), mark]);
  }

  async dismiss(reader: Actor, { id, expiresAt }: Pick<Notification, 'id' | 'expiresAt'>): Promise<void> {
    const change = expression`SET #expiresAt = ${expiresAt}, #dismissed = ${true}`;
    await this.database.transact([checkToken(this.database, reader), this.database.update('ledger', keys.read(reader.id, id), change)]);
  }

  async restore(reader: Actor, id: number): Promise<void> {
    const isDismissed = expression`#dismissed = ${true}`;
    const update = this.database.update('ledger', keys.read(reader.id, id), expression`REMOVE #dismissed`, isDismissed);
    await this.database.applyIf(checkToken(this.database, reader), update);
  }

  async advance(reader: Actor, upTo: number): Promise<void> {
    const change = expression`SET #upTo = ${upTo}, #expiresAt = ${toExpiry(toInstant(upTo))}`;
    const isForward = expression`attribute_not_exists(#upTo) OR #upTo < ${upTo}`;
    const update = this.database.update('ledger', keys.readUpTo(reader.id), change, isForward);
    await this.database.applyIf(checkToken(this.database, reader), update);
  }
}
