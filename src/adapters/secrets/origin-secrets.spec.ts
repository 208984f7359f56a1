import { Clock } from '../../core/time/clock.js';
import { Unavailable } from '../../core/errors/errors.js';
import { Config } from '../../config/config.js';
import { OriginRefused } from './origin.errors.js';
import { OriginSecrets } from './origin-secrets.js';
import { SecretStore } from './secret-store.js';

const START = Date.parse('2026-09-01T08:00:00Z');

/** A store that is what it is told to be, and counts how often it is asked. */
class Store extends SecretStore {
  readonly values: Record<string, string | undefined> = { a: 'value-a', b: 'value-b' };
  readings = 0;

  read(id: string): Promise<string> {
    this.readings += 1;
    const value = this.values[id];
    return value === undefined ? Promise.reject(new Unavailable()) : Promise.resolve(value);
  }
}

describe('OriginSecrets', () => {
  let store: Store;
  let secrets: OriginSecrets;
  let now: number;

  beforeEach(() => {
    now = START;
    store = new Store();
    const clock = Object.assign(new Clock(), { now: () => new Date(now) });
    secrets = new OriginSecrets(Object.assign(new Config(), { originSecrets: ['a', 'b'] }), store, clock);
  });

  const outcomeOf = (value: string | undefined): Promise<unknown> =>
    secrets.verify(value).then(
      () => 'accepted',
      (error: Error) => error.constructor,
    );

  it('accepts both secrets, read once for all who ask at the same time', async () => {
    expect(await Promise.all(['value-a', 'value-b', 'value-a'].map(outcomeOf))).toEqual(['accepted', 'accepted', 'accepted']);
    expect(store.readings).toBe(2);
  });

  it.each(['', 'value-c', 'value-a ', 'VALUE-A', 'value-'])('refuses %j', async (value) => {
    expect(await outcomeOf(value)).toBe(OriginRefused);
  });

  it('refuses whoever brings nothing, and asks nobody for that', async () => {
    expect(await outcomeOf(undefined)).toBe(OriginRefused);
    expect(store.readings).toBe(0);
  });

  it('reads again for an unknown value, every 30 seconds at the most', async () => {
    await outcomeOf('value-a');
    store.values.b = 'new-b';
    now += 29_999;
    expect([await outcomeOf('new-b'), await outcomeOf('made-up'), store.readings]).toEqual([OriginRefused, OriginRefused, 2]);
    now += 1;
    expect([await outcomeOf('new-b'), await outcomeOf('made-up'), store.readings]).toEqual(['accepted', OriginRefused, 4]);
  });

  it('forgets a secret that was replaced, with the next reading, which comes within the hour', async () => {
    await outcomeOf('value-a');
    store.values.a = 'new-a';
    now += 3_599_999;
    expect([await outcomeOf('value-a'), store.readings]).toEqual(['accepted', 2]);
    now += 1;
    expect([await outcomeOf('value-a'), store.readings]).toEqual([OriginRefused, 4]);
  });

  it('says that it cannot tell while it cannot read, and tries again with the next request, every second at the most', async () => {
    const { a, b } = store.values;
    Object.assign(store.values, { a: undefined, b: undefined });
    expect([await outcomeOf('value-a'), store.readings]).toEqual([Unavailable, 2]);
    Object.assign(store.values, { a, b });
    now += 999;
    expect([await outcomeOf('value-a'), store.readings]).toEqual([Unavailable, 2]);
    now += 1;
    expect([await outcomeOf('value-a'), store.readings]).toEqual(['accepted', 4]);
  });

  it('goes by what it knows while one secret, or after a time both, cannot be read', async () => {
    store.values.a = undefined;
    expect([await outcomeOf('value-b'), await outcomeOf('value-a')]).toEqual(['accepted', Unavailable]);
    store.values.b = undefined;
    now += 3_600_000;
    expect(await outcomeOf('value-b')).toBe('accepted');
  });
});
