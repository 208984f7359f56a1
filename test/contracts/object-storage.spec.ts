import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { randomUUID } from 'node:crypto';
import { type LocalS3, startS3 } from '../../local/s3/server.js';
import { S3ObjectStorage } from '../../src/adapters/storage/s3-object-storage.js';
import { requestContext, runInContext } from '../../src/core/context/request-context.js';
import { Unavailable } from '../../src/core/errors/errors.js';
import { Clock } from '../../src/core/time/clock.js';
import { testConfig } from '../fixtures/engines.js';
import { alteredPolicy, upload } from '../fixtures/upload.js';

const TEXT = { contentType: 'text/plain', size: 5 };

describe('object storage', () => {
  let now: number | undefined;
  let s3: LocalS3;
  let storage: S3ObjectStorage;
  let office: S3Client;
  const config = testConfig();
  const clock = new Clock();
  clock.now = () => new Date(now ?? Date.now());

  beforeAll(async () => {
    s3 = await startS3({ buckets: [config.mediaBucket], now: () => now ?? Date.now() });
    Object.assign(process.env, { AWS_ENDPOINT_URL_S3: s3.url, AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' });
    storage = new S3ObjectStorage(config, clock);
    office = new S3Client({ region: config.region });
  });
  afterEach(() => (now = undefined));
  afterAll(async () => {
    await storage.onApplicationShutdown();
    office.destroy();
    await s3.close();
  });

  const put = async (...keys: string[]): Promise<void> => {
    for (let start = 0; start < keys.length; start += 50) {
      await Promise.all(keys.slice(start, start + 50).map((Key) => office.send(new PutObjectCommand(objectOf(Key, 'hello')))));
    }
  };
  const objectOf = (Key: string, text: string) => ({ Bucket: config.mediaBucket, Key, Body: Buffer.from(text), ContentType: 'text/plain' });
  const keysUnder = async (prefix: string) => (await storage.list(prefix, { limit: 1000 })).items.map(({ key }) => key);
  const aPrefix = () => `${randomUUID()}/`;

  describe('an upload form', () => {
    const hello = Buffer.from('hello');

    it('accepts the file that it was issued for', async () => {
      const key = aPrefix() + 'a';
      expect(await upload(await storage.offer(key, TEXT), hello)).toBe('uploaded');
      expect(await storage.inspect(key, 3)).toEqual({ ...TEXT, beginning: Buffer.from('hel') });
    });

    it.each<[string, Buffer, Record<string, string>, string]>([
      ['a larger file', Buffer.from('hello!'), {}, '400 EntityTooLarge'],
      ['a smaller file', Buffer.from('hell'), {}, '400 EntityTooSmall'],
      ['no byte', Buffer.from(''), {}, '400 EntityTooSmall'],
      ['another type', hello, { 'Content-Type': 'text/html' }, '403 AccessDenied'],
      ['another key', hello, { key: 'elsewhere' }, '403 AccessDenied'],
      ['metadata', hello, { 'x-amz-meta-a': 'b' }, '403 AccessDenied'],
    ])('rejects %s', async (_what, file, changed, refusal) => {
      const prefix = aPrefix();
      expect(await upload(await storage.offer(`${prefix}a`, TEXT), file, changed)).toBe(refusal);
      expect(await keysUnder(prefix)).toEqual([]);
    });

    it('rejects an altered policy', async () => {
      const form = await storage.offer(aPrefix() + 'a', TEXT);
      expect(
        await upload(
          form,
          Buffer.from('hello!'),
          alteredPolicy(form, (policy) => policy.replaceAll('5,5', '5,6')),
        ),
      ).toBe('403 SignatureDoesNotMatch');
    });

    it('expires after ten minutes', async () => {
      const { expiresAt, ...form } = await storage.offer(aPrefix() + 'a', TEXT);
      expect(Date.parse(expiresAt) - Date.now()).toBeLessThanOrEqual(600_000);
      now = Date.parse(expiresAt) + 1;
      expect(await upload(form, hello)).toBe('403 AccessDenied');
      now = Date.parse(expiresAt) - 2000;
      expect(await upload(form, hello)).toBe('uploaded');
    });
  });

  describe('a signed link', () => {
    it('gives access to an object for five minutes', async () => {
      const key = aPrefix() + 'a';
      await put(key);
      const link = await storage.link(key, { saveAs: 'a.txt' });
      const response = await fetch(link);
      expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([200, 'text/plain', 'hello']);
      now = Date.now() + 301_000;
      expect((await fetch(link)).status).toBe(403);
    });

    it('that is stable is the same in a window of five minutes, and valid for five minutes more', async () => {
      const key = aPrefix() + 'a';
      await put(key);
      const start = Math.ceil(Date.now() / 300_000) * 300_000;
      const linkAt = (at: number) => {
        now = at;
        return storage.link(key, { saveAs: 'a.png', stable: true });
      };
      const link = await linkAt(start);
      expect(await linkAt(start + 299_999)).toBe(link);
      expect(await linkAt(start + 300_000)).not.toBe(link);
      now = start + 599_000;
      const response = await fetch(link);
      expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'private, max-age=300']);
      now = start + 601_000;
      expect((await fetch(link)).status).toBe(403);
    });

    it('does not allow another disposition, type or object', async () => {
      const prefix = aPrefix();
      await put(`${prefix}a`, `${prefix}b`);
      const link = await storage.link(`${prefix}a`, { saveAs: 'a.txt', contentType: 'application/octet-stream' });
      const { headers } = await fetch(link);
      expect(headers.get('content-disposition')).toMatch(/^attachment; /);
      expect(headers.get('content-type')).toBe('application/octet-stream');
      expect((await fetch(link.replace('octet-stream', 'pdf'))).status).toBe(403);
      expect((await fetch(link.replace('attachment', 'inline'))).status).toBe(403);
      expect((await fetch(link.replace('/a?', '/b?'))).status).toBe(403);
    });
  });

  describe('an object', () => {
    it('returns no beginning if it is missing or empty', async () => {
      const key = aPrefix() + 'empty';
      await office.send(new PutObjectCommand(objectOf(key, '')));
      expect(await storage.inspect(key, 5)).toBeUndefined();
      expect(await storage.inspect(`${key}-not`, 5)).toBeUndefined();
    });

    it.each(['a', 'Đề + 100%/?#.txt', ` <&"'>\\~ `, '📚{}[]|^`=;:,@$!*()'])('is listed and removed by the key %j', async (name) => {
      const prefix = aPrefix();
      const key = prefix + name;
      await put(key);
      expect(await keysUnder(prefix)).toEqual([key]);
      expect(await storage.remove({ prefix })).toBe(1);
      expect(await keysUnder(prefix)).toEqual([]);
    });
  });

  describe('a copy', () => {
    it('is made once, by any valid key', async () => {
      const prefix = aPrefix();
      const [from, to] = [`${prefix}Đề + 100%/?#.txt`, `${prefix}copy`];
      await put(from);
      await storage.copyOnce(from, to);
      await office.send(new PutObjectCommand(objectOf(from, 'other')));
      await storage.copyOnce(from, to);
      expect(await storage.inspect(to, 5)).toEqual({ ...TEXT, beginning: Buffer.from('hello') });
    });

    it('is made once by many requests at the same time', async () => {
      const prefix = aPrefix();
      const sources = ['a', 'b', 'c', 'd'].map((name) => prefix + name);
      await put(...sources);
      await Promise.all(sources.map((from) => storage.copyOnce(from, `${prefix}copy`)));
      expect(await storage.inspect(`${prefix}copy`, 5)).toMatchObject({ size: 5 });
    });

    it('of a missing object changes nothing', async () => {
      const prefix = aPrefix();
      await storage.copyOnce(`${prefix}missing`, `${prefix}copy`);
      expect(await keysUnder(prefix)).toEqual([]);
    });

    it('is retried after a conflict with another copy', async () => {
      const prefix = aPrefix();
      await put(`${prefix}a`);
      s3.faults.failNext('CopyObject', 'ConditionalRequestConflict', 1);
      await storage.copyOnce(`${prefix}a`, `${prefix}copy`);
      expect(await keysUnder(prefix)).toEqual([`${prefix}a`, `${prefix}copy`]);
    });
  });

  describe('a list', () => {
    it('returns each object once by key, while other objects are added and removed', async () => {
      const prefix = aPrefix();
      await put(...['a', 'b', 'c', 'd', 'e'].map((name) => prefix + name));
      const first = await storage.list(prefix, { limit: 2 });
      expect(first.items).toEqual([
        { key: `${prefix}a`, size: 5, uploadedAt: expect.stringMatching(/Z$/) },
        { key: `${prefix}b`, size: 5, uploadedAt: expect.stringMatching(/Z$/) },
      ]);
      await storage.remove({ prefix: `${prefix}b` });
      await put(`${prefix}aa`);
      const second = await storage.list(prefix, { limit: 2, after: first.next });
      const third = await storage.list(prefix, { limit: 2, after: second.next });
      expect([...second.items, ...third.items].map(({ key }) => key)).toEqual(['c', 'd', 'e'].map((name) => prefix + name));
      expect(third.next).toBeUndefined();
    });
  });

  describe('cleanup', () => {
    it('deletes objects up to a key, except those to keep', async () => {
      const [prefix, neighbour] = [aPrefix(), aPrefix()];
      await put(...['a', 'b', 'c', 'd'].map((name) => prefix + name), `${neighbour}a`);
      expect(await storage.remove({ prefix, through: `${prefix}c`, keep: `${prefix}b` })).toBe(2);
      expect(await keysUnder(prefix)).toEqual([`${prefix}b`, `${prefix}d`]);
      expect(await keysUnder(neighbour)).toEqual([`${neighbour}a`]);
    });

    it('fails if an object remains', async () => {
      const listed = { Contents: [{ Key: 'a', Size: 1, LastModified: new Date() }] };
      const refused = { Errors: [{ Key: 'a', Code: 'AccessDenied' }] };
      const sending = jest.spyOn(S3Client.prototype, 'send') as unknown as jest.SpyInstance<Promise<object>>;
      sending.mockResolvedValueOnce(listed).mockResolvedValueOnce(refused);
      await expect(storage.remove({ prefix: '' })).rejects.toThrow('AccessDenied');
      sending.mockRestore();
    });
  });

  describe('with failing requests', () => {
    const within = <T>(milliseconds: number, work: () => Promise<T>) => runInContext(requestContext('test', milliseconds), work);

    it.each(['InternalError', 'ServiceUnavailable', 'SlowDown'] as const)('retries after %s', async (code) => {
      const key = aPrefix() + 'a';
      await put(key);
      s3.faults.failNext('GetObject', code, 2);
      expect(await storage.inspect(key, 5)).toMatchObject({ size: 5 });
    });

    it('throws Unavailable if retries do not succeed in time', async () => {
      s3.faults.failNext('ListObjectsV2', 'SlowDown', 1);
      await expect(within(2_000, () => storage.list('x', { limit: 1 }))).rejects.toBeInstanceOf(Unavailable);
    });

    it('does not retry a rejected request', async () => {
      s3.faults.failNext('ListObjectsV2', 'AccessDenied', 1);
      await expect(storage.list('x', { limit: 1 })).rejects.toMatchObject({ name: 'AccessDenied' });
      expect(await keysUnder('x')).toEqual([]);
    });
  });
});
