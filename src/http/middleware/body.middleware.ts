import type { NextFunction, Request, Response } from 'express';
import { MalformedJson, UnsupportedMediaType } from '../../core/errors/errors.js';
import { parseJson } from '../validation/parse-json.js';

const JSON_MEDIA_TYPE = 'application/json';
export const CSV_MEDIA_TYPE = 'text/csv';

/** The media types that routes accept. The raw parser of Express reads their bytes. */
export const BODY_MEDIA_TYPES = [JSON_MEDIA_TYPE, CSV_MEDIA_TYPE];

/** Rejects other media types, which Express would treat as an absent body. A guard checks which of the two the route accepts. */
export function requireSupportedBody(request: Request, _response: Response, next: NextFunction): void {
  if (hasBody(request) && !request.is(BODY_MEDIA_TYPES)) {
    return next(new UnsupportedMediaType('The body must be application/json, or text/csv if the route accepts it.'));
  }
  next();
}

export function hasBody({ headers }: Request): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/** Parses a JSON body. A CSV body stays a buffer. @throws MalformedJson, UnsupportedMediaType */
export function parseJsonBody(request: Request, _response: Response, next: NextFunction): void {
  if (Buffer.isBuffer(request.body) && request.is(JSON_MEDIA_TYPE)) {
    assertUtf8(request, 'Send UTF-8');
    request.body = request.body.length === 0 ? {} : parseJson(decode(request.body));
  }
  next();
}

/** Accepts UTF-8, which is also the default. @throws UnsupportedMediaType for another charset */
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
