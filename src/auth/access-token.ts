import { ExtractJwt } from 'passport-jwt';

/** The claims of an access token of Amazon Cognito that the app reads. */
export interface AccessTokenClaims {
  readonly sub: string;
  /** Seconds since the epoch. */
  readonly iat: number;
  readonly exp: number;
  readonly token_use: string;
  readonly client_id: string;
  readonly 'cognito:groups'?: readonly string[];
}

/** The token of a request; null without one. */
export const bearerToken = ExtractJwt.fromAuthHeaderAsBearerToken();

/** The id of the key that a token claims as its signer; undefined for anything but a token. */
export function readKeyId(token: string): string | undefined {
  try {
    const { kid } = JSON.parse(Buffer.from(token.split('.')[0]!, 'base64url').toString()) as { kid?: unknown };
    return typeof kid === 'string' ? kid : undefined;
  } catch {
    return undefined;
  }
}
