import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, mkdirSync, openSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { DamagedData } from '../damaged-data.js';
import { isBucketName } from './buckets.js';
import type { ByteRange, Medium, StoredObject } from './objects.js';

const DESCRIPTION = /^[0-9a-f]{64}\.json$/;
const LEFTOVER = /^[0-9a-f]{64}\.[0-9a-f-]{36}\.(body|json)$/;

/**
 * A folder for each bucket, and in it two files for each object: its bytes, and a description that names them. A key is only ever
 * written inside a description: names are made from its hash. The description is renamed into place last, so that a process killed at any moment
 * leaves the old object or the new one; bytes that no description names are swept away at a start an hour later.
 */
export class Disk implements Medium {
  constructor(private readonly root: string) {}

  load(): Map<string, StoredObject[]> {
    try {
      mkdirSync(this.root, { recursive: true, mode: 0o700 });
      const folders = readdirSync(this.root, { withFileTypes: true }).filter((entry) => entry.isDirectory() && isBucketName(entry.name));
      return new Map(folders.map(({ name }) => [name, this.loadBucket(name)]));
    } catch (error) {
      throw error instanceof DamagedData ? error : new DamagedData(this.root, String(error), error);
    }
  }

  addBucket(bucket: string): void {
    mkdirSync(join(this.root, bucket), { recursive: true });
  }

  async receive(bucket: string, key: string, content: AsyncIterable<Buffer>): Promise<string> {
    const body = `${hashOf(key)}.${randomUUID()}.body`;
    const file = join(this.root, bucket, body);
    try {
      await writeFile(file, content, { flag: 'wx', flush: true });
    } catch (error) {
      rmSync(file, { force: true });
      throw error;
    }
    return body;
  }

  commit(bucket: string, object: StoredObject): void {
    const hash = hashOf(object.key);
    const temporary = join(this.root, bucket, `${hash}.${randomUUID()}.json`);
    writeFileSync(temporary, JSON.stringify(object), { flush: true });
    renameSync(temporary, join(this.root, bucket, `${hash}.json`));
  }

  remove(bucket: string, object: StoredObject): void {
    rmSync(join(this.root, bucket, `${hashOf(object.key)}.json`));
  }

  discard(bucket: string, body: string): void {
    rmSync(join(this.root, bucket, body), { force: true });
  }

  open(bucket: string, body: string, range?: ByteRange): Readable {
    const file = join(this.root, bucket, body);
    // Opened at once: a stream opens its file later, when it may have been replaced.
    return createReadStream(file, { fd: openSync(file, 'r'), ...range });
  }

  private loadBucket(bucket: string): StoredObject[] {
    const folder = join(this.root, bucket);
    const files = readdirSync(folder);
    const objects = files.filter((file) => DESCRIPTION.test(file)).map((file) => loadObject(folder, file));
    const bodies = new Set(objects.map(({ body }) => body));
    const leftovers = files.filter((file) => LEFTOVER.test(file) && !bodies.has(file)).map((file) => join(folder, file));
    for (const file of leftovers.filter(isOld)) rmSync(file);
    return objects;
  }
}

function loadObject(folder: string, name: string): StoredObject {
  const file = join(folder, name);
  const object = parseObject(file);
  if (`${hashOf(object.key)}.json` !== name) throw new DamagedData(file, 'it describes another key.');
  const size = statSync(join(folder, object.body), { throwIfNoEntry: false })?.size;
  if (size !== object.size) throw new DamagedData(join(folder, object.body), `it has ${size ?? 'no'} bytes instead of ${object.size}.`);
  return object;
}

function parseObject(file: string): StoredObject {
  try {
    const object = JSON.parse(readFileSync(file, 'utf8')) as StoredObject;
    if (typeof object.key === 'string' && LEFTOVER.test(object.body) && typeof object.headers === 'object') return object;
  } catch (error) {
    throw new DamagedData(file, 'it is no description of an object.', error);
  }
  throw new DamagedData(file, 'it is no description of an object.');
}

/** A young one may be an upload that another process is just receiving. */
function isOld(file: string): boolean {
  return Date.now() - statSync(file).mtimeMs > 3_600_000;
}

function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}
