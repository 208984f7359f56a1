import type { Request } from 'express';

/** The claims that the app reads from an access token of Amazon Cognito. */
export interface AccessTokenClaims {
  readonly sub: string;
  /** Seconds since the epoch. */
  readonly iat: number;
  readonly exp: number;
  readonly token_use: string;
  readonly client_id: string;
  readonly 'cognito:groups'?: readonly string[];
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
