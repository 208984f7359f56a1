import { isDeepStrictEqual } from 'node:util';
import type { Actor } from '../../auth/actor.js';
import { ID_PATTERN } from '../../core/text/text.js';
import { isNotificationId } from '../notifications/notification-id.js';
import { isTermCode } from '../terms/term.js';

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

export type EntityName = `${'user' | 'term' | 'subject' | 'class' | 'notification'}:${string}` | `enrolment:${string}:${string}`;

export const entityName = {
  user: (id: string): EntityName => `user:${id}`,
  term: (code: string): EntityName => `term:${code}`,
  subject: (id: string): EntityName => `subject:${id}`,
  class: (id: string): EntityName => `class:${id}`,
  notification: (id: number): EntityName => `notification:${id}`,
  enrolment: (classId: string, studentId: string): EntityName => `enrolment:${classId}:${studentId}`,
};

const isId = (text: string): boolean => ID_PATTERN.test(text);

/** What the name of a thing of each kind is made of, behind the kind. */
const PARTS = new Map<string, readonly ((text: string) => boolean)[]>([
  ['user', [isId]],
  ['term', [isTermCode]],
  ['subject', [isId]],
  ['class', [isId]],
  ['notification', [isNotificationId]],
  ['enrolment', [isId, isId]],
]);

/** Whether a thing could have this name at all. */
export function isEntityName(text: string): text is EntityName {
  const [kind, ...parts] = text.split(':');
  const expected = PARTS.get(kind!) ?? [];
  return expected.length > 0 && parts.length === expected.length && expected.every((isPart, index) => isPart(parts[index]!));
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
