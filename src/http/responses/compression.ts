import compression from 'compression';
import type { Response } from 'express';

/** The minimum size of a body to compress, in bytes. */
const THRESHOLD = 1024;

const compress = compression({ threshold: THRESHOLD, filter: () => true });

/**
 * Sends JSON, compressed if it is large and the client accepts it. CloudFront does not compress, because it would make the ETags weak. Here they stay
 * strong: a version is the same in every encoding.
 */
export function sendCompressed(response: Response, json: Buffer): void {
  // The library wraps the response before it knows the size, which would slow down small responses.
  if (json.length < THRESHOLD) response.send(json);
  else compress(response.req, response, () => response.send(json));
}
