/** `numerator / denominator`, both integers of at least 0 and safe when doubled, to the nearest integer; half goes up. */
export function divideRounded(numerator: number, denominator: number): number {
  return Math.floor((2 * numerator + denominator) / (2 * denominator));
}
