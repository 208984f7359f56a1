import type { AuditEntry, Facts } from '../audit/audit-entry.js';
import type { Role } from '../../auth/actor.js';
import type { SchoolClass } from '../classes/school-class.js';

/** The action under which changes of marks are in the audit log. */
export const MARKS_CHANGED = 'marks.changed';

/** One mark, changed once. */
export interface MarkChange {
  /** ISO 8601. */
  readonly at: string;
  /** Key of the component. */
  readonly component: string;
  /** As a decimal; `null` for none. */
  readonly from: number | null;
  readonly to: number | null;
  readonly byRole: Role;
  /** ISO 8601: when the component had been published, as whoever changed the mark found it; absent if it was not. */
  readonly publishedAt?: string;
  /** Told to those who run the class only: */
  readonly byId?: string;
  readonly reason?: string;
}

/** The changes of marks that audit entries of a row tell of, in their order. */
export function changesIn(entries: readonly AuditEntry[]): MarkChange[] {
  return entries
    .filter(({ action }) => action === MARKS_CHANGED)
    .flatMap(({ at, by, before, after, reason }) => {
      const [from, to] = [marksIn(before), marksIn(after)];
      const told = { at, byRole: by.role, byId: by.id, reason };
      return Object.keys(to).map((key) => ({
        ...told,
        component: key,
        from: from[key]!,
        to: to[key]!,
        publishedAt: publishedIn(after)[key],
      }));
    });
}

/**
 * What the student concerned may know of changes: those made since the component was last published, without who made them, and why. Instants would
 * not tell: a change can be written before a publishing that began earlier, and what it changed was never seen.
 */
export function visibleToStudent(
  changes: readonly MarkChange[],
  { publishedComponents }: Pick<SchoolClass, 'publishedComponents'>,
): MarkChange[] {
  return changes
    .filter(({ component, publishedAt }) => publishedAt !== undefined && publishedAt === publishedComponents[component])
    .map(({ at, component, from, to, byRole }) => ({ at, component, from, to, byRole }));
}

function publishedIn(facts: Facts | undefined): Readonly<Record<string, string>> {
  return (facts?.published ?? {}) as Record<string, string>;
}

function marksIn(facts: Facts | undefined): Record<string, number | null> {
  return facts?.marks as Record<string, number | null>;
}
