import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { aServer, BUCKET, clientOf, closeAll, type Fixture, refusal } from './s3.fixture.js';

afterAll(closeAll);

const get = new GetObjectCommand({ Bucket: BUCKET, Key: 'a b.txt' });

/** A signed request, before the SDK sends it. */
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
    ['another key than the signed one', (request) => (request.path = `/${BUCKET}/other`), 'SignatureDoesNotMatch'],
    ['a malformed signature', ({ headers }) => (headers['authorization'] += '0'), 'SignatureDoesNotMatch'],
    ['a signed header that was changed', ({ headers }) => (headers['x-amz-content-sha256'] = 'UNSIGNED-PAYLOAD'), 'SignatureDoesNotMatch'],
    ['an x-amz- header that was added', ({ headers }) => (headers['x-amz-meta-added'] = '1'), 'AccessDenied'],
    ['no signature', ({ headers }) => delete headers['authorization'], 'AccessDenied'],
    ['no date', ({ headers }) => delete headers['x-amz-date'], 'AccessDenied'],
    [
      'an incomplete Authorization header',
      ({ headers }) => (headers['authorization'] = 'AWS4-HMAC-SHA256 Credential=local'),
      'AuthorizationHeaderMalformed',
    ],
    ['another signature algorithm', ({ headers }) => (headers['authorization'] = 'AWS local:signature'), 'InvalidRequest'],
    [
      'the credential scope of another service',
      ({ headers }) => (headers['authorization'] = headers['authorization']?.replace('/s3/', '/ec2/') ?? ''),
      'AuthorizationHeaderMalformed',
    ],
  ])('is rejected with %s', async (_, change, name) => {
    await expect(changing(clientOf(server.s3), change).send(get)).rejects.toMatchObject({ name });
  });

  it('is rejected with an unknown access key or a wrong secret key', async () => {
    const as = (accessKeyId: string, secretAccessKey: string): Promise<unknown> =>
      clientOf(server.s3, { credentials: { accessKeyId, secretAccessKey } }).send(get);

    await expect(as('stranger', 'local')).rejects.toMatchObject({ name: 'InvalidAccessKeyId', $metadata: { httpStatusCode: 403 } });
    await expect(as('local', 'guess')).rejects.toMatchObject({ name: 'SignatureDoesNotMatch', $metadata: { httpStatusCode: 403 } });
  });

  it('is rejected if the clock of the client is more than 15 minutes off', async () => {
    const off = (minutes: number): Promise<unknown> => clientOf(server.s3, { systemClockOffset: minutes * 60_000 }).send(get);

    await expect(off(-16)).rejects.toMatchObject({ name: 'RequestTimeTooSkewed', $metadata: { httpStatusCode: 403 } });
    await expect(off(16)).rejects.toMatchObject({ name: 'RequestTimeTooSkewed' });
    expect(await off(-14)).toMatchObject({ ContentLength: 5 });
    expect(await off(14)).toMatchObject({ ContentLength: 5 });
  });

  it('is rejected with an error that lets the SDK correct its clock and retry', async () => {
    const { s3 } = await aServer({ now: () => Date.now() + 3_600_000 });
    const client = clientOf(s3, { maxAttempts: 2 });

    await client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'a', Body: 'x' }));
  });
});

describe('a presigned URL', () => {
  it('is accepted until it expires, and rejected from then on', async () => {
    const signedAt = Math.floor(Date.now() / 1000) * 1000;
    let clock = signedAt;
    const server = await aServerWithAnObject(() => clock);
    const url = await getSignedUrl(server.client, get, { expiresIn: 300, signingDate: new Date(signedAt) });

    clock = signedAt + 299_999;
    expect(await (await fetch(url)).text()).toBe('hello');
    clock = signedAt + 300_000;
    expect(await refusal(await fetch(url))).toBe('403 AccessDenied: Request has expired');
  });

  it('is rejected before its signing date', async () => {
    const server = await aServerWithAnObject();
    const url = await getSignedUrl(server.client, get, { signingDate: new Date(Date.now() + 16 * 60_000) });

    expect(await refusal(await fetch(url))).toBe('403 AccessDenied: Request is not yet valid');
  });

  describe('with changes', () => {
    let server: Fixture;

    beforeAll(async () => {
      server = await aServerWithAnObject();
    });

    it.each<[string, (url: URL) => void, RegExp]>([
      ['its key differs', (url) => (url.pathname = `/${BUCKET}/other`), /^403 SignatureDoesNotMatch/],
      ['its lifetime differs', (url) => url.searchParams.set('X-Amz-Expires', '604800'), /^403 SignatureDoesNotMatch/],
      ['its signature differs', (url) => url.searchParams.set('X-Amz-Signature', '0'.repeat(64)), /^403 SignatureDoesNotMatch/],
      ['it has an additional parameter', (url) => url.searchParams.set('response-content-type', 'text/html'), /^403 SignatureDoesNotMatch/],
      ['its lifetime exceeds a week', (url) => url.searchParams.set('X-Amz-Expires', '604801'), /^400 AuthorizationQueryParametersError/],
      ['its lifetime is negative', (url) => url.searchParams.set('X-Amz-Expires', '-1'), /^400 AuthorizationQueryParametersError/],
      ['it has no date', (url) => url.searchParams.delete('X-Amz-Date'), /^400 AuthorizationQueryParametersError/],
      ['it has no signature', (url) => url.searchParams.delete('X-Amz-Signature'), /^400 AuthorizationQueryParametersError/],
      [
        'its date is another day',
        (url) => url.searchParams.set('X-Amz-Date', '20200101T000000Z'),
        /^400 AuthorizationQueryParametersError/,
      ],
    ])('is rejected if %s', async (_, change, expected) => {
      const url = new URL(await getSignedUrl(server.client, get));
      change(url);
      expect(await refusal(await fetch(url))).toMatch(expected);
    });

    it('is rejected for another method, and with an added x-amz- or Authorization header', async () => {
      const url = await getSignedUrl(server.client, get);

      expect(await refusal(await fetch(url, { method: 'DELETE' }))).toMatch(/^403 SignatureDoesNotMatch/);
      expect(await refusal(await fetch(url, { headers: { 'x-amz-checksum-mode': 'ENABLED' } }))).toMatch(
        /^403 AccessDenied: There were headers/,
      );
      expect(await refusal(await fetch(url, { headers: { authorization: 'AWS4-HMAC-SHA256 x' } }))).toMatch(/^400 InvalidRequest/);
    });
  });
});
