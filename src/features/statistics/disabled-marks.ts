import { mapConcurrent } from '../../core/async/map-concurrent.js';
import type { NameCopiesRepository } from '../users/name-copies.repository.js';
import type { CountsRepository } from './counts.repository.js';

const MAX_REPAIRS_AT_ONCE = 10;

export interface DisabledMarks {
  /** The ids of students of whom an enrolment says wrongly whether they are disabled. */
  readonly wrong: readonly string[];
  readonly repaired: boolean;
}

/**
 * Finds students whose enrolments do not say whether they are disabled. Rows that are older than the attribute lack it. The app stays in use, so only what is
 * found twice counts.
 */
export async function checkDisabledMarks(
  counts: CountsRepository,
  copies: NameCopiesRepository,
  { repair = false }: { repair?: boolean } = {},
): Promise<DisabledMarks> {
  const earlier = await counts.wronglyMarked();
  const later = earlier.size > 0 ? await counts.wronglyMarked() : earlier;
  const wrong = [...later].filter((id) => earlier.has(id));
  if (repair) await mapConcurrent(wrong, MAX_REPAIRS_AT_ONCE, (id) => copies.update({ kind: 'user', id }));
  return { wrong, repaired: repair };
}
