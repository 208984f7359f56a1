import { DeleteObjectCommand, GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import type { PresignedPost } from '@aws-sdk/s3-presigned-post';
import fc from 'fast-check';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, statSync } from 'node:fs';
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { aFolder, aForm, aServer, BUCKET, clientOf, closeAll, eventually, type Fixture, refusal, submit } from './s3.fixture.js';

afterAll(closeAll);

const pdf = new Blob(['%PDF-1.7'], { type: 'application/pdf' });

async function keys({ client }: Fixture): Promise<(string | undefined)[]> {
  const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: BUCKET }));
  return Contents.map(({ Key }) => Key);
}

/** A form with its fields changed after it was signed. */
function tampered(form: PresignedPost, change: Record<string, string | undefined>): PresignedPost {
  const fields = Object.entries({ ...form.fields, ...change }).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return { url: form.url, fields: Object.fromEntries(fields) };
}

describe.each(['memory', 'disk'])('an upload with a presigned form to %s', (medium) => {
  let server: Fixture;

  beforeEach(async () => {
    server = await aServer(medium === 'disk' ? { path: aFolder() } : {});
  });

  it('stores the file with the signed content type and metadata', async () => {
    const Fields = { 'Content-Type': 'application/pdf', 'x-amz-meta-owner': 'ann', 'Content-Disposition': 'attachment' };
    const answer = await submit(await aForm(server.client, { Fields }), pdf);

    expect([answer.status, await answer.text()]).toEqual([204, '']);
    const object = await server.client.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'in/report.pdf' }));
    expect(await object.Body?.transformToString()).toBe('%PDF-1.7');
    expect(object).toMatchObject({ ContentType: 'application/pdf', ContentDisposition: 'attachment', Metadata: { owner: 'ann' } });
    expect(answer.headers.get('etag')).toBe(object.ETag);
  });

  it('rejects files that are too large or too small, and stores nothing', async () => {
    const form = await aForm(server.client);

    expect(await refusal(await submit(form, new Blob(['x'.repeat(1001)])))).toMatch(/^400 EntityTooLarge/);
    expect(await refusal(await submit(form, new Blob([])))).toMatch(/^400 EntityTooSmall/);
    expect(await keys(server)).toEqual([]);
    expect((await submit(form, new Blob(['x'.repeat(1000)]))).status).toBe(204);
  });

  it('keeps the old object if the new one is rejected', async () => {
    await server.client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'in/report.pdf', Body: 'old' }));
    await submit(await aForm(server.client), new Blob(['x'.repeat(1001)]));

    const object = await server.client.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'in/report.pdf' }));
    expect(await object.Body?.transformToString()).toBe('old');
  });
});

