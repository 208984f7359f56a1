import { S3Error } from './errors.js';

const MAX_LINE = 8192;

/**
 * Undoes the `aws-chunked` encoding: `<hex size>[;extension]\r\n<bytes>\r\n … 0\r\n<trailers>\r\n`.
 * Fills `trailers` (lower-case names) before it ends. @throws S3Error IncompleteBody
 */
export async function* decodeAwsChunked(source: AsyncIterable<Buffer>, trailers: Map<string, string>): AsyncGenerator<Buffer> {
  const iterator = source[Symbol.asyncIterator]();
  const reader = new ByteReader(iterator);
  try {
    for (let left = sizeOf(await reader.line()); left > 0; left = sizeOf(await reader.line())) {
      while (left > 0) {
        const bytes = await reader.take(left);
        left -= bytes.length;
        yield bytes;
      }
      if ((await reader.line()) !== '') throw new S3Error('IncompleteBody');
    }
    for (let line = await reader.line(); line !== ''; line = await reader.line()) {
      const colon = line.indexOf(':');
      trailers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
    }
  } finally {
    // As a loop would do, so that another reader can go on.
    await iterator.return?.();
  }
}

function sizeOf(line: string): number {
  const [size = ''] = line.split(';');
  if (!/^[0-9a-f]{1,12}$/i.test(size)) throw new S3Error('IncompleteBody', `'${size}' is not the size of a chunk.`);
  return parseInt(size, 16);
}

class ByteReader {
  private pending: Buffer = Buffer.alloc(0);

  constructor(private readonly source: AsyncIterator<Buffer>) {}

  /** Some bytes, at least one and at most so many. */
  async take(most: number): Promise<Buffer> {
    if (this.pending.length === 0) this.pending = await this.next();
    const taken = this.pending.subarray(0, most);
    this.pending = this.pending.subarray(taken.length);
    return taken;
  }

  async line(): Promise<string> {
    for (;;) {
      const end = this.pending.indexOf('\r\n');
      if (end >= 0) {
        const line = this.pending.toString('latin1', 0, end);
        this.pending = this.pending.subarray(end + 2);
        return line;
      }
      if (this.pending.length > MAX_LINE) throw new S3Error('IncompleteBody', 'A line of the chunked body does not end.');
      this.pending = Buffer.concat([this.pending, await this.next()]);
    }
  }

  private async next(): Promise<Buffer> {
    const result = await this.source.next();
    if (result.done) throw new S3Error('IncompleteBody');
    return result.value;
  }
}
