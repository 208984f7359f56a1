import type { Role } from '../../auth/actor.js';
import type { AuditEntry } from '../audit/audit-entry.js';
import type { Person } from '../audit/people.repository.js';
import type { SchoolClass } from '../classes/school-class.js';
import type { Flag } from '../grading/component.js';

/** The audit action of a change of marks. */
export const MARKS_CHANGED = 'marks.changed';

/** One change of one mark. */
export interface MarkChange {
  /** ISO 8601. */
  readonly at: string;
  /** Key of the component. */
  readonly component: string;
  /** A decimal, not in hundredths, or a flag. `null` if there was no mark. */
  readonly from: number | Flag | null;
  readonly to: number | Flag | null;
  readonly byRole: Role;
  /** ISO 8601: when the component was published, as read by the request that changed the mark. Absent if it was not published. */
  readonly publishedAt?: string;
  /** ISO 8601: when the component, which was unpublished again, had last been published. */
  readonly lastPublishedAt?: string;
  /** This and the following are present only for admins and the lecturer. */
  readonly byId?: string;
  readonly reason?: string;
}

/** Changes of marks, and the people who made them, by id. */
export interface MarkHistory {
  readonly changes: readonly MarkChange[];
  readonly people: ReadonlyMap<string, Person>;
}

/** Extracts the changes of marks from the audit entries of a row, in the same order. */
export function toMarkChanges(entries: readonly AuditEntry[]): MarkChange[] {
  return entries
    .filter(({ action }) => action === MARKS_CHANGED)
    .flatMap(({ at, by, before, after, reason }) => {
      const [from, to] = [before!, after!].map(({ marks, flags }) => ({ ...(marks as object), ...(flags as object) })) as [
        Record<string, MarkChange['from']>,
        Record<string, MarkChange['from']>,
      ];
      const published = (after!.published ?? {}) as Record<string, string>;
      const lastPublished = (after!.lastPublished ?? {}) as Record<string, string>;
      const change = { at, byRole: by.role, byId: by.id, reason };
      return Object.keys(to).map((component) => ({
        ...{ ...change, component, from: from[component]!, to: to[component]! },
        ...{ publishedAt: published[component], lastPublishedAt: lastPublished[component] },
      }));
    });
}

/**
 * The changes that a role may see, newest first. A student sees how the mark that was visible to them changed, of components that are published now, without
 * author and reason.
 */
export function filterVisible(
  role: Role,
  changes: readonly MarkChange[],
  { publishedComponents }: Pick<SchoolClass, 'publishedComponents'>,
): readonly MarkChange[] {
  switch (role) {
    case 'ADMIN':
    case 'LECTURER':
      return changes;
    case 'STUDENT': {
      const steps = Object.entries(publishedComponents).flatMap(([component, publishedAt]) =>
        toVisibleSteps(
          changes.filter((change) => change.component === component),
          publishedAt,
        ),
      );
      return steps.sort((one, other) => (one.at < other.at ? 1 : one.at > other.at ? -1 : 0));
    }
  }
}

/**
 * Changes of a mark while its component was unpublished become one step, from the mark that was visible last to the one that the next publication shows. This
 * compares the publication that each change was based on, not times: a change can be written while a publication is under way.
 * @param changes of one component that is published, newest first
 * @param publishedAt ISO 8601: when the component was last published
 */
function toVisibleSteps(changes: readonly MarkChange[], publishedAt: string): MarkChange[] {
  const steps: MarkChange[] = [];
  /** Undefined before the first publication. */
  let seen: MarkChange['from'] | undefined;
  let publication: string | undefined;
  let hiddenByRole: Role | undefined;
  const show = (at: string, mark: MarkChange['from'], byRole: Role): void => {
    if (seen !== undefined && seen !== mark) steps.unshift({ at, component: changes[0]!.component, from: seen, to: mark, byRole });
    seen = mark;
  };
  for (const change of changes.toReversed()) {
    const basis = change.publishedAt ?? change.lastPublishedAt;
    if (basis !== undefined && basis !== publication) show(basis, change.from, hiddenByRole ?? change.byRole);
    publication = basis ?? publication;
    if (change.publishedAt === undefined) hiddenByRole = change.byRole;
    else show(change.at, change.to, change.byRole);
  }
  if (changes.length > 0) show(publishedAt, changes[0]!.to, changes[0]!.byRole);
  return steps;
}
