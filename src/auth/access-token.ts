import type { Request } from 'express';
import { detail } from '../core/errors/domain-error.js';
import { NotAuthenticated } from '../core/errors/errors.js';
import { ID_PATTERN } from '../core/text/text.js';

/** In seconds. A revocation outlives every token that it covers, because no token lives longer. */
export const MAX_TOKEN_LIFETIME_S = 3600;
/** Seconds by which the clock of the pool may be ahead. */
const MAX_CLOCK_SKEW_S = 60;

/** The claims that the app reads from an access token of Amazon Cognito. */
export interface AccessTokenClaims {
  readonly sub: string;
  /** Seconds since the epoch. */
  readonly iat: number;
  readonly exp: number;
  readonly token_use: string;
  readonly client_id: string;
  readonly 'cognito:groups': readonly string[];
  /** When the person signed in, in seconds since the epoch. */
  readonly auth_time?: number;
}

/**
 * Reads the claims of a token whose signature, issuer and expiry are verified.
 * @param now in seconds since the epoch
 * @throws NotAuthenticated if the token is not an access token of the client, or a claim is missing or has another type
 */
export function readClaims(payload: unknown, clientId: string, now: number): AccessTokenClaims {
  const claims = (payload ?? {}) as Partial<Record<keyof AccessTokenClaims, unknown>>;
  const { sub, iat, exp, token_use, client_id, 'cognito:groups': groups = [], auth_time } = claims;
  if (token_use !== 'access' || client_id !== clientId) throw new NotAuthenticated(detail('not_authenticated.app'));
  const hasTimes = isInstant(iat) && isInstant(exp) && iat <= now + MAX_CLOCK_SKEW_S && exp > iat && exp - iat <= MAX_TOKEN_LIFETIME_S;
  const isPerson = typeof sub === 'string' && ID_PATTERN.test(sub);
  const isSignIn = auth_time === undefined || (isInstant(auth_time) && auth_time <= now + MAX_CLOCK_SKEW_S);
  if (!hasTimes || !isSignIn || !isPerson || !isListOfTexts(groups)) throw new NotAuthenticated(detail('not_authenticated.claims'));
  return { sub, iat, exp, token_use, client_id: clientId, 'cognito:groups': groups, auth_time };
}

function isInstant(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

function isListOfTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((member) => typeof member === 'string');
}

/** The only form of the header: the scheme in any case, one space, and a token of three parts in base64url. */
const BEARER_TOKEN = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i;

/** Reads the token of a request; null without one. */
export function bearerToken({ headers }: Request): string | null {
  return BEARER_TOKEN.exec(headers.authorization ?? '')?.[1] ?? null;
}

/** Reads the id of the key that claims to have signed a token; undefined if the text is not a token. */
export function readKeyId(token: string): string | undefined {
  try {
    const { kid } = JSON.parse(Buffer.from(token.split('.')[0]!, 'base64url').toString()) as { kid?: unknown };
    return typeof kid === 'string' ? kid : undefined;
  } catch {
    return undefined;
  }
}
