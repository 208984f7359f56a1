import compression from 'compression';
import type { Response } from 'express';

/** Smaller bodies are not worth compressing. In bytes. */
const THRESHOLD = 1024;

const compress = compression({ threshold: THRESHOLD, filter: () => true });

/**
 * Sends JSON, compressed if it is large and the client accepts that. CloudFront would weaken the ETags of what it compresses. Here they stay strong,
 * because a version is the same in every encoding.
 */
export function sendCompressed(response: Response, json: Buffer): void {
  // The library wraps a response before it knows its length, which would slow down small ones.
  if (json.length < THRESHOLD) response.send(json);
  else compress(response.req, response, () => response.send(json));
}
