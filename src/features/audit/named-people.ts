import { UUID } from '../../core/text/text.js';
import type { AuditEntry } from './audit-entry.js';

/** The facts that are ids of people. */
const PERSON_FACTS = new Set(['actorId', 'lecturerId', 'studentId', 'userId']);

const PERSON_ID = new RegExp(`^${UUID}$`);
const ENTITY_OF_PERSON = new RegExp(`^(?:user|enrolment:${UUID}):(?<id>${UUID})$`);

/** The ids of the people whom the entity of an entry and its facts name, each once, in this order. */
export function namedPeople({ entity, before, after }: Pick<AuditEntry, 'entity' | 'before' | 'after'>): string[] {
  return [...new Set(idsIn({ entity, before, after }))];
}

/** @param facts at any depth: the audience of a notification is an object */
function idsIn(facts: object): string[] {
  return Object.entries(facts).flatMap(([name, value]: [string, unknown]) => {
    if (typeof value === 'object') return value === null ? [] : idsIn(value);
    if (typeof value !== 'string') return [];
    if (name === 'entity') return ENTITY_OF_PERSON.exec(value)?.groups?.id ?? [];
    return PERSON_FACTS.has(name) && PERSON_ID.test(value) ? [value] : [];
  });
}
