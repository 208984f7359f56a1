import { hash } from 'node:crypto';
import type { Response } from 'express';
import { sendCompressed } from './compression.js';

/**
 * Sends a body with an ETag: `"<version>.<hash of the body>"` for what has a version. It is written and hashed here once, where Express would write it,
 * look up again what it is, and hash it in a slower way.
 */
export function sendJson(response: Response, body: object): void {
  const bytes = Buffer.from(JSON.stringify(body));
  const digest = hash('sha256', bytes, 'base64url').slice(0, 16);
  const { version } = body as { version?: unknown };
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  response.setHeader('ETag', typeof version === 'number' ? `"${version}.${digest}"` : `W/"${digest}"`);
  sendCompressed(response, bytes);
}
