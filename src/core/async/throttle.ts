import { setTimeout as wait } from 'node:timers/promises';

/** Spaces calls evenly, for services that limit the calls of a second. */
export class Throttle {
  private nextStart = 0;

  constructor(private readonly perSecond: number) {}

  /** Resolves when the caller may make its call. */
  async next(): Promise<void> {
    const now = performance.now();
    const start = Math.max(now, this.nextStart);
    this.nextStart = start + 1000 / this.perSecond;
    if (start > now) await wait(start - now);
  }
}
