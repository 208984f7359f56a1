import type { AuditEntry, Facts } from '../audit/audit-entry.js';
import type { Role } from '../auth/actor.js';
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
      return Object.keys(to).map((key) => ({ at, component: key, from: from[key]!, to: to[key]!, byRole: by.role, byId: by.id, reason }));
    });
}

/** What the student concerned may know of changes: those made since the component was last published, without who made them, and why. */
export function asTold(changes: readonly MarkChange[], { publishedComponents }: Pick<SchoolClass, 'publishedComponents'>): MarkChange[] {
  return changes
    .filter(({ at, component }) => {
      const since = publishedComponents[component];
      return since !== undefined && at >= since;
    })
    .map(({ at, component, from, to, byRole }) => ({ at, component, from, to, byRole }));
}

function marksIn(facts: Facts | undefined): Record<string, number | null> {
  return facts?.marks as Record<string, number | null>;
}
