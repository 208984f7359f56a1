import { randomUUID } from 'node:crypto';
import { API_PREFIX } from '../../http/routes.js';
import type { HttpEvent } from './function-event.js';

/** They need what most requests need: the database, a public answer, and the check of a token, which is invalid. */
const PATHS = ['/health/ready', `/${API_PREFIX}/config`, `/${API_PREFIX}/me`];

/**
 * Creates requests that run most of the code of any request. They change nothing, and their token has no valid signature.
 * @param originSecret a secret of CloudFront
 * @param keyId the id of a key that signs tokens
 */
export function warmUpRequests({ originSecret, keyId }: { originSecret: string; keyId: string }): HttpEvent[] {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signature = Buffer.alloc(256).toString('base64url');
  const token = `${part({ alg: 'RS256', kid: keyId })}.${part({ sub: randomUUID() })}.${signature}`;
  return PATHS.map((rawPath) => ({
    version: '2.0',
    rawPath,
    rawQueryString: '',
    headers: { authorization: `Bearer ${token}`, 'x-origin-secret': originSecret },
    requestContext: { http: { method: 'GET', sourceIp: '127.0.0.1' } },
    isBase64Encoded: false,
  }));
}
