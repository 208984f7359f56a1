import type { NextFunction, Request, Response } from 'express';
import { MalformedJson, UnsupportedMediaType } from '../../core/errors/errors.js';
import { parseJson } from '../validation/parse-json.js';

const JSON_MEDIA_TYPE = 'application/json';
export const CSV_MEDIA_TYPE = 'text/csv';

/** The media types that routes take. Their bytes are read by the raw parser of Express. */
export const BODY_MEDIA_TYPES = [JSON_MEDIA_TYPE, CSV_MEDIA_TYPE];

/** Refuses other media types, which Express would treat as no body at all. Which of the two a route takes is checked once the route is known. */
export function requireSupportedBody(request: Request, _response: Response, next: NextFunction): void {
  const hasBody = request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
  if (hasBody && !request.is(BODY_MEDIA_TYPES)) {
    return next(new UnsupportedMediaType('The body must be application/json, or text/csv if the route accepts it.'));
  }
  next();
}

/** Turns the bytes of a JSON body into its value. Those of a file stay bytes. */
export function parseJsonBody(request: Request, _response: Response, next: NextFunction): void {
  if (Buffer.isBuffer(request.body) && request.is(JSON_MEDIA_TYPE)) {
    assertUtf8(request, 'Send UTF-8');
    request.body = request.body.length === 0 ? {} : parseJson(decode(request.body));
  }
  next();
}

/** A body without a charset is UTF-8. @throws UnsupportedMediaType */
export function assertUtf8(request: Request, advice: string): void {
  const charset = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(request.headers['content-type']!)?.[1] ?? 'utf-8';
  if (!/^utf-?8$/i.test(charset)) throw new UnsupportedMediaType(`The charset ${charset} is not supported. ${advice}.`);
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new MalformedJson('The body is not valid JSON: it is not UTF-8.');
  }
}
