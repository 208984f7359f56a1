import { Unavailable } from '../../core/errors/errors.js';
import { Config } from '../../config/config.js';
import { CursorCipherProvider } from './cursor-cipher.provider.js';
import { SecretStore } from './secret-store.js';

/** What Secrets Manager makes of 43 letters and digits. */
const MADE = 'aZ09'.repeat(11).slice(0, 43);

class Store extends SecretStore {
  constructor(private readonly values: (string | Error)[]) {
    super();
  }

  read(): Promise<string> {
    const value = this.values.shift()!;
    return value instanceof Error ? Promise.reject(value) : Promise.resolve(value);
  }
}

describe('CursorSeals', () => {
  const fromStore = (...values: (string | Error)[]) =>
    new CursorCipherProvider(Object.assign(new Config(), { cursorKeySecret: 'cursor-key' }), new Store(values));

  it('seals with the key of the settings as with the same key from a secret', async () => {
    const fromSettings = new CursorCipherProvider(Object.assign(new Config(), { cursorKey: Buffer.from(MADE, 'base64') }), new Store([]));
    const cursor = (await fromSettings.get()).encrypt('position', 'list');
    expect((await fromStore(MADE).get()).decrypt(cursor, 'list')).toBe('position');
  });

  it('reads the key once, and again only if that failed', async () => {
    const seals = fromStore(new Unavailable(), MADE);
    await expect(seals.get()).rejects.toBeInstanceOf(Unavailable);
    expect(await seals.get()).toBe(await seals.get());
  });

  it('takes no other secret for a key, and tells nobody what it is', async () => {
    const refusal = fromStore('a-secret-of-wrong-length').get();
    await expect(refusal).rejects.toThrow('32 random bytes');
    await expect(refusal).rejects.not.toThrow('a-secret');
  });
});
