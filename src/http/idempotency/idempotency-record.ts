import { createHash } from 'node:crypto';

/** A request with an `Idempotency-Key`. */
export interface IdempotencyRecord {
  readonly userId: string;
  readonly key: string;
  /** The hash of the route and the body. A different request with the same key has a different one. */
  readonly fingerprint: string;
  /** ISO 8601: the time of the request. */
  readonly at: string;
  /** ISO 8601. Until then a repeated request creates nothing. */
  readonly expiresAt: string;
}

/** The record of a request that creates something. It is stored in the same transaction. */
export interface CreationRecord extends IdempotencyRecord {
  /** The id of the created thing, or the code of a term. */
  readonly createdId: string;
}

/** The stored part of a record that a repeated request needs. */
export type StoredIdempotencyRecord = Pick<CreationRecord, 'fingerprint' | 'createdId'>;

/** Completes a record with the id of the created thing; undefined for a request without a key. */
export function creationRecord(record: IdempotencyRecord | undefined, createdId: string): CreationRecord | undefined {
  return record && { ...record, createdId };
}

/** Hashes a route and a body. The order of the body's fields does not matter. The hash reveals nothing about the body. */
export function fingerprint(route: string, body: object): string {
  return createHash('sha256')
    .update(`${route}\n${JSON.stringify(sortFields(body))}`)
    .digest('base64url');
}

function sortFields(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(sortFields);
  const fields = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(fields.map(([name, part]) => [name, sortFields(part)]));
}
