import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { aServer, BUCKET, clientOf, refusal, type Fixture } from './s3.fixture.js';

const get = new GetObjectCommand({ Bucket: BUCKET, Key: 'a b.txt' });

/** A request as the SDK is about to send it, signed already. */
interface Signed {
  method: string;
  path: string;
  headers: Record<string, string>;
}

/** Lets a client change its requests after they were signed. */
function changing(client: S3Client, change: (request: Signed) => void): S3Client {
  client.middlewareStack.add(
    (next) => (args) => {
      change(args.request as Signed);
      return next(args);
    },
    { step: 'deserialize', priority: 'low' },
  );
  return client;
}

async function aServerWithAnObject(now?: () => number): Promise<Fixture> {
  const server = await aServer({ now });
  await server.client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'a b.txt', Body: 'hello' }));
  return server;
}

describe('a request signed in its headers', () => {
  let server: Fixture;

  beforeAll(async () => {
    server = await aServerWithAnObject();
  });

  it.each<[string, (request: Signed) => void, string]>([
    ['another key than was signed', (request) => (request.path = `/${BUCKET}/other`), 'SignatureDoesNotMatch'],
    ['a signature that is no signature', ({ headers }) => (headers['authorization'] += '0'), 'SignatureDoesNotMatch'],
    ['a signed header that was changed', ({ headers }) => (headers['x-amz-content-sha256'] = 'UNSIGNED-PAYLOAD'), 'SignatureDoesNotMatch'],
    ['an x-amz- header that was added', ({ headers }) => (headers['x-amz-meta-added'] = '1'), 'AccessDenied'],
    ['no signature', ({ headers }) => delete headers['authorization'], 'AccessDenied'],
    ['no date', ({ headers }) => delete headers['x-amz-date'], 'AccessDenied'],
    ['half a header', ({ headers }) => (headers['authorization'] = 'AWS4-HMAC-SHA256 Credential=local'), 'AuthorizationHeaderMalformed'],
    ['another kind of signature', ({ headers }) => (headers['authorization'] = 'AWS local:signature'), 'InvalidRequest'],
    [
      'a scope of another service',
      ({ headers }) => (headers['authorization'] = headers['authorization']?.replace('/s3/', '/ec2/') ?? ''),
      'AuthorizationHeaderMalformed',
    ],
  ])('is refused with %s', async (_, change, name) => {
    await expect(changing(clientOf(server.s3), change).send(get)).rejects.toMatchObject({ name });
  });

  it('is refused from a stranger, and from who only guesses the secret', async () => {
    const as = (accessKeyId: string, secretAccessKey: string): Promise<unknown> =>
      clientOf(server.s3, { credentials: { accessKeyId, secretAccessKey } }).send(get);

    await expect(as('stranger', 'local')).rejects.toMatchObject({ name: 'InvalidAccessKeyId', $metadata: { httpStatusCode: 403 } });
    await expect(as('local', 'guess')).rejects.toMatchObject({ name: 'SignatureDoesNotMatch', $metadata: { httpStatusCode: 403 } });
  });

  it('is refused from a clock that is more than 15 minutes off', async () => {
    const off = (minutes: number): Promise<unknown> => clientOf(server.s3, { systemClockOffset: minutes * 60_000 }).send(get);

    await expect(off(-16)).rejects.toMatchObject({ name: 'RequestTimeTooSkewed', $metadata: { httpStatusCode: 403 } });
    await expect(off(16)).rejects.toMatchObject({ name: 'RequestTimeTooSkewed' });
    expect(await off(-14)).toMatchObject({ ContentLength: 5 });
    expect(await off(14)).toMatchObject({ ContentLength: 5 });
  });

  it('is refused in words by which the SDK sets its clock and tries again', async () => {
    const { s3 } = await aServer({ now: () => Date.now() + 3_600_000 });
    const client = clientOf(s3, { maxAttempts: 2 });

    await client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'a', Body: 'x' }));
  });
});

describe('a presigned URL', () => {
  it('works until it expires, and not from then on', async () => {
    const signedAt = Math.floor(Date.now() / 1000) * 1000;
    let clock = signedAt;
    const server = await aServerWithAnObject(() => clock);
    const url = await getSignedUrl(server.client, get, { expiresIn: 300, signingDate: new Date(signedAt) });

    clock = signedAt + 299_999;
    expect(await (await fetch(url)).text()).toBe('hello');
    clock = signedAt + 300_000;
    expect(await refusal(await fetch(url))).toBe('403 AccessDenied: Request has expired');
  });

  it('does not work before it was signed', async () => {
    const server = await aServerWithAnObject();
    const url = await getSignedUrl(server.client, get, { signingDate: new Date(Date.now() + 16 * 60_000) });

    expect(await refusal(await fetch(url))).toBe('403 AccessDenied: Request is not yet valid');
  });

  describe('that was changed', () => {
    let server: Fixture;

    beforeAll(async () => {
      server = await aServerWithAnObject();
    });

    it.each<[string, (url: URL) => void, RegExp]>([
      ['in its key', (url) => (url.pathname = `/${BUCKET}/other`), /^403 SignatureDoesNotMatch/],
      ['in its life', (url) => url.searchParams.set('X-Amz-Expires', '604800'), /^403 SignatureDoesNotMatch/],
      ['in its signature', (url) => url.searchParams.set('X-Amz-Signature', '0'.repeat(64)), /^403 SignatureDoesNotMatch/],
      ['by one more parameter', (url) => url.searchParams.set('response-content-type', 'text/html'), /^403 SignatureDoesNotMatch/],
      ['to live beyond a week', (url) => url.searchParams.set('X-Amz-Expires', '604801'), /^400 AuthorizationQueryParametersError/],
      ['to live no number', (url) => url.searchParams.set('X-Amz-Expires', '-1'), /^400 AuthorizationQueryParametersError/],
      ['to have no date', (url) => url.searchParams.delete('X-Amz-Date'), /^400 AuthorizationQueryParametersError/],
      ['to have no signature', (url) => url.searchParams.delete('X-Amz-Signature'), /^400 AuthorizationQueryParametersError/],
      ['to another day', (url) => url.searchParams.set('X-Amz-Date', '20200101T000000Z'), /^400 AuthorizationQueryParametersError/],
    ])('%s is refused', async (_, change, expected) => {
      const url = new URL(await getSignedUrl(server.client, get));
      change(url);
      expect(await refusal(await fetch(url))).toMatch(expected);
    });

    it('into another method, or with a header that means something, is refused', async () => {
      const url = await getSignedUrl(server.client, get);

      expect(await refusal(await fetch(url, { method: 'DELETE' }))).toMatch(/^403 SignatureDoesNotMatch/);
      expect(await refusal(await fetch(url, { headers: { 'x-amz-checksum-mode': 'ENABLED' } }))).toMatch(
        /^403 AccessDenied: There were headers/,
      );
      expect(await refusal(await fetch(url, { headers: { authorization: 'AWS4-HMAC-SHA256 x' } }))).toMatch(/^400 InvalidRequest/);
    });
  });
});
