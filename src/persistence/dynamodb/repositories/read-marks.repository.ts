import { Injectable } from '@nestjs/common';
import type { Notification } from '../../../effects/notification.js';
import type { PartialList } from '../../../features/notifications/inbox.js';
import { toInstant } from '../../../features/notifications/notification-id.js';
import { toExpiry } from '../../../features/notifications/notification.js';
import type { MarksRequest, ReadMarksRepository } from '../../../features/notifications/read-marks.repository.js';
import { Database } from '../driver/database.js';
import { expression } from '../driver/expression.js';
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

  async beyond(userId: string, { after, before = Number.MAX_SAFE_INTEGER, limit }: MarksRequest): Promise<PartialList<number>> {
    const range = { partition: readPartition(userId), from: toSortableId(after + 1), to: toSortableId(before - 1), descending: true };
    const { items, next } = await this.database.page('ledger', range, { limit });
    return { items: items.map(({ sk }) => Number(sk)), from: next === undefined ? 0 : Number((JSON.parse(next) as { sk: string }).sk) };
  }

  async add(userId: string, { id, expiresAt }: Pick<Notification, 'id' | 'expiresAt'>): Promise<void> {
    await this.database.transact([this.database.update('ledger', keys.read(userId, id), expression`SET #expiresAt = ${expiresAt}`)]);
  }

  async advance(userId: string, upTo: number): Promise<void> {
    const change = expression`SET #upTo = ${upTo}, #expiresAt = ${toExpiry(toInstant(upTo))}`;
    const isForward = expression`attribute_not_exists(#upTo) OR #upTo < ${upTo}`;
    await this.database.applyIf(this.database.update('ledger', keys.readUpTo(userId), change, isForward));
  }
}
