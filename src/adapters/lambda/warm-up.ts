import { randomUUID } from 'node:crypto';
import { API_PREFIX } from '../../http/routes.js';
import type { HttpEvent } from './function-event.js';

/** What a rehearsal has to know of the running app. */
export interface Stage {
  /** What CloudFront sends. */
  readonly originSecret: string;
  /** The id of a key that tokens are signed with. */
  readonly keyId: string;
}

/** What most requests need: the database, what is not found out about anybody, and a token, which is not good. */
const PATHS = ['/health/ready', `/${API_PREFIX}/config`, `/${API_PREFIX}/me`];

/** Requests that lead through most of what any request needs. They change nothing, and let nobody in. */
export function warmUpRequests({ originSecret, keyId }: Stage): HttpEvent[] {
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
