import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { Crc32 } from './checksum.js';
import { S3Error } from './errors.js';

/** The description of an object. Its bytes are on the medium under `body`. */
export interface StoredObject {
  readonly key: string;
  /** The medium's name for the bytes; no two objects ever share one. */
  readonly body: string;
  /** Bytes. */
  readonly size: number;
  /** In its quotes. */
  readonly etag: string;
  /** In base64: what the SDK checks a download with by default. */
  readonly crc32: string;
  /** Milliseconds since the epoch. */
  readonly modified: number;
  /** To be sent with every download, by lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Offsets in bytes, both ends included. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** Where bytes and descriptions are kept. Only `receive` takes time; the rest is done when it returns, so that nothing comes between. */
export interface Medium {
  /** What was kept earlier, by bucket. @throws DamagedData */
  load(): Map<string, StoredObject[]>;
  addBucket(bucket: string): void;
  /** Takes the bytes in under a new name, which is invisible until it is committed; keeps nothing if `content` throws. */
  receive(bucket: string, key: string, content: AsyncIterable<Buffer>): Promise<string>;
  /** Makes this the object of its key, in one step. */
  commit(bucket: string, object: StoredObject): void;
  remove(bucket: string, object: StoredObject): void;
  /** Deletes bytes that are no longer committed. Open reads can continue. */
  discard(bucket: string, body: string): void;
  open(bucket: string, body: string, range?: ByteRange): Readable;
}

/** Buckets of objects over a medium. */
export class Objects {
  private readonly buckets: Map<string, Map<string, StoredObject>>;

  /** @throws DamagedData */
  constructor(private readonly medium: Medium) {
    this.buckets = new Map([...medium.load()].map(([bucket, objects]) => [bucket, new Map(objects.map((object) => [object.key, object]))]));
  }

  hasBucket(bucket: string): boolean {
    return this.buckets.has(bucket);
  }

  createBucket(bucket: string): void {
    this.medium.addBucket(bucket);
    this.buckets.set(bucket, new Map());
  }

  /** In no particular order. @throws S3Error NoSuchBucket */
  all(bucket: string): IterableIterator<StoredObject> {
    return this.bucket(bucket).values();
  }

  /** @throws S3Error NoSuchBucket, NoSuchKey */
  find(bucket: string, key: string): StoredObject {
    const object = this.bucket(bucket).get(key);
    if (object === undefined) throw new S3Error('NoSuchKey', undefined, { Key: key });
    return object;
  }

  /** The bytes of an object just found: opened before anything can replace it. */
  open(bucket: string, object: StoredObject, range?: ByteRange): Readable {
    return this.medium.open(bucket, object.body, range);
  }

  /**
   * Stores all of `content`, or nothing if it throws; until then the old object stays.
   * @throws S3Error NoSuchBucket, PreconditionFailed if `ifAbsent` and there is an object, and what `content` throws
   */
  async put(
    bucket: string,
    key: string,
    content: AsyncIterable<Buffer>,
    about: { headers: Readonly<Record<string, string>>; now: () => number; ifAbsent?: boolean },
  ): Promise<StoredObject> {
    const objects = this.bucket(bucket);
    const md5 = createHash('md5');
    const crc32 = new Crc32();
    let size = 0;
    async function* measured(): AsyncGenerator<Buffer> {
      for await (const chunk of content) {
        md5.update(chunk);
        crc32.update(chunk);
        size += chunk.length;
        yield chunk;
      }
    }
    const body = await this.medium.receive(bucket, key, measured());
    if (about.ifAbsent && objects.has(key)) {
      this.medium.discard(bucket, body);
      throw new S3Error('PreconditionFailed', undefined, { Condition: 'If-None-Match' });
    }
    const object = {
      key,
      body,
      size,
      etag: `"${md5.digest('hex')}"`,
      crc32: crc32.digest(),
      modified: about.now(),
      headers: about.headers,
    };
    this.medium.commit(bucket, object);
    const replaced = objects.get(key);
    objects.set(key, object);
    if (replaced) this.medium.discard(bucket, replaced.body);
    return object;
  }

  /** Does nothing when there is no such key. @throws S3Error NoSuchBucket */
  delete(bucket: string, key: string): void {
    const objects = this.bucket(bucket);
    const object = objects.get(key);
    if (object === undefined) return;
    this.medium.remove(bucket, object);
    objects.delete(key);
    this.medium.discard(bucket, object.body);
  }

  private bucket(bucket: string): Map<string, StoredObject> {
    const objects = this.buckets.get(bucket);
    if (objects === undefined) throw new S3Error('NoSuchBucket', undefined, { BucketName: bucket });
    return objects;
  }
}
