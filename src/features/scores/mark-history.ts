import type { Role } from '../../auth/actor.js';
import type { AuditEntry } from '../audit/audit-entry.js';
import type { SchoolClass } from '../classes/school-class.js';

/** The audit action of a change of marks. */
export const MARKS_CHANGED = 'marks.changed';

/** One change of one mark. */
export interface MarkChange {
  /** ISO 8601. */
  readonly at: string;
  /** Key of the component. */
  readonly component: string;
  /** A decimal, not in hundredths. `null` if there was no mark. */
  readonly from: number | null;
  readonly to: number | null;
  readonly byRole: Role;
  /** ISO 8601: when the component was published, as read by the request that changed the mark. Absent if it was not published. */
  readonly publishedAt?: string;
  /** This and the following are present only for admins and the lecturer. */
  readonly byId?: string;
  readonly reason?: string;
}

/** Extracts the changes of marks from the audit entries of a row, in the same order. */
export function toMarkChanges(entries: readonly AuditEntry[]): MarkChange[] {
  return entries
    .filter(({ action }) => action === MARKS_CHANGED)
    .flatMap(({ at, by, before, after, reason }) => {
      const from = before!.marks as Record<string, number | null>;
      const to = after!.marks as Record<string, number | null>;
      const published = (after!.published ?? {}) as Record<string, string>;
      const change = { at, byRole: by.role, byId: by.id, reason };
      return Object.keys(to).map((key) => ({ ...change, component: key, from: from[key]!, to: to[key]!, publishedAt: published[key] }));
    });
}

/**
 * Keeps the changes that a role may see. A student sees the changes since the component was last published, without author and reason. This compares
 * the publication that each change was based on, not times: a change can be written between the start and the end of a publication, and its old mark
 * was never visible.
 */
export function filterVisible(
  role: Role,
  changes: MarkChange[],
  { publishedComponents }: Pick<SchoolClass, 'publishedComponents'>,
): MarkChange[] {
  switch (role) {
    case 'ADMIN':
    case 'LECTURER':
      return changes;
    case 'STUDENT':
      return changes
        .filter(({ component, publishedAt }) => publishedAt !== undefined && publishedAt === publishedComponents[component])
        .map(({ at, component, from, to, byRole }) => ({ at, component, from, to, byRole }));
  }
}
