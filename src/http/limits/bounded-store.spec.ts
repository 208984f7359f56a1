import { BoundedStore } from './bounded-store.js';

describe('BoundedStore', () => {
  let now: number;
  const aStore = (maxKeys: number) => {
    const store = new BoundedStore(maxKeys, () => now);
    store.init({ windowMs: 1_000 });
    return store;
  };
  beforeEach(() => {
    now = 0;
  });
  const hits = (store: BoundedStore, key: string) => store.increment(key).totalHits;

  it('counts each key separately', () => {
    const store = aStore(10);
    expect(['a', 'b', 'a', 'a'].map((key) => hits(store, key))).toEqual([1, 1, 2, 3]);
  });

  it('starts a new count when the window of a key ends', () => {
    const store = aStore(10);
    hits(store, 'a');
    now = 500;
    hits(store, 'b');
    now = 999;
    expect(store.increment('a')).toEqual({ totalHits: 2, resetTime: new Date(1_000) });
    now = 1_000;
    expect(store.increment('a')).toEqual({ totalHits: 1, resetTime: new Date(2_000) });
    expect(hits(store, 'b')).toBe(2);
  });

  it('forgets the oldest key beyond the limit', () => {
    const store = aStore(3);
    for (const key of ['a', 'b', 'b', 'c', 'd']) hits(store, key);
    expect(store.size).toBe(3);
    expect([hits(store, 'b'), hits(store, 'c'), hits(store, 'd')]).toEqual([3, 2, 2]);
    expect(hits(store, 'a')).toBe(1);
  });

  it('forgets keys whose windows have ended', () => {
    const store = aStore(10_000);
    for (let index = 0; index < 5_000; index += 1) hits(store, `key ${index}`);
    now = 1_000;
    hits(store, 'next');
    expect(store.size).toBe(1);
  });

  it('decrements and resets a key', () => {
    const store = aStore(10);
    hits(store, 'a');
    store.decrement('a');
    store.decrement('unknown');
    expect(hits(store, 'a')).toBe(1);
    store.resetKey('a');
    expect(hits(store, 'a')).toBe(1);
  });
});
