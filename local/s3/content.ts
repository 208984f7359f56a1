import { decodeAwsChunked } from './aws-chunked.js';
import { type Checksum, newChecksum } from './checksum.js';
import { invalidArgument, S3Error } from './errors.js';
import { headerOf, headersWith, type S3Request } from './request.js';

/** Sizes in bytes, both ends included. */
export interface SizeRange {
  readonly min: number;
  readonly max: number;
}

/** The largest object a single upload may carry. */
export const MAX_UPLOAD = 5 * 1024 ** 3;

const TRAILING_CHECKSUM = 'STREAMING-UNSIGNED-PAYLOAD-TRAILER';
const SHA256 = /^[0-9a-f]{64}$/;
const NOT_CHECKSUMS = ['x-amz-checksum-mode', 'x-amz-checksum-type', 'x-amz-checksum-algorithm'];

interface Check {
  readonly checksum: Checksum;
  readonly expected: () => string | undefined;
  readonly refusal: S3Error;
}

/**
 * The bytes of a signed request, decoded and checked while they pass: it throws at the end when they are not the bytes announced.
 * Reading it only in part leaves the connection open, so that the refusal can still be answered.
 * @param payload the hash of the body in the signature
 * @throws S3Error MissingContentLength, NotImplemented; while reading BadDigest, XAmzContentSHA256Mismatch, IncompleteBody, EntityTooLarge
 */
export function contentOf(request: S3Request, payload: string): AsyncIterable<Buffer> {
  const raw = request.incoming.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  const trailers = new Map<string, string>();
  const bytes = payload.startsWith('STREAMING-') ? unchunked(request, payload, raw, trailers) : raw;
  const lengthHeader = bytes === raw ? 'content-length' : 'x-amz-decoded-content-length';
  if (headerOf(request, lengthHeader) === undefined) throw new S3Error('MissingContentLength');
  return verified(withinSize(bytes, { min: 0, max: MAX_UPLOAD }), checksOf(request, payload, trailers));
}

function unchunked(request: S3Request, payload: string, raw: AsyncIterable<Buffer>, trailers: Map<string, string>): AsyncIterable<Buffer> {
  if (payload !== TRAILING_CHECKSUM) throw new S3Error('NotImplemented', `${payload} is not implemented.`);
  return exactly(decodeAwsChunked(raw, trailers), Number(headerOf(request, 'x-amz-decoded-content-length')));
}

/** Passes the bytes on, and throws as soon as they are too many, or at the end if they were too few. @throws S3Error EntityTooLarge, EntityTooSmall */
export async function* withinSize(content: AsyncIterable<Buffer>, { min, max }: SizeRange): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const chunk of content) {
    size += chunk.length;
    if (size > max) throw new S3Error('EntityTooLarge', undefined, { ProposedSize: String(size), MaxSizeAllowed: String(max) });
    yield chunk;
  }
  if (size < min) throw new S3Error('EntityTooSmall', undefined, { ProposedSize: String(size), MinSizeAllowed: String(min) });
}

async function* exactly(content: AsyncIterable<Buffer>, length: number): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const chunk of content) {
    size += chunk.length;
    yield chunk;
  }
  if (size !== length) throw new S3Error('IncompleteBody');
}

async function* verified(content: AsyncIterable<Buffer>, checks: readonly Check[]): AsyncGenerator<Buffer> {
  for await (const chunk of content) {
    for (const { checksum } of checks) checksum.update(chunk);
    yield chunk;
  }
  for (const { checksum, expected, refusal } of checks) {
    if (checksum.digest() !== expected()) throw refusal;
  }
}

function checksOf(request: S3Request, payload: string, trailers: ReadonlyMap<string, string>): Check[] {
  const checks = [...headersWith(request, 'x-amz-checksum-')]
    .filter(([name]) => !NOT_CHECKSUMS.includes(name))
    .map(([name, value]) => checkOf(name, () => value));
  const trailer = headerOf(request, 'x-amz-trailer');
  if (trailer !== undefined) checks.push(checkOf(trailer.toLowerCase(), () => trailers.get(trailer.toLowerCase())));
  const md5 = headerOf(request, 'content-md5');
  if (md5 !== undefined) checks.push({ checksum: checksumOf('md5'), expected: () => md5, refusal: new S3Error('BadDigest') });
  if (SHA256.test(payload)) {
    const expected = Buffer.from(payload, 'hex').toString('base64');
    checks.push({ checksum: checksumOf('sha256'), expected: () => expected, refusal: new S3Error('XAmzContentSHA256Mismatch') });
  } else if (payload !== 'UNSIGNED-PAYLOAD' && payload !== TRAILING_CHECKSUM) {
    throw invalidArgument('x-amz-content-sha256 must be UNSIGNED-PAYLOAD or a valid sha256 value.', 'x-amz-content-sha256', payload);
  }
  return checks;
}

function checkOf(header: string, expected: Check['expected']): Check {
  const algorithm = header.slice('x-amz-checksum-'.length);
  const refusal = new S3Error('BadDigest', `The ${algorithm.toUpperCase()} you specified did not match the calculated checksum.`);
  return { checksum: checksumOf(algorithm), expected, refusal };
}

function checksumOf(algorithm: string): Checksum {
  const checksum = newChecksum(algorithm);
  if (checksum === undefined) throw new S3Error('NotImplemented', `The checksum algorithm ${algorithm} is not implemented.`);
  return checksum;
}
