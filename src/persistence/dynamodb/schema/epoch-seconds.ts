/** An instant, ISO 8601, as time to live counts it. */
export function epochSeconds(instant: string): number {
  return Math.floor(Date.parse(instant) / 1000);
}
