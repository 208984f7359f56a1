import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, renameSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { DamagedData } from '../damaged-data.js';
import { Disk } from './disk.js';
import { Memory } from './memory.js';
import type { Medium } from './objects.js';
import { aFolder, aServer, BUCKET, closeAll, type Fixture } from './s3.fixture.js';
import { startS3 } from './server.js';

afterAll(closeAll);

const Bucket = BUCKET;

async function put({ client }: Fixture, Key: string, Body: string): Promise<void> {
  await client.send(new PutObjectCommand({ Bucket, Key, Body, ContentType: 'text/plain', Metadata: { by: 'ann' } }));
}

async function read({ client }: Fixture, Key: string): Promise<string | undefined> {
  return (await client.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString();
}

/** Writes a file as a process that was killed two hours ago would have left it. */
function leaveBehind(file: string, content: string): void {
  const then = new Date(Date.now() - 2 * 3_600_000);
  writeFileSync(file, content);
  utimesSync(file, then, then);
}

const filesOf = (path: string): string[] => readdirSync(join(path, BUCKET)).sort();
const fileOf = (path: string, ending: string): string => join(path, BUCKET, filesOf(path).find((name) => name.endsWith(ending)) ?? '');

describe('a folder', () => {
  it('keeps buckets and objects over a restart', async () => {
    const path = aFolder();
    const before = await aServer({ path });
    await before.client.send(new CreateBucketCommand({ Bucket: 'papers' }));
    await put(before, 'kept 😀', 'hello');
    await put(before, 'deleted', 'x');
    await before.client.send(new DeleteObjectCommand({ Bucket, Key: 'deleted' }));
    const described = await before.client.send(new HeadObjectCommand({ Bucket, Key: 'kept 😀' }));

    const after = await aServer({ path });
    expect(await read(after, 'kept 😀')).toBe('hello');
    expect({ ...(await after.client.send(new HeadObjectCommand({ Bucket, Key: 'kept 😀' }))), $metadata: 0 }).toEqual({
      ...described,
      $metadata: 0,
    });
    await expect(read(after, 'deleted')).rejects.toMatchObject({ name: 'NoSuchKey' });
    await after.client.send(new HeadBucketCommand({ Bucket: 'papers' }));
  });

  it('has two files for an object, also after it is replaced, and none after it is deleted', async () => {
    const path = aFolder();
    const server = await aServer({ path });
    await put(server, 'a', '1');
    await put(server, 'a', '2');
    expect(filesOf(path)).toHaveLength(2);

    await server.client.send(new DeleteObjectCommand({ Bucket, Key: 'a' }));
    expect(filesOf(path)).toEqual([]);
  });

  it('has all files inside, and none with a key as its name', async () => {
    const path = aFolder();
    const server = await aServer({ path });
    await put(server, '../outside', 'x');
    await put(server, 'folder/../../../outside', 'x');

    expect(existsSync(join(path, 'outside'))).toBe(false);
    expect(readdirSync(dirname(path))).not.toContain('outside');
    expect(filesOf(path).every((name) => /^[0-9a-f]{64}(\.[0-9a-f-]{36})?\.(json|body)$/.test(name))).toBe(true);
    expect(readdirSync(path)).toEqual([BUCKET]);
  });

  it('keeps one complete object after concurrent writes of the same key', async () => {
    const path = aFolder();
    const server = await aServer({ path });
    const bodies = Array.from({ length: 20 }, (_, index) => String(index).repeat(10_000));
    await Promise.all(bodies.map((body) => put(server, 'a', body)));

    const winner = await read(server, 'a');
    expect(bodies).toContain(winner);
    expect(filesOf(path)).toHaveLength(2);
    expect(await read(await aServer({ path }), 'a')).toBe(winner);
  });
});

describe.each<[string, () => Medium]>([
  ['memory', () => new Memory()],
  ['a folder', () => new Disk(aFolder())],
])('%s', (_, aMedium) => {
  it('completes a read of a body that is discarded meanwhile', async () => {
    const medium = aMedium();
    medium.addBucket(BUCKET);
    const body = await medium.receive(BUCKET, 'a', Readable.from([Buffer.from('hello')]));
    const reading = medium.open(BUCKET, body);
    medium.discard(BUCKET, body);

    expect(await text(reading)).toBe('hello');
  });
});

describe('the start after a crash', () => {
  it('keeps the old object and removes the files of an incomplete upload', async () => {
    const path = aFolder();
    await put(await aServer({ path }), 'a', 'old');
    const hash = basename(fileOf(path, '.json'), '.json');
    leaveBehind(join(path, BUCKET, `${hash}.${randomUUID()}.body`), 'new, but only ha');
    leaveBehind(join(path, BUCKET, `${hash}.${randomUUID()}.json`), '{"key":"a","bo');

    expect(await read(await aServer({ path }), 'a')).toBe('old');
    expect(filesOf(path)).toHaveLength(2);
  });

  it('keeps the new object and removes the old body after a complete upload', async () => {
    const path = aFolder();
    const server = await aServer({ path });
    await put(server, 'a', 'old');
    const old = fileOf(path, '.body');
    await put(server, 'a', 'new');
    leaveBehind(old, 'old');

    expect(await read(await aServer({ path }), 'a')).toBe('new');
    expect(filesOf(path)).toHaveLength(2);
  });

  it('keeps the recent file of an upload that may be in progress', async () => {
    const path = aFolder();
    await aServer({ path });
    const name = `${'0'.repeat(64)}.${randomUUID()}.body`;
    writeFileSync(join(path, BUCKET, name), 'half of an upl');

    await aServer({ path });
    expect(filesOf(path)).toEqual([name]);
  });

  it('keeps files that do not belong to the server', async () => {
    const path = aFolder();
    await put(await aServer({ path }), 'a', 'x');
    writeFileSync(join(path, BUCKET, '.DS_Store'), '');
    writeFileSync(join(path, 'notes.txt'), '');

    await aServer({ path });
    expect(filesOf(path)).toContain('.DS_Store');
    expect(readdirSync(path)).toContain('notes.txt');
  });
});

describe('damaged data', () => {
  let path: string;

  beforeEach(async () => {
    path = aFolder();
    await put(await aServer({ path }), 'a', 'hello');
  });

  it.each<[string, () => void]>([
    ['a body is too short', () => truncateSync(fileOf(path, '.body'), 2)],
    ['a body is missing', () => renameSync(fileOf(path, '.body'), join(path, 'elsewhere'))],
    ['a description is not JSON', () => truncateSync(fileOf(path, '.json'), 10)],
    ['a description is empty', () => writeFileSync(fileOf(path, '.json'), '{}')],
    [
      'a description names a file outside',
      () => {
        writeFileSync(join(path, 'secret'), 'x');
        writeFileSync(fileOf(path, '.json'), '{"key":"a","body":"../secret","headers":{},"size":1}');
      },
    ],
    ['a description does not match its file name', () => renameSync(fileOf(path, '.json'), join(path, BUCKET, `${'0'.repeat(64)}.json`))],
  ])('is reported and kept if %s', async (_, damage) => {
    damage();
    const files = filesOf(path);

    await expect(startS3({ path })).rejects.toThrow(DamagedData);
    expect(filesOf(path)).toEqual(files);
  });

  it('is reported if the path is a file instead of a folder', async () => {
    const file = fileOf(path, '.json');
    await expect(startS3({ path: file })).rejects.toThrow(DamagedData);
  });

  it('leaves the port free', async () => {
    const first = await startS3();
    const port = Number(new URL(first.url).port);
    await first.close();
    await expect(startS3({ port, path: fileOf(path, '.json') })).rejects.toThrow(DamagedData);

    const again = await startS3({ port });
    await again.close();
  });
});
