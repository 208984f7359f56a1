import { ignoreUnexpectedAnswers } from './person.js';

/** Runs `act` for each item, at most `width` at a time. */
export async function forEachConcurrent<T>(
  items: readonly T[],
  width: number,
  act: (item: T, index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const one = async () => {
    for (let index = next++; index < items.length; index = next++) {
      await ignoreUnexpectedAnswers(() => act(items[index]!, index));
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, one));
}

/** A pseudo-random generator of numbers from 0 to 1: the same seed gives the same numbers (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
