import { randomBytes } from 'node:crypto';

/** The origin secret is kept in two slots, so that one can change while the other is sent. */
export type Slot = 'A' | 'B';

/** The slots of a stage. */
export interface OriginSlots {
  /** The one that every edge of CloudFront sends: it waits until they agree. */
  active(): Promise<Slot>;
  /** Gives a slot another value. */
  write(slot: Slot, value: string): Promise<void>;
  /**
   * Lets CloudFront send another slot, no sooner than half a minute after it was written: so long the app may not look at its secrets again. It is done
   * when no edge sends the one before any more.
   */
  send(slot: Slot): Promise<void>;
}

/**
 * Changes both values of the origin secret. At every moment the app knows what CloudFront sends: the idle slot gets its value before it is sent, and the
 * one before loses its value when nobody sends it any more. Cut short, it can be run again: it begins with the slot that is idle then.
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
