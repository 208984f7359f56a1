import compression from 'compression';
import type { RequestHandler } from 'express';

/** Bytes from which on it is worth while. */
const THRESHOLD = 1024;

/**
 * Sends larger JSON compressed to whoever takes that. CloudFront would weaken the ETags of what it compresses; here they stay as they are, for a
 * version is the same in whatever encoding.
 */
export function compressed(): RequestHandler {
  const compress = compression({
    threshold: THRESHOLD,
    filter: (_request, response) => /^application\/([\w-]+\+)?json(;|$)/.test(String(response.getHeader('Content-Type'))),
  });
  return (request, response, next) => (request.headers['accept-encoding'] === undefined ? next() : compress(request, response, next));
}
