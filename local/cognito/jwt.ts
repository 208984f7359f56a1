import { createPrivateKey, createPublicKey, generateKeyPair, type JsonWebKey, type KeyObject, randomUUID, sign, verify } from 'node:crypto';
import { promisify } from 'node:util';
import { isObject } from './input.js';
import type { Journal } from './journal.js';

export type Claims = Record<string, unknown>;

/** The public half, as a JWKS lists it. */
export type PublicJwk = JsonWebKey & { kid: string; alg: 'RS256'; use: 'sig' };

/** As the journal keeps it. */
export interface StoredKey {
  readonly kid: string;
  /** PKCS #8. */
  readonly pem: string;
}

interface KeyPair {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** The key that all pools of this process share: generating one takes a third of a second, and each token names its pool. */
let madeHere: Promise<StoredKey> | undefined;

/** The RS256 key of the pool, generated on first use. */
export class SigningKey {
  private pair: Promise<KeyPair> | undefined;

  constructor(
    private readonly journal: Journal,
    private readonly stored?: StoredKey,
  ) {}

  async jwk(): Promise<PublicJwk> {
    const { kid, publicKey } = await this.load();
    return { ...publicKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' };
  }

  async sign(claims: Claims): Promise<string> {
    const { kid, privateKey } = await this.load();
    const content = `${encode({ kid, alg: 'RS256' })}.${encode(claims)}`;
    return `${content}.${sign('sha256', Buffer.from(content), privateKey).toString('base64url')}`;
  }

  /** The claims of a token this key has signed, whatever they say; undefined for any other token. */
  async verify(token: string): Promise<Claims | undefined> {
    const [header = '', payload = '', signature = '', ...rest] = token.split('.');
    const { kid, publicKey } = await this.load();
    // The algorithm in the header is ignored: there is only this one.
    const valid = verify('sha256', Buffer.from(`${header}.${payload}`), publicKey, Buffer.from(signature, 'base64url'));
    return valid && rest.length === 0 && decode(header)?.kid === kid ? decode(payload) : undefined;
  }

  private load(): Promise<KeyPair> {
    this.pair ??= this.stored ? Promise.resolve(open(this.stored)) : this.make();
    return this.pair;
  }

  private async make(): Promise<KeyPair> {
    const key = await (madeHere ??= makeKey());
    this.journal.put('key', key);
    return open(key);
  }
}

async function makeKey(): Promise<StoredKey> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  return { kid: randomUUID(), pem: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString() };
}

function open({ kid, pem }: StoredKey): KeyPair {
  const privateKey = createPrivateKey(pem);
  return { kid, privateKey, publicKey: createPublicKey(privateKey) };
}

function encode(part: Claims): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

function decode(part: string): Claims | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
