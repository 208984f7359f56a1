import { isDeepStrictEqual } from 'node:util';
import type { AuditEntry } from '../../src/features/audit/audit-entry.js';
import { applyEntry } from './rules.js';
import type { SchoolState } from './state.js';

/**
 * Whether the changes, in some order, lead from one state to the other, each allowed where it happens.
 * @param changes audit entries in sequences, whose order to each other is not known
 */
export function isExplained(before: SchoolState, changes: readonly (readonly AuditEntry[])[], after: SchoolState): boolean {
  const open = changes.filter((entries) => entries.length > 0);
  if (open.length === 0) return isDeepStrictEqual(before, after);
  return open.some(([next, ...others]) => {
    const state = applyEntry(before, next!);
    return (
      state !== undefined &&
      isExplained(
        state,
        open.map((entries) => (entries[0] === next ? others : entries)),
        after,
      )
    );
  });
}
