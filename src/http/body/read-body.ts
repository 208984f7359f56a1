import type { Request } from 'express';
import type { Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { detail } from '../../core/errors/domain-error.js';
import { type DomainError } from '../../core/errors/domain-error.js';
import { MalformedJson, UnsupportedMediaType } from '../../core/errors/errors.js';

const DECOMPRESSORS: ReadonlyMap<string, () => Transform> = new Map([
  ['gzip', createGunzip],
  ['deflate', createInflate],
  ['br', createBrotliDecompress],
]);

export function hasBody({ headers }: Request): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

export interface BodyLimit {
  /** The maximum number of bytes, before and after decompression. */
  readonly bytes: number;
  /** Makes the error for a body beyond it. */
  readonly exceeded: () => DomainError;
}

/**
 * Reads a body, and stops decompressing it at the limit. The parser of Express cannot be called this late, after the access guard: if the client has
 * closed its side of the connection meanwhile, that parser treats the body as absent.
 * @throws UnsupportedMediaType, MalformedJson, the error of the limit
 */
export async function readBody(request: Request, limit: BodyLimit): Promise<Buffer> {
  const encoding = request.headers['content-encoding']?.toLowerCase() ?? 'identity';
  const decompressor = encoding === 'identity' ? undefined : DECOMPRESSORS.get(encoding)?.();
  if (encoding !== 'identity' && !decompressor) throw new UnsupportedMediaType(detail('unsupported_media_type.content_encoding'));
  if (request.destroyed) throw interrupted();
  try {
    return await collect(request, decompressor, limit);
  } catch (error) {
    if (decompressor) {
      request.unpipe(decompressor);
      decompressor.destroy();
    }
    await discardRest(request);
    throw error;
  }
}

function collect(request: Request, decompressor: Transform | undefined, { bytes, exceeded }: BodyLimit): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let size = 0;
    const source = decompressor ? request.pipe(decompressor) : request;
    source.on('data', (part: Buffer) => {
      size += part.length;
      if (size <= bytes) return void parts.push(part);
      parts.length = 0;
      reject(exceeded());
    });
    // Compressed bytes can become no text at all, so their number says nothing about the size.
    let received = 0;
    if (decompressor) request.on('data', (part: Buffer) => (received += part.length) > bytes && reject(exceeded()));
    source.once('end', () => resolve(Buffer.concat(parts)));
    source.once('error', () => reject(decompressor ? new MalformedJson(detail('malformed_json.compression')) : interrupted()));
    // A decompressor does not learn that its source has ended early.
    request.once('close', () => request.complete || reject(interrupted()));
  });
}

/** Discards the rest, because most clients read a response only after they have sent their request. */
function discardRest(request: Request): Promise<void> {
  return new Promise((resolve) => {
    if (request.readableEnded || request.destroyed) return resolve();
    request.once('end', resolve).once('close', resolve).resume();
  });
}

const interrupted = () => new MalformedJson(detail('malformed_json.interrupted'));
