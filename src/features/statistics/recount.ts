import type { CountsRepository } from './counts.repository.js';
import { CountSnapshot, type CountName } from './count-snapshot.js';

/** A count that was not what it should have been. */
export interface Difference {
  readonly name: CountName;
  readonly kept: number;
  readonly counted: number;
  readonly repaired: boolean;
}

export interface Recount {
  readonly differences: readonly Difference[];
  /** What changed each time it was counted, so that nothing can be said of it. */
  readonly unsettled: readonly CountName[];
}

/** How often is counted at the most what changes meanwhile. */
const ROUNDS = 5;

/**
 * Counts everything anew and compares it with the counts that are kept, while the school goes on. Things are counted before and after the counts are
 * read. What is the same both times was so at the moment in between, and its count must agree; the rest is counted again. A correct change moves things
 * and counts together, so a difference stays the same whatever happens: only one that is found twice is told, and it is repaired by adding it, if the
 * count is still the one that was compared.
 */
export async function recount(counts: CountsRepository, { repair = false }: { repair?: boolean } = {}): Promise<Recount> {
  const differences: Difference[] = [];
  const found = new Map<CountName, number>();
  let unsettled: Set<CountName> | undefined;
  let earlier = await CountSnapshot.of(counts.things());
  for (let round = 1; round <= ROUNDS && unsettled?.size !== 0; round += 1) {
    const kept = await counts.kept();
    const later = await CountSnapshot.of(counts.things());
    unsettled ??= new Set(kept.keys());
    for (const name of [...unsettled].filter((each) => later.isAsIn(earlier, each))) {
      const counted = later.number(name);
      // What is not there any more has no count to be wrong.
      const was = kept.get(name) ?? counted;
      const missing = counted - was;
      if (missing !== 0 && found.get(name) !== missing) {
        found.set(name, missing);
      } else if (missing === 0 || !repair || (await counts.correct(name, was, missing))) {
        unsettled.delete(name);
        if (missing !== 0) differences.push({ name, kept: was, counted, repaired: repair });
      }
    }
    earlier = later;
  }
  return { differences, unsettled: [...unsettled!] };
}
