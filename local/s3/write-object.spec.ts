import {
  ChecksumAlgorithm,
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { aFolder, aServer, BUCKET, clientOf, closeAll, type Fixture, refusal } from './s3.fixture.js';

afterAll(closeAll);

const Bucket = BUCKET;

/** A signed request, before the SDK sends it. */
interface Signed {
  readonly method: string;
  readonly path: string;
  readonly query: Record<string, string>;
  readonly headers: Record<string, string>;
  readonly body: string;
}

async function read({ client }: Fixture, Key: string): Promise<string | undefined> {
  const object = await client.send(new GetObjectCommand({ Bucket, Key }));
  return object.Body?.transformToString();
}

/** Sends a signed command, or its headers with another body, and reads the response only after all of the body is sent. */
async function answerTo({ s3 }: Fixture, command: PutObjectCommand | DeleteObjectsCommand, body?: Buffer): Promise<string> {
  const client = clientOf(s3);
  let answer = '';
  client.middlewareStack.add(
    () => async (args) => {
      const { method, path, query, headers, body: signed } = args.request as Signed;
      const url = `${s3.url}${path}?${new URLSearchParams(query).toString()}`;
      const request = httpRequest(url, { method, headers });
      const answered = once(request, 'response') as Promise<[IncomingMessage]>;
      await new Promise<void>((resolve) => request.end(body ?? signed, resolve));
      answer = await text((await answered)[0]);
      throw new Error('There is nothing for the SDK to read.');
    },
    { step: 'deserialize', priority: 'low' },
  );
  await (client as { send(command: unknown): Promise<unknown> }).send(command).catch(() => undefined);
  return answer;
}

describe.each(['memory', 'disk'])('an object in %s', (medium) => {
  let server: Fixture;

  beforeAll(async () => {
    server = await aServer(medium === 'disk' ? { path: aFolder() } : {});
  });

  it.each([
    ['spaces', 'a b  c .pdf'],
    ['Unicode', 'Prüfung/试卷/😀.pdf'],
    ['200 characters', 'n'.repeat(200)],
    ['1024 bytes', 'é'.repeat(512)],
    ['percent signs', '100%/%2F%zz.pdf'],
    ['plus signs', '1+1 = 2.pdf'],
    ['dots that would leave the folder', '../../../etc/passwd'],
    ['a leading and a doubled slash', '/a//b/'],
    ['every kind of punctuation', `!'()*&?#;=:@$,<>"[]{}|\\^~\``],
    ['control characters', 'a\r\n\tb'],
  ])('keeps a key with %s through write, read, list, copy and delete', async (_, Key) => {
    await server.client.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
    expect(await read(server, Key)).toBe(Key);

    const listed = await server.client.send(new ListObjectsV2Command({ Bucket, Prefix: Key }));
    expect(listed.Contents?.map((object) => object.Key)).toEqual([Key]);

    await server.client.send(new CopyObjectCommand({ Bucket, Key: 'copy', CopySource: `${Bucket}/${encodeURIComponent(Key)}` }));
    expect(await read(server, 'copy')).toBe(Key);

    const deleted = await server.client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key }, { Key: 'copy' }] } }));
    expect(deleted.Deleted?.map((object) => object.Key)).toEqual([Key, 'copy']);
    expect((await server.client.send(new ListObjectsV2Command({ Bucket }))).KeyCount).toBe(0);
  });

  it('can be replaced while a client reads it', async () => {
    await server.client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'o'.repeat(3_000_000) }));
    const old = await server.client.send(new GetObjectCommand({ Bucket, Key: 'a' }));
    await server.client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'new' }));

    expect(await read(server, 'a')).toBe('new');
    expect(await old.Body?.transformToString()).toBe('o'.repeat(3_000_000));
    await server.client.send(new DeleteObjectCommand({ Bucket, Key: 'a' }));
  });

  it('can be uploaded as a stream in chunks with a trailing checksum', async () => {
    const pieces = Array.from({ length: 50 }, (_, index) => Buffer.alloc(index * 1000, index));
    const ContentLength = pieces.reduce((sum, piece) => sum + piece.length, 0);
    await server.client.send(
      new PutObjectCommand({ Bucket, Key: 'stream', Body: Readable.from(pieces), ContentLength, ContentEncoding: 'gzip' }),
    );

    const object = await server.client.send(new GetObjectCommand({ Bucket, Key: 'stream' }));
    expect(Buffer.concat(pieces).equals((await object.Body?.transformToByteArray()) ?? Buffer.alloc(0))).toBe(true);
    expect(object.ContentEncoding).toBe('gzip');
  });
});

