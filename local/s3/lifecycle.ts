import type { Objects } from './objects.js';

/** A lifecycle rule: deletes the objects under a prefix some days after they were written. */
export interface ExpirationRule {
  readonly bucket: string;
  readonly prefix: string;
  readonly days: number;
}

const DAY_MS = 24 * 60 * 60_000;
const INTERVAL_MS = 60 * 60_000;

/** Applies lifecycle rules at the first request, and then at most once an hour. S3 does it once a day. */
export class Lifecycle {
  private last = -Infinity;

  constructor(
    private readonly objects: Objects,
    private readonly rules: readonly ExpirationRule[],
    private readonly now: () => number,
  ) {}

  applyIfDue(): void {
    const now = this.now();
    if (now - this.last < INTERVAL_MS) return;
    this.last = now;
    for (const { bucket, prefix, days } of this.rules) {
      const expired = [...this.objects.all(bucket)].filter(
        ({ key, modified }) => key.startsWith(prefix) && modified <= now - days * DAY_MS,
      );
      for (const { key } of expired) this.objects.delete(bucket, key);
    }
  }
}
