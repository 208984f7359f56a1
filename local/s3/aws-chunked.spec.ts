import fc from 'fast-check';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { decodeAwsChunked } from './aws-chunked.js';

/** A stream of the bytes in parts of a size, like packets of a network. */
function cut(bytes: Buffer, size: number): Readable {
  const count = Math.ceil(bytes.length / size);
  return Readable.from(Array.from({ length: count }, (_, index) => bytes.subarray(index * size, (index + 1) * size)));
}

function encode(chunks: readonly Uint8Array[], trailer: string): Buffer {
  const parts = chunks.flatMap((chunk) => [Buffer.from(`${chunk.length.toString(16)};chunk-signature=0\r\n`), chunk, Buffer.from('\r\n')]);
  return Buffer.concat([...parts, Buffer.from(`0\r\n${trailer}\r\n`)]);
}

async function decode(encoded: Buffer, size = 7): Promise<[string, Map<string, string>]> {
  const trailers = new Map<string, string>();
  const decoded = await buffer(decodeAwsChunked(cut(encoded, size), trailers));
  return [decoded.toString('hex'), trailers];
}

describe('the aws-chunked decoder', () => {
  it('restores the body and the trailers, however the network splits them', async () => {
    const chunks = fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(chunks, fc.integer({ min: 1, max: 60 }), async (parts, size) => {
        const [decoded, trailers] = await decode(encode(parts, 'X-Amz-Checksum-CRC32: abc=\r\n'), size);
        expect(decoded).toBe(Buffer.concat(parts).toString('hex'));
        expect([...trailers]).toEqual([['x-amz-checksum-crc32', 'abc=']]);
      }),
    );
  });

  it.each([
    ['that ends early', '5\r\nhel'],
    ['without its last chunk', '5\r\nhello\r\n'],
    ['whose chunk size is not a number', 'x\r\nhello\r\n0\r\n\r\n'],
    ['whose chunk is longer than its size', '2\r\nhello\r\n0\r\n\r\n'],
    ['whose first line never ends', 'a'.repeat(10_000)],
    ['that is empty', ''],
  ])('rejects a body %s', async (_, body) => {
    await expect(decode(Buffer.from(body))).rejects.toMatchObject({ code: 'IncompleteBody' });
  });
});
