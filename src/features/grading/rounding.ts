/** Divides and rounds half up. Both arguments must be non-negative integers that are still safe when doubled. */
export function divideRounded(numerator: number, denominator: number): number {
  return Math.floor((2 * numerator + denominator) / (2 * denominator));
}
