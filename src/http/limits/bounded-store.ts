import type { ClientRateLimitInfo, Options, Store } from 'express-rate-limit';
import { BoundedMap } from '../../core/objects/bounded-map.js';

/** Counts requests in memory. Each key has its own window. Beyond `maxKeys`, the oldest key is forgotten. */
export class BoundedStore implements Store {
  readonly localKeys = true;
  private windowMs = 0;
  /** In the order of their windows, the oldest first. */
  private readonly counters: BoundedMap<string, { totalHits: number; resetTime: Date }>;

  constructor(
    maxKeys: number,
    private readonly now: () => number = Date.now,
  ) {
    this.counters = new BoundedMap(maxKeys);
  }

  init({ windowMs }: Pick<Options, 'windowMs'>): void {
    this.windowMs = windowMs;
  }

  get size(): number {
    return this.counters.size;
  }

  increment(key: string): ClientRateLimitInfo {
    this.forgetExpired();
    const counter = this.counters.get(key) ?? this.begin(key);
    counter.totalHits += 1;
    return { ...counter };
  }

  decrement(key: string): void {
    const counter = this.counters.get(key);
    if (counter) counter.totalHits -= 1;
  }

  resetKey(key: string): void {
    this.counters.delete(key);
  }

  private begin(key: string) {
    const counter = { totalHits: 0, resetTime: new Date(this.now() + this.windowMs) };
    this.counters.set(key, counter);
    return counter;
  }

  private forgetExpired(): void {
    const now = this.now();
    for (const [key, { resetTime }] of this.counters) {
      if (resetTime.getTime() > now) return;
      this.counters.delete(key);
    }
  }
}
