import { isDeepStrictEqual } from 'node:util';
import type { Actor } from '../../auth/actor.js';
import { UUID } from '../../core/text/text.js';

/**
 * One change of one resource, written in the transaction of the change; or one access: a refusal, a reading, an export or a sign-in. Afterwards, only
 * anonymising removes text.
 */
export interface AuditEntry {
  /** Unique among entries with the same `at`. */
  readonly id: string;
  /** ISO 8601. */
  readonly at: string;
  readonly entity: EntityName;
  /** E.g. `term.changed`. */
  readonly action: string;
  readonly by: Pick<Actor, 'id' | 'role'>;
  readonly before?: Facts;
  readonly after?: Facts;
  readonly reason?: string;
  readonly requestId?: string;
}

/** An entry to write. The write fails if the token of its actor is revoked. */
export interface NewAuditEntry extends AuditEntry {
  readonly by: Actor;
}

export type AuditedAction = Pick<AuditEntry, 'action' | 'reason'>;
export type Facts = Readonly<Record<string, unknown>>;

/** The refusals of all people, the audit log itself, and the people of the school as a list. */
export const REFUSALS = 'access:refusals';
export const AUDIT_LOG = 'access:audit-log';
export const PEOPLE = 'access:people';

/** The name of a resource in the audit log: its kind, and its id or the two ids of an enrolment. */
export type EntityName =
  | `${'user' | 'term' | 'scale' | 'subject' | 'class' | 'notification'}:${string}`
  | `enrolment:${string}:${string}`
  | typeof REFUSALS
  | typeof AUDIT_LOG
  | typeof PEOPLE;

export const ENTITY_NAME = new RegExp(
  `^(?:(?:user|subject|class):${UUID}|enrolment:${UUID}:${UUID}|scale:[a-z0-9][a-z0-9-]{0,31}|term:[A-Za-z0-9][A-Za-z0-9._-]{0,19}|notification:[1-9]\\d{0,15}|${REFUSALS}|${AUDIT_LOG}|${PEOPLE})$`,
);

/** Whether the text is a well-formed name. */
export function isEntityName(text: string): text is EntityName {
  return ENTITY_NAME.test(text);
}

/** Compares fields. Returns the old and new values of those that differ, or undefined if none differ. */
export function difference<T extends object>(
  before: T,
  after: T,
  fields: readonly (keyof T & string)[],
): { before: Facts; after: Facts } | undefined {
  const changed = fields.filter((field) => !isDeepStrictEqual(before[field], after[field]));
  if (changed.length === 0) return undefined;
  // An absent field becomes null, so that the entry shows it.
  const toFacts = (thing: T): Facts => Object.fromEntries(changed.map((field) => [field, thing[field] ?? null]));
  return { before: toFacts(before), after: toFacts(after) };
}
