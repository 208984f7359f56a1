import { BoundedStore } from './bounded-store.js';

describe('BoundedStore', () => {
  let now: number;
  const aStore = (most: number) => {
    const store = new BoundedStore(most, () => now);
    store.init({ windowMs: 1_000 });
    return store;
  };
  beforeEach(() => {
    now = 0;
  });
  const hits = (store: BoundedStore, key: string) => store.increment(key).totalHits;

  it('counts each key by itself', () => {
    const store = aStore(10);
    expect(['a', 'b', 'a', 'a'].map((key) => hits(store, key))).toEqual([1, 1, 2, 3]);
  });

  it('begins anew when the window of a key is over, not before', () => {
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

  it('keeps no more keys than it may, and forgets the oldest first', () => {
    const store = aStore(3);
    for (const key of ['a', 'b', 'b', 'c', 'd']) hits(store, key);
    expect(store.size).toBe(3);
    expect([hits(store, 'b'), hits(store, 'c'), hits(store, 'd')]).toEqual([3, 2, 2]);
    expect(hits(store, 'a')).toBe(1);
  });

  it('keeps nothing of windows that are over', () => {
    const store = aStore(10_000);
    for (let index = 0; index < 5_000; index += 1) hits(store, `key ${index}`);
    now = 1_000;
    hits(store, 'next');
    expect(store.size).toBe(1);
  });

  it('takes back and forgets what it is told to', () => {
    const store = aStore(10);
    hits(store, 'a');
    store.decrement('a');
    store.decrement('unknown');
    expect(hits(store, 'a')).toBe(1);
    store.resetKey('a');
    expect(hits(store, 'a')).toBe(1);
  });
});
