import { randomInt } from 'node:crypto';

/**
 * The number of ids per millisecond. With 11 bits below the milliseconds, ids stay below 2^53, and so exact in JSON, until the year 2109.
 */
const IDS_PER_MILLISECOND = 2048;

/** Creates an id from an instant, ISO 8601: the milliseconds, then random bits. Another notification may have the same id. */
export function newNotificationId(at: string): number {
  return firstIdAt(at) + randomInt(IDS_PER_MILLISECOND);
}

/** Creates different ids from an instant, ISO 8601. @param count at most `IDS_PER_MILLISECOND` */
export function newNotificationIds(at: string, count: number): number[] {
  const start = randomInt(IDS_PER_MILLISECOND);
  return Array.from({ length: count }, (_, index) => firstIdAt(at) + ((start + index) % IDS_PER_MILLISECOND));
}

/** The instant in an id, ISO 8601. */
export function toInstant(id: number): string {
  return new Date(Math.floor(id / IDS_PER_MILLISECOND)).toISOString();
}

/** The lowest id of an instant, ISO 8601. */
export function firstIdAt(instant: string): number {
  return Date.parse(instant) * IDS_PER_MILLISECOND;
}

/** The lowest id after an instant, ISO 8601. */
export function firstIdAfter(instant: string): number {
  return firstIdAt(instant) + IDS_PER_MILLISECOND;
}

/** Whether the text is a well-formed id. */
export function isNotificationId(text: string): boolean {
  return /^[1-9]\d{0,15}$/.test(text) && Number.isSafeInteger(Number(text));
}
