import { get, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { aUser } from '../../fixtures/builders.js';
import { SchoolFixture } from '../../fixtures/school.js';

describe('compression', () => {
  let school: SchoolFixture;
  let token: string;
  /** Where there is much to read, and where little. */
  let long: string;
  let short: string;

  beforeAll(async () => {
    school = await SchoolFixture.start();
    token = await school.tokenFor({ id: aUser().id, role: 'ADMIN' });
    await school.addDefaults();
    const pathOf = ({ id }: { id: string }) => `/api/v1/subjects/${id}`;
    long = pathOf(await school.addSubject({ description: 'Giải tích, đại số. '.repeat(100) }));
    short = pathOf(await school.addSubject());
  });
  afterAll(() => school.close());

  /** Not by `fetch`, which asks for what it likes and tells nothing of what it got. */
  const read = async (path: string, headers: Record<string, string> = {}) => {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      get(new URL(path, school.url), { headers: { authorization: `Bearer ${token}`, ...headers } }, resolve).on('error', reject);
    });
    return { status: response.statusCode, headers: response.headers, bytes: await buffer(response) };
  };

  it.each([
    ['gzip', gunzipSync],
    ['br', brotliDecompressSync],
  ])('compresses larger JSON as %s for a client that accepts it', async (encoding, decompress) => {
    const plain = await read(long);
    const compressed = await read(long, { 'accept-encoding': encoding });
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(compressed.headers['content-encoding']).toBe(encoding);
    expect(compressed.bytes.length).toBeLessThan(plain.bytes.length);
    expect(decompress(compressed.bytes)).toEqual(plain.bytes);
  });

  it('keeps one ETag for compressed and plain responses', async () => {
    const plain = await read(long);
    const compressed = await read(long, { 'accept-encoding': 'gzip' });
    expect(compressed.headers['content-encoding']).toBe('gzip');
    expect(compressed.headers.etag).toMatch(/^"1\.[\w-]+"$/);
    expect(compressed.headers.etag).toBe(plain.headers.etag);
    const again = await read(long, { 'accept-encoding': 'gzip', 'if-none-match': plain.headers.etag! });
    expect({ ...again, headers: undefined }).toEqual({ status: 304, headers: undefined, bytes: Buffer.alloc(0) });
    expect(again.headers).toMatchObject({ etag: plain.headers.etag, vary: 'Origin, Accept-Encoding' });
    expect(again.headers['content-encoding']).toBeUndefined();
  });

  it('varies every response by Accept-Encoding', async () => {
    for (const path of [long, short, '/health']) expect((await read(path)).headers.vary).toBe('Origin, Accept-Encoding');
    expect((await read('/nothing')).headers.vary).toBe('Origin, Accept-Encoding, Accept-Language');
  });

  it('compresses long problem documents', async () => {
    const unknown = new URLSearchParams(Array.from({ length: 30 }, (_, at): [string, string] => [`unknown${at}`, '']));
    const { status, headers, bytes } = await read(`/api/v1/terms?${unknown.toString()}`, { 'accept-encoding': 'gzip' });
    expect([status, headers['content-encoding'], headers['content-type']]).toEqual([
      400,
      'gzip',
      'application/problem+json; charset=utf-8',
    ]);
    expect(JSON.parse(gunzipSync(bytes).toString())).toMatchObject({ code: 'validation_failed' });
  });

  it('does not compress small responses', async () => {
    const small = await read(short, { 'accept-encoding': 'gzip' });
    expect(small.status).toBe(200);
    expect(small.bytes.length).toBeLessThan(1024);
    expect(small.headers['content-encoding']).toBeUndefined();
  });
});
