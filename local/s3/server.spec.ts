import {
  CreateBucketCommand,
  GetBucketAclCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { PortInUse } from '../loopback.js';
import { aServer, BUCKET, clientOf, closeAll, refusal } from './s3.fixture.js';
import { startS3 } from './server.js';

afterAll(closeAll);

const Bucket = BUCKET;

/** The raw response of the server to the given bytes. */
async function raw(url: string, bytes: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1').end(bytes);
  await once(socket, 'connect');
  return text(socket);
}

describe('the S3 server', () => {
  it('listens on loopback, and rejects a port that is in use', async () => {
    const { s3 } = await aServer();
    const port = Number(new URL(s3.url).port);

    expect(s3.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    await expect(startS3({ port })).rejects.toThrow(new PortInUse(port));
  });

  it('shares no objects with another server in memory', async () => {
    const [one, other] = [await aServer(), await aServer()];
    await one.client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x' }));

    expect((await other.client.send(new ListObjectsV2Command({ Bucket }))).KeyCount).toBe(0);
  });

  it('accepts only the configured credentials', async () => {
    const { s3, client } = await aServer({ credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI' } });
    const local = clientOf(s3, { credentials: { accessKeyId: 'local', secretAccessKey: 'local' } });

    await client.send(new HeadBucketCommand({ Bucket }));
    await expect(local.send(new HeadBucketCommand({ Bucket }))).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
  });

  it('uses the configured clock for the Date header', async () => {
    const { s3 } = await aServer({ now: () => 0 });
    expect((await fetch(s3.url)).headers.get('date')).toBe('Thu, 01 Jan 1970 00:00:00 GMT');
  });

  it('answers unsupported operations and parameters with NotImplemented', async () => {
    const { client } = await aServer();
    await expect(client.send(new GetBucketAclCommand({ Bucket }))).rejects.toMatchObject({ name: 'NotImplemented' });
    await expect(client.send(new HeadObjectCommand({ Bucket, Key: 'a', VersionId: '1' }))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 501 },
    });
  });

  it('keeps running after malformed requests', async () => {
    const { s3, client } = await aServer();
    const head = `host: x\r\nconnection: close\r\n\r\n`;

    expect(await raw(s3.url, `GET /${Bucket}/%zz HTTP/1.1\r\n${head}`)).toContain('<Code>InvalidURI</Code>');
    expect(await raw(s3.url, `GET http://x/ HTTP/1.1\r\n${head}`)).toContain('<Code>InvalidURI</Code>');
    expect(await raw(s3.url, `GET / HTTP/1.1\r\n${head}`)).toContain('<Code>NotImplemented</Code>');
    expect(await raw(s3.url, '\0\0\0\r\n\r\n')).toBe('');
    expect(await refusal(await fetch(`${s3.url}/${Bucket}?list-type=2`))).toBe('403 AccessDenied: Access Denied');
    await client.send(new HeadBucketCommand({ Bucket }));
  });
});

describe('buckets', () => {
  it('are created once, with names that S3 allows', async () => {
    const { client } = await aServer();
    const create = (name: string): Promise<unknown> => client.send(new CreateBucketCommand({ Bucket: name }));

    await create('papers');
    await client.send(new HeadBucketCommand({ Bucket: 'papers' }));
    await expect(create('papers')).rejects.toMatchObject({ name: 'BucketAlreadyOwnedByYou' });
    await expect(create('Papers_1')).rejects.toMatchObject({ name: 'InvalidBucketName' });
    await expect(create('a..b')).rejects.toMatchObject({ name: 'InvalidBucketName' });
    await expect(client.send(new HeadBucketCommand({ Bucket: 'missing' }))).rejects.toMatchObject({ name: 'NotFound' });
  });
});

describe('faults', () => {
  it('fail the next requests of an operation, and no others', async () => {
    const { s3, client } = await aServer();
    const put = (): Promise<unknown> => client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x' }));
    s3.faults.failNext('PutObject', 'SlowDown', 2);

    await client.send(new HeadBucketCommand({ Bucket }));
    await expect(put()).rejects.toMatchObject({ name: 'SlowDown', $metadata: { httpStatusCode: 503 } });
    await expect(put()).rejects.toMatchObject({ name: 'SlowDown' });
    await put();
  });

  it('are hidden from a client that retries', async () => {
    const { s3 } = await aServer();
    s3.faults.failNext('PutObject');

    await clientOf(s3, { maxAttempts: 2 }).send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x' }));
  });
});
