/** Converts an instant, ISO 8601, to the format of time to live. */
export function epochSeconds(instant: string): number {
  return Math.floor(Date.parse(instant) / 1000);
}
