import { createHash } from 'node:crypto';

/** What is kept of a call with an `Idempotency-Key`, in the transaction that makes what it asks for. */
export interface IdempotencyRecord {
  readonly userId: string;
  readonly key: string;
  /** Of all that was asked for: another call under the same key has another one. */
  readonly fingerprint: string;
  /** ISO 8601: when the call came, and until when it is known. */
  readonly at: string;
  readonly expiresAt: string;
}

/** The record of a request that creates something: with the id of what it creates, or the code of a term. */
export interface CreationRecord extends IdempotencyRecord {
  readonly createdId: string;
}

/** The record to be written together with what a request creates; undefined for a request without a key. */
export function creationRecord(record: IdempotencyRecord | undefined, createdId: string): CreationRecord | undefined {
  return record && { ...record, createdId };
}

/** The record of a call that has made something. */
export interface StoredIdempotencyRecord {
  readonly fingerprint: string;
  /** The id of what was made, or the code of a term. */
  readonly createdId: string;
}

/** The same for the same route and body, whatever the order of the body's fields. It tells nothing of what is in the body. */
export function fingerprint(route: string, body: object): string {
  return createHash('sha256')
    .update(`${route}\n${JSON.stringify(inOrder(body))}`)
    .digest('base64url');
}

function inOrder(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(inOrder);
  const fields = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(fields.map(([name, part]) => [name, inOrder(part)]));
}