describe('the check of a form against its policy', () => {
  let server: Fixture;

  beforeAll(async () => {
    server = await aServer();
  });

  afterEach(async () => expect(await keys(server)).toEqual([]));

  it.each([
    [
      'another key',
      { key: 'in/other.pdf' },
      '403 AccessDenied: Invalid according to Policy: Policy Condition failed: ["eq", "$key", "in/report.pdf"]',
    ],
    [
      'another content type',
      { 'Content-Type': 'text/html' },
      '403 AccessDenied: Invalid according to Policy: Policy Condition failed: ["eq", "$Content-Type", "application/pdf"]',
    ],
    [
      'no content type',
      { 'Content-Type': undefined },
      '403 AccessDenied: Invalid according to Policy: Policy Condition failed: ["eq", "$Content-Type", "application/pdf"]',
    ],
    ['an additional field', { acl: 'public-read' }, '403 AccessDenied: Invalid according to Policy: Extra input fields: acl'],
    [
      'no key',
      { key: undefined },
      "400 InvalidArgument: Bucket POST must contain a field named 'key'.  If it is specified, please check the order of the fields.",
    ],
    ['an empty key', { key: '' }, '400 InvalidArgument: User key must have a length greater than 0.'],
    ['a key of 1025 bytes', { key: 'é'.repeat(512) + 'x' }, '400 KeyTooLongError: Your key is too long'],
    ['no policy', { Policy: undefined }, '403 AccessDenied: Access Denied'],
    ['no signature', { 'X-Amz-Signature': undefined }, /^400 InvalidArgument: Bucket POST must contain a field named 'X-Amz-Signature'/],
    ['no credential', { 'X-Amz-Credential': undefined }, /^400 InvalidArgument: Bucket POST must contain a field named 'X-Amz-Credential'/],
    ['another algorithm', { 'X-Amz-Algorithm': 'AWS4-HMAC-SHA1' }, /^400 AuthorizationQueryParametersError/],
    ['a forged signature', { 'X-Amz-Signature': '0'.repeat(64) }, /^403 SignatureDoesNotMatch/],
    ['an incomplete signature', { 'X-Amz-Signature': 'abc' }, /^403 SignatureDoesNotMatch/],
    ['fields beyond 20 KB', { 'x-ignore-padding': 'x'.repeat(21_000) }, /^400 MaxPostPreDataLengthExceededError/],
  ])('rejects %s', async (_, change, expected) => {
    const form = await aForm(server.client, { Fields: { 'Content-Type': 'application/pdf' } });
    const error = await refusal(await submit(tampered(form, change), pdf));
    if (expected instanceof RegExp) expect(error).toMatch(expected);
    else expect(error).toBe(expected);
  });

  it('rejects a policy that was changed after it was signed', async () => {
    const form = await aForm(server.client);
    const policy = Buffer.from(form.fields['Policy'] ?? '', 'base64').toString();
    const wider = Buffer.from(policy.replace('1000', '9000')).toString('base64');

    expect(await refusal(await submit(tampered(form, { Policy: wider }), pdf))).toMatch(/^403 SignatureDoesNotMatch/);
  });

  it('rejects a form for another bucket', async () => {
    const form = await aForm(server.client, { Bucket: 'other' });
    const moved = { ...form, url: form.url.replace('/other', `/${BUCKET}`) };

    expect(await refusal(await submit(moved, pdf))).toContain('Policy Condition failed: ["eq", "$bucket", "other"]');
    expect(await refusal(await submit(form, pdf))).toBe('404 NoSuchBucket: The specified bucket does not exist');
  });

  it('rejects an unknown access key and a wrong secret key', async () => {
    const stranger = clientOf(server.s3, { credentials: { accessKeyId: 'stranger', secretAccessKey: 'local' } });
    const guesser = clientOf(server.s3, { credentials: { accessKeyId: 'local', secretAccessKey: 'guess' } });

    expect(await refusal(await submit(await aForm(stranger), pdf))).toMatch(/^403 InvalidAccessKeyId/);
    expect(await refusal(await submit(await aForm(guesser), pdf))).toMatch(/^403 SignatureDoesNotMatch/);
  });

  it('rejects a credential of another day or another service', async () => {
    const form = await aForm(server.client);
    const credential = form.fields['X-Amz-Credential'] ?? '';
    const refused = async (value: string): Promise<string> => refusal(await submit(tampered(form, { 'X-Amz-Credential': value }), pdf));

    expect(await refused(credential.replace(/\d{8}/, '20200101'))).toMatch(
      /^400 AuthorizationQueryParametersError: Invalid credential date/,
    );
    expect(await refused(credential.replace('/s3/', '/ec2/'))).toMatch(/^400 AuthorizationQueryParametersError: incorrect service/);
    expect(await refused('local')).toMatch(/^400 AuthorizationQueryParametersError/);
  });
});

describe('a form that expires', () => {
  it('is accepted until its policy expires, and rejected from then on', async () => {
    let clock = Date.now();
    const server = await aServer({ now: () => clock });
    const form = await aForm(server.client, { Expires: 60 });
    const policy = JSON.parse(Buffer.from(form.fields['Policy'] ?? '', 'base64').toString()) as { expiration: string };

    clock = Date.parse(policy.expiration) - 1;
    expect((await submit(form, pdf)).status).toBe(204);
    clock = Date.parse(policy.expiration);
    expect(await refusal(await submit(form, pdf))).toBe('403 AccessDenied: Invalid according to Policy: Policy expired.');
  });
});

