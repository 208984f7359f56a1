import { isDeepStrictEqual } from 'node:util';
import type { Actor } from '../../auth/actor.js';
import { UUID } from '../../core/text/text.js';

/** What happened to one thing, once: written in the transaction of the change, and never changed. */
export interface AuditEntry {
  /** Unique among the entries of one instant. */
  readonly id: string;
  /** ISO 8601. */
  readonly at: string;
  readonly entity: EntityName;
  /** What was done, e.g. `term.changed`. */
  readonly action: string;
  readonly by: Actor;
  readonly before?: Facts;
  readonly after?: Facts;
  readonly reason?: string;
  readonly requestId?: string;
}

export type Facts = Readonly<Record<string, unknown>>;

/** The name of a thing in the audit log: its kind, and its id or the two ids of an enrolment. Each feature makes the names of its own things. */
export type EntityName = `${'user' | 'term' | 'subject' | 'class' | 'notification'}:${string}` | `enrolment:${string}:${string}`;

const ENTITY_NAME = new RegExp(
  `^(?:(?:user|subject|class):${UUID}|enrolment:${UUID}:${UUID}|term:[A-Za-z0-9][A-Za-z0-9._-]{0,19}|notification:[1-9]\\d{0,15})$`,
);

/** Whether a thing could have this name at all. */
export function isEntityName(text: string): text is EntityName {
  return ENTITY_NAME.test(text);
}

/** The fields in which two states of a thing differ, as they were and as they are; undefined if they are the same. */
export function difference<T extends object>(
  before: T,
  after: T,
  fields: readonly (keyof T & string)[],
): { before: Facts; after: Facts } | undefined {
  const changed = fields.filter((field) => !isDeepStrictEqual(before[field], after[field]));
  if (changed.length === 0) return undefined;
  // A field that is absent is told as null: an entry says what there was, and that there was nothing.
  const facts = (thing: T): Facts => Object.fromEntries(changed.map((field) => [field, thing[field] ?? null]));
  return { before: facts(before), after: facts(after) };
}
