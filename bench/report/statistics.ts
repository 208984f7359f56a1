/** What many runs of the same come to. */
export interface Spread {
  readonly median: number;
  /** The first and the third quartile. */
  readonly low: number;
  readonly high: number;
  readonly runs: number;
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  return { median: quantile(sorted, 0.5), low: quantile(sorted, 0.25), high: quantile(sorted, 0.75), runs: sorted.length };
}

/** How many times as much one was as another, where both were measured in the same rounds: what else the machine did in a round met both. */
export function ratioOf(values: readonly number[], others: readonly number[]): number {
  return spreadOf(values.map((value, round) => value / others[round]!)).median;
}

/** The value below which a share of sorted values lies, between two of them if need be. */
export function quantile(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share;
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (sorted[above]! - sorted[below]!) * (place - below);
}

export function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}