describe('a form with fields that the client may choose', () => {
  let server: Fixture;

  beforeEach(async () => {
    server = await aServer();
  });

  it('accepts any key with its prefix, and no other', async () => {
    const form = await aForm(server.client, { Key: 'in/${filename}' });

    expect((await submit(form, pdf, 'Prüfung 1+1 100%.pdf')).status).toBe(204);
    expect((await submit(form, pdf, 'C:\\papers\\b.pdf')).status).toBe(204);
    expect(await keys(server)).toEqual(['in/Prüfung 1+1 100%.pdf', 'in/b.pdf']);
    expect(await refusal(await submit(tampered(form, { key: 'out/${filename}' }), pdf))).toMatch(/^403 AccessDenied/);
  });

  it('accepts content types only if each has the prefix of the policy', async () => {
    const form = await aForm(server.client, { Conditions: [['starts-with', '$Content-Type', 'image/']] });
    const withType = (type: string): PresignedPost => tampered(form, { 'Content-Type': type });

    expect((await submit(withType('image/webp'), pdf)).status).toBe(204);
    expect(await refusal(await submit(withType('text/html'), pdf))).toMatch(/^403 AccessDenied/);
    expect(await refusal(await submit(withType('image/png,text/html'), pdf))).toMatch(/^403 AccessDenied/);
    expect(await refusal(await submit(form, pdf))).toMatch(/^403 AccessDenied/);
  });

  it('rejects metadata that the headers of a download cannot contain', async () => {
    const withMetadata = async (name: string, value: string): Promise<string> =>
      refusal(await submit(await aForm(server.client, { Fields: { [name]: value } }), pdf));

    expect(await withMetadata('x-amz-meta-ü b', '1')).toMatch(/^400 InvalidArgument/);
    expect(await withMetadata('x-amz-meta-name', '试卷')).toMatch(/^400 InvalidArgument/);
  });

  it('ignores fields whose name starts with x-ignore-', async () => {
    expect((await submit(tampered(await aForm(server.client), { 'x-ignore-me': '1' }), pdf)).status).toBe(204);
  });

  it.each([
    ['200', 200],
    ['201', 201],
    ['204', 204],
    ['404', 204],
  ])('answers a success_action_status of %s with %i', async (requested, status) => {
    const answer = await submit(await aForm(server.client, { Fields: { success_action_status: requested } }), pdf);
    const body = await answer.text();

    expect(answer.status).toBe(status);
    expect(answer.headers.get('location')).toBe(`${server.s3.url}/${BUCKET}/in%2Freport.pdf`);
    expect(body.includes('<Key>in/report.pdf</Key>')).toBe(status === 201);
  });

  it.each([
    ['that is not JSON', 'policy'],
    ['without an expiration', { conditions: [] }],
    ['with an expiration that is not a time', { expiration: 'tomorrow', conditions: [] }],
    ['without conditions', { expiration: '2999-01-01T00:00:00Z' }],
    ['with an unknown operator', { expiration: '2999-01-01T00:00:00Z', conditions: [['ends-with', '$key', 'x']] }],
    ['with a condition on two fields', { expiration: '2999-01-01T00:00:00Z', conditions: [{ key: 'a', bucket: 'b' }] }],
    ['with a size that is not a number', { expiration: '2999-01-01T00:00:00Z', conditions: [['content-length-range', 0, 'x']] }],
  ])('rejects a signed policy %s', async (_, document) => {
    const form = await aForm(server.client);
    const policy = Buffer.from(typeof document === 'string' ? document : JSON.stringify(document)).toString('base64');
    const words = (form.fields['X-Amz-Credential'] ?? '').split('/').slice(1);
    const key = words.reduce<string | Buffer>((secret, word) => createHmac('sha256', secret).update(word).digest(), 'AWS4local');
    const signature = createHmac('sha256', key).update(policy).digest('hex');

    const error = await refusal(await submit(tampered(form, { Policy: policy, 'X-Amz-Signature': signature }), pdf));
    expect(error).toMatch(/^400 InvalidPolicyDocument: Invalid Policy: /);
  });
});

