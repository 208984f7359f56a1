import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { ByteRange, Medium, StoredObject } from './objects.js';

/** Keeps bytes for as long as the process lives. */
export class Memory implements Medium {
  private readonly bodies = new Map<string, Buffer>();

  load(): Map<string, StoredObject[]> {
    return new Map();
  }

  addBucket(): void {}

  async receive(_bucket: string, _key: string, content: AsyncIterable<Buffer>): Promise<string> {
    const bytes = await buffer(content);
    const body = randomUUID();
    this.bodies.set(body, bytes);
    return body;
  }

  commit(): void {}

  remove(): void {}

  discard(_bucket: string, body: string): void {
    this.bodies.delete(body);
  }

  open(_bucket: string, body: string, range?: ByteRange): Readable {
    const bytes = this.bodies.get(body);
    if (bytes === undefined) throw new Error(`No bytes are kept under ${body}.`);
    return Readable.from([range ? bytes.subarray(range.start, range.end + 1) : bytes]);
  }
}
