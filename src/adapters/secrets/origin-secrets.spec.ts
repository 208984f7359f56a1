import { Config } from '../../config/config.js';
import { Unavailable } from '../../core/errors/errors.js';
import { Clock } from '../../core/time/clock.js';
import { OriginRefused, OriginSecrets } from './origin-secrets.js';
import { SecretStore } from './secret-store.js';

const START = Date.parse('2026-09-01T08:00:00Z');

/** A store with settable values, which counts its reads. */
class Store extends SecretStore {
  readonly values: Record<string, string | undefined> = { a: 'value-a', b: 'value-b' };
  reads = 0;

  read(id: string): Promise<string> {
    this.reads += 1;
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

  it('accepts both secrets, and reads them once for concurrent requests', async () => {
    expect(await Promise.all(['value-a', 'value-b', 'value-a'].map(outcomeOf))).toEqual(['accepted', 'accepted', 'accepted']);
    expect(store.reads).toBe(2);
  });

  it.each(['', 'value-c', 'value-a ', 'VALUE-A', 'value-'])('rejects %j', async (value) => {
    expect(await outcomeOf(value)).toBe(OriginRefused);
  });

  it('rejects a request without a secret, and reads nothing', async () => {
    expect(await outcomeOf(undefined)).toBe(OriginRefused);
    expect(store.reads).toBe(0);
  });

  it('reads again for an unknown value, at most every 30 seconds', async () => {
    await outcomeOf('value-a');
    store.values.b = 'new-b';
    now += 29_999;
    expect([await outcomeOf('new-b'), await outcomeOf('made-up'), store.reads]).toEqual([OriginRefused, OriginRefused, 2]);
    now += 1;
    expect([await outcomeOf('new-b'), await outcomeOf('made-up'), store.reads]).toEqual(['accepted', OriginRefused, 4]);
  });

  it('forgets a replaced secret within an hour', async () => {
    await outcomeOf('value-a');
    store.values.a = 'new-a';
    now += 3_599_999;
    expect([await outcomeOf('value-a'), store.reads]).toEqual(['accepted', 2]);
    now += 1;
    expect([await outcomeOf('value-a'), store.reads]).toEqual([OriginRefused, 4]);
  });

  it('is unavailable while it cannot read, and retries at most every second', async () => {
    const { a, b } = store.values;
    Object.assign(store.values, { a: undefined, b: undefined });
    expect([await outcomeOf('value-a'), store.reads]).toEqual([Unavailable, 2]);
    Object.assign(store.values, { a, b });
    now += 999;
    expect([await outcomeOf('value-a'), store.reads]).toEqual([Unavailable, 2]);
    now += 1;
    expect([await outcomeOf('value-a'), store.reads]).toEqual(['accepted', 4]);
  });

  it('uses the known secrets while they cannot be read again', async () => {
    store.values.a = undefined;
    expect([await outcomeOf('value-b'), await outcomeOf('value-a')]).toEqual(['accepted', Unavailable]);
    store.values.b = undefined;
    now += 3_600_000;
    expect(await outcomeOf('value-b')).toBe('accepted');
  });
});
