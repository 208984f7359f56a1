import { Config } from '../../config/config.js';
import { Unavailable } from '../../core/errors/errors.js';
import { CursorCipherProvider } from './cursor-cipher.provider.js';
import { SecretStore } from './secret-store.js';

/** A secret of 43 letters and digits, like those that Secrets Manager generates. */
const GENERATED = 'aZ09'.repeat(11).slice(0, 43);

class Store extends SecretStore {
  constructor(private readonly values: (string | Error)[]) {
    super();
  }

  read(): Promise<string> {
    const value = this.values.shift()!;
    return value instanceof Error ? Promise.reject(value) : Promise.resolve(value);
  }
}

describe('CursorCipherProvider', () => {
  const fromStore = (...values: (string | Error)[]) =>
    new CursorCipherProvider(Object.assign(new Config(), { cursorKeySecret: 'cursor-key' }), new Store(values));

  it('uses the same key from the settings and from a secret', async () => {
    const fromSettings = new CursorCipherProvider(
      Object.assign(new Config(), { cursorKey: Buffer.from(GENERATED, 'base64') }),
      new Store([]),
    );
    const cursor = (await fromSettings.get()).encrypt('position', 'list');
    expect((await fromStore(GENERATED).get()).decrypt(cursor, 'list')).toBe('position');
  });

  it('reads the key once, and again only after a failure', async () => {
    const provider = fromStore(new Unavailable(), GENERATED);
    await expect(provider.get()).rejects.toBeInstanceOf(Unavailable);
    expect(await provider.get()).toBe(await provider.get());
  });

  it('rejects an invalid key without revealing it', async () => {
    const result = fromStore('a-secret-of-wrong-length').get();
    await expect(result).rejects.toThrow('32 random bytes');
    await expect(result).rejects.not.toThrow('a-secret');
  });
});
