import { createPrivateKey, createPublicKey, generateKeyPair, randomUUID, sign, verify, type JsonWebKey, type KeyObject } from 'node:crypto';
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

/** The RS256 key of the pool. Generating it takes a third of a second, so that happens on first use. */
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
    const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
    const key = { kid: randomUUID(), pem: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString() };
    this.journal.put('key', key);
    return open(key);
  }
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
