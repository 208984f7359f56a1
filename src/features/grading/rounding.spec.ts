import fc from 'fast-check';
import { divideRounded, type Rounding } from './rounding.js';

/** Rounds by the definition: the integers next to the quotient, and which of them to take. */
function onPaper(numerator: bigint, denominator: bigint, rounding: Rounding): number {
  const remainder = ((numerator % denominator) + denominator) % denominator;
  const below = (numerator - remainder) / denominator;
  const half = 2n * remainder - denominator;
  const isUp = {
    up: remainder > 0n,
    down: false,
    half_up: half >= 0n,
    half_down: half > 0n,
  }[rounding];
  return Number(isUp ? below + 1n : below);
}

const ROUNDINGS: readonly Rounding[] = ['half_up', 'half_down', 'up', 'down'];

describe('divideRounded', () => {
  it('rounds the exact quotient of integers of any sign', () => {
    const largest = Math.floor(Number.MAX_SAFE_INTEGER / 4);
    const numerators = fc.oneof(fc.integer({ min: -1000, max: 1000 }), fc.integer({ min: -largest, max: largest }));
    const denominators = fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: largest }));
    fc.assert(
      fc.property(numerators, denominators, fc.constantFrom(...ROUNDINGS), (numerator, denominator, rounding) => {
        expect(divideRounded(numerator, denominator, rounding)).toBe(onPaper(BigInt(numerator), BigInt(denominator), rounding));
      }),
      { numRuns: 1000 },
    );
  });

  it.each<[number, Rounding, number]>([
    [5, 'half_up', 3],
    [5, 'half_down', 2],
    [5, 'up', 3],
    [5, 'down', 2],
    [-5, 'half_up', -2],
    [-5, 'half_down', -3],
    [-5, 'up', -2],
    [-5, 'down', -3],
    [-1, 'up', 0],
    [0, 'half_down', 0],
  ])('%d halves, rounded %s, are %d', (halves, rounding, expected) => {
    expect(divideRounded(halves, 2, rounding)).toBe(expected);
  });
});