describe('a write', () => {
  let server: Fixture;

  beforeAll(async () => {
    server = await aServer();
  });

  it('stores the headers and the metadata', async () => {
    const about = {
      ContentType: 'text/plain',
      CacheControl: 'no-store',
      ContentDisposition: 'inline',
      ContentLanguage: 'de',
      Metadata: { by: 'ann' },
    };
    await server.client.send(new PutObjectCommand({ Bucket, Key: 'about', Body: Buffer.alloc(0), ...about }));

    expect(await server.client.send(new HeadObjectCommand({ Bucket, Key: 'about' }))).toMatchObject({ ...about, ContentLength: 0 });
  });

  it.each([ChecksumAlgorithm.CRC32, ChecksumAlgorithm.SHA1, ChecksumAlgorithm.SHA256])(
    'verifies a %s checksum in a header or in a trailer',
    async (algorithm) => {
      const put = (Body: string | Readable, wrong = {}): Promise<unknown> =>
        server.client.send(
          new PutObjectCommand({ Bucket, Key: algorithm, Body, ContentLength: 5, ChecksumAlgorithm: algorithm, ...wrong }),
        );

      await put('hello');
      await put(Readable.from([Buffer.from('hello')]));
      await expect(put('hello', { [`Checksum${algorithm}`]: 'AAAAAA==' })).rejects.toMatchObject({ name: 'BadDigest' });
    },
  );

  it('rejects a checksum that it cannot verify', async () => {
    const put = server.client.send(
      new PutObjectCommand({ Bucket, Key: 'a', Body: 'x', ChecksumAlgorithm: 'CRC32C', ChecksumCRC32C: 'AAAAAA==' }),
    );
    await expect(put).rejects.toMatchObject({ name: 'NotImplemented' });
  });

  it('rejects a body that differs from the signed one, and keeps the old object', async () => {
    await server.client.send(new PutObjectCommand({ Bucket, Key: 'signed', Body: 'old' }));
    const client = clientOf(server.s3, { requestChecksumCalculation: 'WHEN_REQUIRED' });
    client.middlewareStack.add(
      (next) => (args) => {
        (args.request as { body: unknown }).body = 'evil';
        return next(args);
      },
      { step: 'deserialize', priority: 'low' },
    );

    const put = client.send(new PutObjectCommand({ Bucket, Key: 'signed', Body: 'good' }));
    await expect(put).rejects.toMatchObject({ name: 'XAmzContentSHA256Mismatch' });
    expect(await read(server, 'signed')).toBe('old');
  });

  it('rejects a stream that is shorter than its announced length', async () => {
    const put = server.client.send(
      new PutObjectCommand({ Bucket, Key: 'short', Body: Readable.from([Buffer.from('hello')]), ContentLength: 6 }),
    );
    await expect(put).rejects.toMatchObject({ name: 'IncompleteBody' });
  });

  it('reads a malformed stream to its end, so that the client gets the response', async () => {
    const put = new PutObjectCommand({ Bucket, Key: 'nonsense', Body: Readable.from([Buffer.from('hello')]), ContentLength: 5 });
    expect(await answerTo(server, put, Buffer.alloc(30_000_000, 'z\r\n'))).toContain('<Code>IncompleteBody</Code>');
  });

  it('rejects a Content-MD5 that does not match the body', async () => {
    const put = server.client.send(new PutObjectCommand({ Bucket, Key: 'md5', Body: 'x', ContentMD5: 'AAAAAAAAAAAAAAAAAAAAAA==' }));
    await expect(put).rejects.toMatchObject({ name: 'BadDigest' });
  });

  it('accepts a presigned upload only with the signed content type', async () => {
    const client = clientOf(server.s3, { requestChecksumCalculation: 'WHEN_REQUIRED' });
    const command = new PutObjectCommand({ Bucket, Key: 'presigned', ContentType: 'text/plain' });
    const url = await getSignedUrl(client, command, { signableHeaders: new Set(['content-type']) });
    const put = (type: string): Promise<Response> => fetch(url, { method: 'PUT', body: 'hello', headers: { 'content-type': type } });

    expect(await refusal(await put('text/html'))).toMatch(/^403 SignatureDoesNotMatch/);
    expect((await put('text/plain')).status).toBe(200);
    expect(await read(server, 'presigned')).toBe('hello');
  });

  it('verifies the checksum that the SDK puts in a presigned URL', async () => {
    const url = await getSignedUrl(server.client, new PutObjectCommand({ Bucket, Key: 'presigned-crc' }));

    expect(url).toContain('x-amz-checksum-crc32=AAAAAA');
    expect(await refusal(await fetch(url, { method: 'PUT', body: 'hello' }))).toMatch(/^400 BadDigest/);
  });

  it('requires a Content-Length', async () => {
    const url = await getSignedUrl(
      clientOf(server.s3, { requestChecksumCalculation: 'WHEN_REQUIRED' }),
      new PutObjectCommand({ Bucket, Key: 'a' }),
    );
    const upload = httpRequest(url, { method: 'PUT', headers: { 'transfer-encoding': 'chunked' } }).end('hello');
    const [answer] = (await once(upload, 'response')) as [IncomingMessage];

    expect(answer.statusCode).toBe(411);
    expect(await text(answer)).toContain('<Code>MissingContentLength</Code>');
  });

  it('answers a large upload to an unknown bucket with an error, and does not cut the connection', async () => {
    const missing = server.client.send(new PutObjectCommand({ Bucket: 'missing', Key: 'a', Body: Buffer.alloc(8_000_000) }));
    await expect(missing).rejects.toMatchObject({ name: 'NoSuchBucket' });
  });

  it('is made with If-None-Match: * if the key has no object, of concurrent uploads once', async () => {
    const put = (Body: string) => server.client.send(new PutObjectCommand({ Bucket, Key: 'once', Body, IfNoneMatch: '*' }));
    const results = await Promise.allSettled(['a', 'b', 'c'].map(put));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await expect(put('d')).rejects.toMatchObject({ name: 'PreconditionFailed' });
  });

  it('rejects every other condition instead of overwriting the object', async () => {
    const put = server.client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x', IfMatch: '"a"' }));
    await expect(put).rejects.toMatchObject({ name: 'NotImplemented' });
  });
});

