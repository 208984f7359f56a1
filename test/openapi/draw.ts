import * as fc from 'fast-check';

/** Draws values, the same ones for the same seed. */
export class Draw {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** A whole number of 32 bits (mulberry32). */
  private next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }

  /** Whether something of this probability happens. */
  happens(probability: number): boolean {
    return this.next() / 2 ** 32 < probability;
  }

  /** One of a list. @throws if it is empty */
  oneOf<T>(list: readonly T[]): T {
    if (list.length === 0) throw new Error('There is nothing to draw from.');
    return list[this.next() % list.length]!;
  }

  /** A key of `weights`, as often as its weight says. */
  weighted<K extends string>(weights: Readonly<Record<K, number>>): K {
    const entries = Object.entries(weights) as [K, number][];
    const total = entries.reduce((sum, [, weight]) => sum + weight, 0);
    let at = (this.next() / 2 ** 32) * total;
    return entries.find(([, weight]) => (at -= weight) < 0)![0];
  }

  /** A value of fast-check. */
  value<T>(arbitrary: fc.Arbitrary<T>): T {
    return fc.sample(arbitrary, { seed: this.next() | 0, numRuns: 1 })[0]!;
  }
}
