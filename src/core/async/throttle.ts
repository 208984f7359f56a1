import { setTimeout as wait } from 'node:timers/promises';

/** Lets things begin one after another, evenly: for what somebody else allows only so many times a second. */
export class Throttle {
  private nextStart = 0;

  constructor(private readonly perSecond: number) {}

  /** Resolves when it is one's turn. */
  async next(): Promise<void> {
    const now = performance.now();
    const at = Math.max(now, this.nextStart);
    this.nextStart = at + 1000 / this.perSecond;
    if (at > now) await wait(at - now);
  }
}
