import { GetObjectCommand, type GetObjectCommandInput, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { aFolder, aServer, BUCKET, closeAll, type Fixture, refusal } from './s3.fixture.js';

afterAll(closeAll);

const Bucket = BUCKET;
const Key = 'alphabet.txt';

describe.each(['memory', 'disk'])('a read from %s', (medium) => {
  let server: Fixture;

  beforeAll(async () => {
    server = await aServer(medium === 'disk' ? { path: aFolder() } : {});
    await server.client.send(new PutObjectCommand({ Bucket, Key, Body: 'abcdefghij', ContentType: 'text/plain' }));
    await server.client.send(new PutObjectCommand({ Bucket, Key: 'empty', Body: Buffer.alloc(0) }));
  });

  const get = async (input: Partial<GetObjectCommandInput>): Promise<[number | undefined, string | undefined, string | undefined]> => {
    const { $metadata, ContentRange, Body } = await server.client.send(new GetObjectCommand({ Bucket, Key, ...input }));
    return [$metadata.httpStatusCode, ContentRange, await Body?.transformToString()];
  };

  it.each<[string, number, string | undefined, string]>([
    ['bytes=0-0', 206, 'bytes 0-0/10', 'a'],
    ['bytes=2-4', 206, 'bytes 2-4/10', 'cde'],
    ['bytes=7-', 206, 'bytes 7-9/10', 'hij'],
    ['bytes=7-100', 206, 'bytes 7-9/10', 'hij'],
    ['bytes=-3', 206, 'bytes 7-9/10', 'hij'],
    ['bytes=-100', 206, 'bytes 0-9/10', 'abcdefghij'],
    ['bytes=0-1,4-5', 200, undefined, 'abcdefghij'],
    ['bytes=4-2', 200, undefined, 'abcdefghij'],
    ['bytes=-', 200, undefined, 'abcdefghij'],
    ['lines=1-2', 200, undefined, 'abcdefghij'],
  ])('answers the range %s with %i', async (Range, ...expected) => {
    expect(await get({ Range })).toEqual(expected);
  });

  it.each([
    ['bytes=10-', Key],
    ['bytes=-0', Key],
    ['bytes=0-0', 'empty'],
  ])('rejects the range %s of the object %s', async (Range, key) => {
    await expect(get({ Key: key, Range })).rejects.toMatchObject({ name: 'InvalidRange', $metadata: { httpStatusCode: 416 } });
  });

  it('returns an empty object', async () => {
    expect(await get({ Key: 'empty' })).toEqual([200, undefined, '']);
  });

  it('returns the checksum that the SDK verifies', async () => {
    const object = await server.client.send(new GetObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }));
    expect(object.ChecksumCRC32).toBe('OYFwOg==');
  });
});

describe('a conditional read', () => {
  it('answers 304 if If-None-Match has the ETag, and 412 if If-Match has another one', async () => {
    const { client } = await aServer();
    const { ETag } = await client.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
    const get = (input: Partial<GetObjectCommandInput>): Promise<unknown> => client.send(new GetObjectCommand({ Bucket, Key, ...input }));

    await expect(get({ IfNoneMatch: ETag })).rejects.toMatchObject({ $metadata: { httpStatusCode: 304 } });
    await expect(get({ IfMatch: '"other"' })).rejects.toMatchObject({ name: 'PreconditionFailed', $metadata: { httpStatusCode: 412 } });
    expect(await get({ IfMatch: ETag, IfNoneMatch: '"other"' })).toMatchObject({ $metadata: { httpStatusCode: 200 } });
  });
});

describe('a presigned download', () => {
  let server: Fixture;

  beforeAll(async () => {
    server = await aServer();
    await server.client.send(new PutObjectCommand({ Bucket, Key, Body: 'hello', ContentType: 'text/html' }));
  });

  it('has the file name and the content type of the URL', async () => {
    const ResponseContentDisposition = `attachment; filename="a b.pdf"; filename*=UTF-8''Pr%C3%BCfung%201%2B1.pdf`;
    const command = new GetObjectCommand({ Bucket, Key, ResponseContentDisposition, ResponseContentType: 'application/octet-stream' });
    const answer = await fetch(await getSignedUrl(server.client, command));

    expect(await answer.text()).toBe('hello');
    expect(answer.headers.get('content-disposition')).toBe(ResponseContentDisposition);
    expect(answer.headers.get('content-type')).toBe('application/octet-stream');
  });

  it('rejects a file name that a header cannot contain', async () => {
    const command = new GetObjectCommand({ Bucket, Key, ResponseContentDisposition: 'attachment; filename="试卷.pdf"' });
    const error = await refusal(await fetch(await getSignedUrl(server.client, command)));

    expect(error).toBe('400 InvalidArgument: Header value cannot be represented using ISO-8859-1.');
  });
});

describe('a missing object or bucket', () => {
  it('is reported as NoSuchKey or NoSuchBucket, and as NotFound in a response without a body', async () => {
    const { client } = await aServer();

    await expect(client.send(new GetObjectCommand({ Bucket, Key }))).rejects.toMatchObject({ name: 'NoSuchKey' });
    await expect(client.send(new GetObjectCommand({ Bucket: 'missing', Key }))).rejects.toMatchObject({ name: 'NoSuchBucket' });
    await expect(client.send(new HeadObjectCommand({ Bucket, Key }))).rejects.toMatchObject({ name: 'NotFound' });
  });
});
