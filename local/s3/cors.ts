import type { IncomingMessage } from 'node:http';
import { S3Error } from './errors.js';
import type { Answer } from './operation.js';

/** The origins whose pages may read answers: listed ones, or every page served from this machine. */
export type CorsOrigins = readonly string[] | 'any-localhost';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'];
const LOCALHOST = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/** Headers for every response, including errors: without them a page cannot read the error. */
export function corsHeaders({ headers: { origin } }: IncomingMessage, origins: CorsOrigins): Record<string, string> {
  const vary = { vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method' };
  if (origin === undefined || !isAllowed(origin, origins)) return vary;
  return {
    ...vary,
    'access-control-allow-origin': origin,
    'access-control-expose-headers': 'ETag, Location, Content-Range, x-amz-request-id',
  };
}

/** The answer to OPTIONS. @throws S3Error BadRequest, AccessForbidden */
export function preflight({ headers }: IncomingMessage, origins: CorsOrigins): Answer {
  const { origin, 'access-control-request-method': method, 'access-control-request-headers': wanted } = headers;
  if (origin === undefined) throw new S3Error('BadRequest');
  if (!isAllowed(origin, origins) || !METHODS.includes(method ?? '')) throw new S3Error('AccessForbidden');
  const allowed = { 'access-control-allow-methods': METHODS.join(', '), 'access-control-max-age': '600' };
  return { status: 200, headers: wanted === undefined ? allowed : { ...allowed, 'access-control-allow-headers': wanted } };
}

function isAllowed(origin: string, origins: CorsOrigins): boolean {
  return origins === 'any-localhost' ? LOCALHOST.test(origin) : origins.includes(origin);
}