describe('a copy', () => {
  let server: Fixture;

  beforeAll(async () => {
    server = await aServer({ buckets: [BUCKET, 'archive'] });
    await server.client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'hello', ContentType: 'text/plain', Metadata: { by: 'ann' } }));
  });

  it('keeps the headers and metadata, or replaces them on request', async () => {
    const CopySource = `${Bucket}/a`;
    await server.client.send(new CopyObjectCommand({ Bucket: 'archive', Key: 'same', CopySource }));
    await server.client.send(
      new CopyObjectCommand({ Bucket: 'archive', Key: 'new', CopySource, MetadataDirective: 'REPLACE', ContentType: 'text/css' }),
    );
    const head = (Key: string): Promise<unknown> => server.client.send(new HeadObjectCommand({ Bucket: 'archive', Key }));

    expect(await head('same')).toMatchObject({ ContentType: 'text/plain', Metadata: { by: 'ann' }, ContentLength: 5 });
    expect(await head('new')).toMatchObject({ ContentType: 'text/css', Metadata: {}, ContentLength: 5 });
  });

  it('is made with If-None-Match: * if the key has no object, of concurrent copies once', async () => {
    const copy = (IfNoneMatch: string, Key: string) =>
      server.client.send(new CopyObjectCommand({ Bucket: 'archive', Key, CopySource: `${Bucket}/a`, IfNoneMatch }));

    const outcomes = await Promise.allSettled([1, 2, 3].map(() => copy('*', 'once')));
    const errors = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
    expect(errors).toEqual(Array(2).fill(expect.objectContaining({ name: 'PreconditionFailed' })));
    await expect(copy('"tag"', 'other')).rejects.toMatchObject({ name: 'NotImplemented' });
  });

  it('rejects a missing or malformed source, and a copy of an object onto itself', async () => {
    const copy = (CopySource: string): Promise<unknown> => server.client.send(new CopyObjectCommand({ Bucket, Key: 'a', CopySource }));

    await expect(copy(`${Bucket}/missing`)).rejects.toMatchObject({ name: 'NoSuchKey' });
    await expect(copy(`${Bucket}/a`)).rejects.toMatchObject({ name: 'InvalidRequest' });
    await expect(copy('nonsense')).rejects.toMatchObject({ name: 'InvalidArgument' });
  });
});

describe('a delete', () => {
  it('succeeds for a missing object, but not for a missing bucket', async () => {
    const { client } = await aServer();

    await client.send(new DeleteObjectCommand({ Bucket, Key: 'missing' }));
    await expect(client.send(new DeleteObjectCommand({ Bucket: 'missing', Key: 'a' }))).rejects.toMatchObject({ name: 'NoSuchBucket' });
  });

  it('does not list deleted objects in quiet mode', async () => {
    const { client } = await aServer();
    const answer = await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'a' }], Quiet: true } }));

    expect(answer.Deleted).toBeUndefined();
  });

  it('accepts a thousand keys of maximum length, and reads a request that is too large to its end', async () => {
    const server = await aServer();
    const longest = (count: number): DeleteObjectsCommand =>
      new DeleteObjectsCommand({ Bucket, Delete: { Objects: Array.from({ length: count }, () => ({ Key: '&'.repeat(1024) })) } });

    expect((await server.client.send(longest(1000))).Deleted).toHaveLength(1000);
    expect(await answerTo(server, longest(2000))).toContain('<Code>EntityTooLarge</Code>');
  });

  it('rejects more than a thousand keys in a request', async () => {
    const { client } = await aServer();
    const Objects = Array.from({ length: 1001 }, (_, index) => ({ Key: String(index) }));

    await expect(client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }))).rejects.toMatchObject({ name: 'MalformedXML' });
  });
});
