import compression from 'compression';
import type { Response } from 'express';

/** Bytes from which on it is worth while. */
const THRESHOLD = 1024;

const compress = compression({ threshold: THRESHOLD, filter: () => true });

/**
 * Sends JSON, larger one compressed to whoever takes that. CloudFront would weaken the ETags of what it compresses; here they stay as they are, for a
 * version is the same in whatever encoding.
 */
export function sendCompressed(response: Response, json: Buffer): void {
  // The library wraps the answer before it knows how long it is, which would cost all the small ones something.
  if (json.length < THRESHOLD) response.send(json);
  else compress(response.req, response, () => response.send(json));
}
