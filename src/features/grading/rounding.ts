/** `up` is towards the greater number, `down` towards the smaller one, also of negative numbers. */
export type Rounding = 'half_up' | 'half_down' | 'up' | 'down';

/**
 * Divides and rounds, exactly.
 * @param numerator an integer that is still safe when doubled
 * @param denominator a positive integer that is still safe when doubled
 */
export function divideRounded(numerator: number, denominator: number, rounding: Rounding = 'half_up'): number {
  switch (rounding) {
    case 'half_up':
      return Math.floor((2 * numerator + denominator) / (2 * denominator));
    case 'half_down':
      return -divideRounded(-numerator, denominator, 'half_up') || 0;
    case 'up':
      return -divideRounded(-numerator, denominator, 'down') || 0;
    case 'down':
      return Math.floor(numerator / denominator);
  }
}
