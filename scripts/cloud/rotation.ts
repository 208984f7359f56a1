import { randomBytes } from 'node:crypto';

/** The origin secret has two slots, so that one can change while CloudFront sends the other. */
export type Slot = 'A' | 'B';

/** The slots of a stage. */
export interface OriginSlots {
  /** The slot that all edges of CloudFront send. Waits until they agree. */
  active(): Promise<Slot>;
  /** Sets the value of a slot. */
  write(slot: Slot, value: string): Promise<void>;
  /**
   * Makes CloudFront send another slot, at least half a minute after it was written, because the app reads its secrets only that often. Resolves when no
   * edge sends the previous slot any more.
   */
  send(slot: Slot): Promise<void>;
}

/**
 * Changes both values of the origin secret. The app knows what CloudFront sends at all times: the idle slot gets its value before it is sent, and the
 * other slot changes when no edge sends it any more. After a failure, run it again: it starts with the slot that is idle then.
 */
export async function rotate(slots: OriginSlots): Promise<void> {
  const before = await slots.active();
  const after = before === 'A' ? 'B' : 'A';
  await slots.write(after, newSecret());
  await slots.send(after);
  await slots.write(before, newSecret());
}

function newSecret(): string {
  return randomBytes(48).toString('base64url');
}
