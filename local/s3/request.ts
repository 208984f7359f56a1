import type { IncomingMessage } from 'node:http';
import { S3Error } from './errors.js';

const MAX_KEY = 1024;

/** A request in the path style, `/<bucket>/<key>`, with everything decoded once. */
export interface S3Request {
  readonly method: string;
  /** Decoded, as the signature covers it. */
  readonly path: string;
  /** Empty for the root. */
  readonly bucket: string;
  /** Empty for the bucket itself. */
  readonly key: string;
  readonly query: URLSearchParams;
  readonly incoming: IncomingMessage;
}

/** The target is never normalised, or `a/../b` would be another key. @throws S3Error InvalidURI, KeyTooLongError */
export function parseRequest(incoming: IncomingMessage): S3Request {
  const target = incoming.url ?? '';
  const end = target.indexOf('?');
  const path = decodePath(end < 0 ? target : target.slice(0, end));
  const slash = path.indexOf('/', 1);
  const bucket = path.slice(1, slash < 0 ? undefined : slash);
  const key = slash < 0 ? '' : path.slice(slash + 1);
  checkKeyLength(key);
  return { method: incoming.method ?? '', path, bucket, key, query: new URLSearchParams(end < 0 ? '' : target.slice(end + 1)), incoming };
}

function decodePath(path: string): string {
  if (!path.startsWith('/')) throw new S3Error('InvalidURI');
  try {
    return decodeURIComponent(path);
  } catch {
    throw new S3Error('InvalidURI');
  }
}

/** @throws S3Error KeyTooLongError */
export function checkKeyLength(key: string): void {
  const size = Buffer.byteLength(key);
  if (size > MAX_KEY) throw new S3Error('KeyTooLongError', undefined, { Size: String(size), MaxSizeAllowed: String(MAX_KEY) });
}

/** A header by its lower-case name. A presigned URL may carry an `x-amz-` header in its query instead. */
export function headerOf(request: S3Request, name: string): string | undefined {
  return headersWith(request, name).get(name);
}

/** All headers, and `x-amz-` parameters of the query, whose lower-case name begins so. */
export function headersWith({ incoming, query }: S3Request, prefix: string): Map<string, string> {
  const hoisted = [...query].map(([name, value]) => [name.toLowerCase(), value] as const).filter(([name]) => name.startsWith('x-amz-'));
  const sent = Object.entries(incoming.headers).map(([name, value]) => [name, String(value)] as const);
  return new Map([...hoisted, ...sent].filter(([name]) => name.startsWith(prefix)));
}
