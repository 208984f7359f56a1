import { createPublicKey, type JsonWebKey, type KeyObject, verify } from 'node:crypto';
import type { TokenClaims } from './event.js';

/** The decision on a request: the claims of its token, or the value of `WWW-Authenticate`. */
export type Verdict = { readonly claims: TokenClaims } | { readonly refusal: string };

interface Token {
  readonly header: { readonly alg?: unknown; readonly kid?: unknown };
  readonly claims: TokenClaims;
  readonly signed: string;
  readonly signature: Buffer;
}

/** The JWT authorizer of an HTTP API. It checks only issuer, audience, signature and times, so it accepts an id token of the same client. */
export class JwtAuthorizer {
  private keys?: Promise<Map<string, KeyObject>>;

  constructor(
    private readonly issuer: string,
    private readonly audience: string,
  ) {}

  /** @param authorization the header: a token, with or without `Bearer` before it */
  async verdictOn(authorization: string | undefined, now = Date.now()): Promise<Verdict> {
    if (!authorization) return { refusal: 'Bearer' };
    const token = tokenIn(authorization.replace(/^Bearer /i, ''));
    const fault = token ? await this.faultOf(token, now) : 'the token is malformed';
    return fault === undefined
      ? { claims: token!.claims }
      : { refusal: `Bearer scope="" error="invalid_token" error_description="${fault}"` };
  }

  private async faultOf({ header, claims, signed, signature }: Token, now: number): Promise<string | undefined> {
    const seconds = now / 1000;
    if (claims.iss !== this.issuer) return 'the token was issued by another pool';
    const keys = await this.readKeys();
    if (!keys) return 'OIDC discovery endpoint communication error';
    const key = typeof header.kid === 'string' ? keys.get(header.kid) : undefined;
    if (header.alg !== 'RS256' || !key || !verify('RSA-SHA256', Buffer.from(signed), key, signature))
      return 'the token is not signed by the issuer';
    if (typeof claims.exp !== 'number' || claims.exp <= seconds) return 'the token has expired';
    if ([claims.nbf, claims.iat].some((time) => typeof time === 'number' && time > seconds + 1)) return 'the token is not yet valid';
    const audience = [claims.aud ?? claims.client_id].flat();
    return audience.includes(this.audience) ? undefined : 'the token does not have a valid audience';
  }

  /** The keys, cached after the first successful read. Undefined while the issuer does not return them. */
  private async readKeys(): Promise<Map<string, KeyObject> | undefined> {
    this.keys ??= fetchKeys(this.issuer);
    try {
      return await this.keys;
    } catch {
      this.keys = undefined;
      return undefined;
    }
  }
}

async function fetchKeys(issuer: string): Promise<Map<string, KeyObject>> {
  const response = await fetch(`${issuer}/.well-known/jwks.json`);
  const { keys } = (await response.json()) as { keys: (JsonWebKey & { kid: string })[] };
  return new Map(keys.map((key) => [key.kid, createPublicKey({ key, format: 'jwk' })]));
}

/** The parts of a token, or undefined if the text is not a token. */
function tokenIn(text: string): Token | undefined {
  const parts = text.split('.');
  if (parts.length !== 3 || parts.some((part) => !/^[\w-]+$/.test(part))) return undefined;
  try {
    const [header, claims] = parts.slice(0, 2).map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()) as unknown);
    return {
      header: header as Token['header'],
      claims: claims as TokenClaims,
      signed: parts.slice(0, 2).join('.'),
      signature: Buffer.from(parts[2]!, 'base64url'),
    };
  } catch {
    return undefined;
  }
}