describe('the parser of forms', () => {
  let folder: string;
  let server: Fixture;
  let form: PresignedPost;

  beforeAll(async () => {
    folder = aFolder();
    server = await aServer({ path: folder });
    form = await aForm(server.client, { Conditions: [['content-length-range', 1, 2_000_000]] });
  });

  // A rejected upload leaves no files behind.
  afterEach(() => eventually(() => readdirSync(join(folder, BUCKET)).length === 0));

  const part = (name: string, value: string, more = ''): string =>
    `--cut\r\ncontent-disposition: form-data; name="${name}"${more}\r\n\r\n${value}\r\n`;
  const fields = (): string =>
    Object.entries(form.fields)
      .map(([name, value]) => part(name, value))
      .join('');
  const file = part('file', 'bytes', '; filename="a.pdf"');

  const send = (body: string, type = 'multipart/form-data; boundary=cut'): Promise<Response> =>
    fetch(form.url, { method: 'POST', headers: { 'content-type': type }, body });

  const MALFORMED = '400 MalformedPOSTRequest: The body of your POST request is not well-formed multipart/form-data.';
  const NO_FILE = '400 InvalidArgument: POST requires exactly one file upload per request.';

  it.each<[string, () => Promise<Response>, string]>([
    ['without a file', () => submit(form, undefined), NO_FILE],
    ['whose file field has another name', () => send(`${fields()}${part('upload', 'x', '; filename="a"')}--cut--\r\n`), NO_FILE],
    ['that is empty', () => send(''), MALFORMED],
    ['that is not multipart', () => send('key=a&file=b'), MALFORMED],
    ['without a boundary', () => send(`${fields()}${file}--cut--\r\n`, 'multipart/form-data'), MALFORMED],
    ['with another boundary', () => send(`${fields()}${file}--cut--\r\n`, 'multipart/form-data; boundary=other'), MALFORMED],
    ['without its final boundary', () => send(fields() + file), MALFORMED],
    [
      'that ends inside its file',
      () => send(`${fields()}--cut\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\nbyt`),
      MALFORMED,
    ],
    ['that ends inside a header', () => send(`${fields()}--cut\r\ncontent-dispo`), MALFORMED],
    ['with a broken header', () => send(`${fields()}--cut\r\n\0\0\0: x\r\n\r\nx\r\n--cut\r\n\0\r\n--cut--\r\n`), MALFORMED],
    ['with a broken header after its file', () => send(`${fields()}${file}--cut\r\n\0: x\r\n\r\nx\r\n--cut--\r\n`), MALFORMED],
    [
      'whose key comes after its file',
      () => send(`${file}${fields()}--cut--\r\n`),
      "400 InvalidArgument: Bucket POST must contain a field named 'key'.  If it is specified, please check the order of the fields.",
    ],
    [
      'with two keys',
      () => send(`${part('key', 'a')}${fields()}${file}--cut--\r\n`),
      '400 InvalidArgument: A field was given more than once.',
    ],
    [
      'of another content type',
      () => send('key=a', 'application/x-www-form-urlencoded'),
      '412 PreconditionFailed: At least one of the pre-conditions you specified did not hold',
    ],
  ])('rejects a form %s', async (_, sending, expected) => {
    expect(await refusal(await sending())).toBe(expected);
  });

  it('handles random damage to the body, and stores a file only if it accepts the form', async () => {
    const bytes = Buffer.from(`${fields()}${part('file', 'x'.repeat(300), '; filename="a"')}--cut--\r\n`);
    const debris = fc.oneof(fc.constantFrom('\r\n', '--cut', '--cut--', '\0', '"', '; filename="'), fc.string());
    const damage = fc.record({ at: fc.nat(bytes.length), length: fc.nat(40), debris });
    await fc.assert(
      fc.asyncProperty(damage, async ({ at, length, debris }) => {
        const body = Buffer.concat([bytes.subarray(0, at), Buffer.from(debris), bytes.subarray(at + length)]).toString();
        const { status } = await send(body);
        expect([204, 400, 403]).toContain(status);
        expect((await keys(server)).length).toBe(status === 204 ? 1 : 0);
        await server.client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'in/report.pdf' }));
      }),
    );
  });

  it('rejects a file that is too large before all of it has arrived', async () => {
    const upload = await uploadOf(form, 30_000_000);
    upload.write(Buffer.alloc(2_100_000));
    const [answer] = (await once(upload, 'response')) as [IncomingMessage];

    expect(await text(answer)).toContain('<Code>EntityTooLarge</Code>');
    // A browser continues to send, so the server must read the rest.
    await new Promise<void>((resolve) => upload.end(Buffer.alloc(30_000_000 - 2_100_000), resolve));
  });

  it.each([
    ['in the middle of its file', ''],
    ['between its file and its final boundary', '\r\n--cut\r\n'],
  ])('stores nothing of an upload whose client disconnects %s', async (_, after) => {
    const upload = await uploadOf(form, 1_000_000);
    upload.on('error', () => undefined);
    upload.write(Buffer.concat([Buffer.alloc(500_000), Buffer.from(after)]));
    await eventually(() => readdirSync(join(folder, BUCKET)).some((name) => statSync(join(folder, BUCKET, name)).size === 500_000));
    upload.destroy();

    await eventually(() => readdirSync(join(folder, BUCKET)).length === 0);
    expect(await keys(server)).toEqual([]);
  });

  async function uploadOf(to: PresignedPost, size: number): Promise<ClientRequest> {
    const head = Buffer.from(`${fields()}--cut\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\n`);
    const headers = { 'content-type': 'multipart/form-data; boundary=cut', 'content-length': head.length + size };
    const upload = httpRequest(to.url, { method: 'POST', headers });
    await new Promise((resolve) => upload.write(head, resolve));
    return upload;
  }
});

describe('a field after the file', () => {
  it('is ignored', async () => {
    const server = await aServer();
    const { url, fields } = await aForm(server.client);
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    form.append('file', pdf, 'a.pdf');
    form.append('key', 'elsewhere');
    form.append('file', new Blob(['second']), 'b.pdf');

    expect((await fetch(url, { method: 'POST', body: form })).status).toBe(204);
    expect(await keys(server)).toEqual(['in/report.pdf']);
  });
});
