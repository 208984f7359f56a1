import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { JwksClient } from 'jwks-rsa';
import { Unavailable } from '../core/errors/errors.js';

const REQUEST_TIMEOUT_MS = 5_000;
const KEPT_MS = 10 * 60 * 60 * 1000;
/** Unknown keys trigger fetching at most this often, so that made-up key ids cost nothing. */
const ASKED_AGAIN_MS = 30_000;
/** The use of keys that sign tokens. */
const SIGNATURE = 'sig';

/** The public keys of the user pool. All are fetched for the first token, and again for a token with an unknown key. */
export class SigningKeys {
  private readonly client: JwksClient;
  private keys = new Map<string, KeyObject>();
  private fetchedAt = -Infinity;
  private fetching?: Promise<void>;

  constructor(
    jwksUri: string,
    private readonly now: () => number,
  ) {
    this.client = new JwksClient({ jwksUri, cache: false, timeout: REQUEST_TIMEOUT_MS });
  }

  /** The key with this id; undefined if the pool has none. @throws Unavailable if the pool's keys cannot be read */
  async find(kid: string): Promise<KeyObject | undefined> {
    const age = this.now() - this.fetchedAt;
    if (age > KEPT_MS || (!this.keys.has(kid) && age > ASKED_AGAIN_MS)) await this.fetch();
    return this.keys.get(kid);
  }

  /** The ids of the fetched keys. */
  ids(): string[] {
    return [...this.keys.keys()];
  }

  /** Fetches the keys, once for all callers that wait. @throws Unavailable */
  fetch(): Promise<void> {
    this.fetching ??= this.load().finally(() => (this.fetching = undefined));
    return this.fetching;
  }

  private async load(): Promise<void> {
    try {
      const keys = ((await this.client.getKeys()) as (JsonWebKey & { kid: string })[]).filter(
        ({ kty, use = SIGNATURE }) => kty === 'RSA' && use === SIGNATURE,
      );
      if (keys.length === 0) throw new Error('The user pool has no signing keys.');
      this.keys = new Map(keys.map((key) => [key.kid, createPublicKey({ key, format: 'jwk' })]));
      this.fetchedAt = this.now();
    } catch {
      throw new Unavailable('The keys of the user pool cannot be read at the moment. Try again later.');
    }
  }
}
