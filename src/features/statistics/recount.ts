import { type CountName, CountSnapshot } from './count-snapshot.js';
import type { CountsRepository } from './counts.repository.js';

/** A stored count that differs from the counted number. */
export interface Difference {
  readonly name: CountName;
  readonly kept: number;
  readonly counted: number;
  readonly repaired: boolean;
}

export interface Recount {
  readonly differences: readonly Difference[];
  /** Counts that changed in every round, so that they could not be compared. */
  readonly unsettled: readonly CountName[];
}

/** How often a count is compared while it keeps changing. */
const MAX_ROUNDS = 5;

/**
 * Counts everything and compares the result with the stored counts. The app stays in use. Items are counted before and after the stored counts are read.
 * If both snapshots are equal, the count was the same at the moment in between, and can be compared. Other counts are compared in the next round. Changes
 * move items and counts together, so a real difference stays the same. A difference is reported if it is found twice. A repair adds the difference, if
 * the stored count is still the one that was compared.
 */
export async function recount(counts: CountsRepository, { repair = false }: { repair?: boolean } = {}): Promise<Recount> {
  const differences: Difference[] = [];
  const found = new Map<CountName, number>();
  let unsettled: Set<CountName> | undefined;
  let earlier = await CountSnapshot.of(counts.things());
  for (let round = 1; round <= MAX_ROUNDS && unsettled?.size !== 0; round += 1) {
    const kept = await counts.kept();
    const later = await CountSnapshot.of(counts.things());
    unsettled ??= new Set(kept.keys());
    for (const name of [...unsettled].filter((each) => later.hasSame(each, earlier))) {
      const counted = later.number(name);
      // A deleted item has no stored count.
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
