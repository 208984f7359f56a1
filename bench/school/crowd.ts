import { asFarAsAnswered } from './person.js';

/** Does something for each thing, `width` of them at once. */
export async function crowd<T>(things: readonly T[], width: number, act: (thing: T, index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const one = async () => {
    for (let index = next++; index < things.length; index = next++) {
      await asFarAsAnswered(() => act(things[index]!, index));
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, things.length) }, one));
}

/** Numbers from 0 to 1 that look random, and are the same for the same seed (mulberry32). */
export function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
