import { JwksClient } from 'jwks-rsa';
import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { singleFlight } from '../core/async/single-flight.js';
import { detail } from '../core/errors/domain-error.js';
import { Unavailable } from '../core/errors/errors.js';

const REQUEST_TIMEOUT_MS = 5_000;
/** Older keys are fetched again. */
const MAX_AGE_MS = 10 * 60 * 60 * 1000;
/** An unknown key id fetches younger keys at most this often, so that made-up ids cost nothing. */
const MIN_AGE_MS = 30_000;

/** The public keys of the user pool. The first token fetches all keys, and a token with an unknown key fetches them again. */
export class SigningKeys {
  private readonly client: JwksClient;
  private keys = new Map<string, KeyObject>();
  private fetchedAt = -Infinity;

  constructor(
    jwksUri: string,
    private readonly now: () => number,
  ) {
    this.client = new JwksClient({ jwksUri, cache: false, timeout: REQUEST_TIMEOUT_MS });
  }

  /** Fetches the keys, once for all concurrent callers. @throws Unavailable */
  readonly fetch = singleFlight(() => this.load());

  /** The key with this id; undefined if the pool has none. @throws Unavailable if the keys cannot be fetched */
  async find(kid: string): Promise<KeyObject | undefined> {
    const age = this.now() - this.fetchedAt;
    if (age > MAX_AGE_MS || (!this.keys.has(kid) && age > MIN_AGE_MS)) await this.fetch();
    return this.keys.get(kid);
  }

  /** The ids of the fetched keys. */
  ids(): string[] {
    return [...this.keys.keys()];
  }

  private async load(): Promise<void> {
    try {
      const found = (await this.client.getKeys()) as (JsonWebKey & { kid: string })[];
      const keys = found.filter(({ kty, use = 'sig' }) => kty === 'RSA' && use === 'sig');
      if (keys.length === 0) throw new Error('The user pool has no signing keys.');
      this.keys = new Map(keys.map((key) => [key.kid, createPublicKey({ key, format: 'jwk' })]));
      this.fetchedAt = this.now();
    } catch {
      throw new Unavailable(detail('unavailable.signing_keys'));
    }
  }
}
