import { randomBytes } from 'node:crypto';
import type { HttpRequest } from './http-request.js';

/** One of the addresses from which CloudFront connects. */
const EDGE_ADDRESS = '130.176.1.1';

/** Headers of the connection, which CloudFront does not forward. */
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'expect']);

/** The request that CloudFront sends to the gateway for a viewer, with the secret header that a viewer cannot set. */
export function throughCloudFront(request: HttpRequest, originSecret: string): HttpRequest {
  const ours = new Set([...HOP_BY_HOP, 'x-origin-secret', 'x-forwarded-for', 'via', 'x-amz-cf-id']);
  const forwarded = [...valuesOf(request, 'x-forwarded-for'), request.address].join(', ');
  return {
    ...request,
    address: EDGE_ADDRESS,
    headers: [
      ...request.headers.filter(([name]) => !ours.has(name.toLowerCase())),
      ['X-Forwarded-For', forwarded],
      ['Via', '2.0 0123456789abcdef0123456789abcdef.cloudfront.net (CloudFront)'],
      ['X-Amz-Cf-Id', randomBytes(42).toString('base64url')],
      ['x-origin-secret', originSecret],
    ],
  };
}

/** All values of a header. */
export function valuesOf({ headers }: HttpRequest, wanted: string): string[] {
  return headers.filter(([name]) => name.toLowerCase() === wanted).map(([, value]) => value);
}
