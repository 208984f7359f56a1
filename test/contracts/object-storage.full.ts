import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import * as fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { type LocalS3, startS3 } from '../../local/s3/server.js';
import { S3ObjectStorage } from '../../src/adapters/storage/s3-object-storage.js';
import { Clock } from '../../src/core/time/clock.js';
import { testConfig } from '../fixtures/engines.js';

describe('object storage', () => {
  const config = testConfig();
  let s3: LocalS3;
  let storage: S3ObjectStorage;
  let office: S3Client;

  beforeAll(async () => {
    s3 = await startS3({ buckets: [config.mediaBucket] });
    Object.assign(process.env, { AWS_ENDPOINT_URL_S3: s3.url, AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' });
    storage = new S3ObjectStorage(config, new Clock());
    office = new S3Client({ region: config.region });
  });
  afterAll(async () => {
    await storage.onApplicationShutdown();
    office.destroy();
    await s3.close();
  });

  const put = (Key: string) => office.send(new PutObjectCommand({ Bucket: config.mediaBucket, Key, Body: 'hello' }));
  const keysUnder = async (prefix: string) => (await storage.list(prefix, { limit: 1000 })).items.map(({ key }) => key);
  const aPrefix = () => `${randomUUID()}/`;

  it('lists and removes an object by any valid key', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', minLength: 1, maxLength: 50 }), async (name) => {
        const prefix = aPrefix();
        const key = prefix + name.replace(/[\ufffe\uffff]|^\.{1,2}$|\/\.{0,2}(?=\/|$)/gu, '-').replace(/\p{Cc}/gu, '');
        await put(key);
        expect(await keysUnder(prefix)).toEqual([key]);
        expect(await storage.remove({ prefix })).toBe(1);
        expect(await keysUnder(prefix)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it('deletes any number of objects', async () => {
    const prefix = aPrefix();
    // Some at a time: the SDK warns of more than it has connections.
    for (let row = 0; row < 22; row += 1) await Promise.all(Array.from({ length: 46 }, (_, index) => put(`${prefix}${row}-${index}`)));
    expect(await storage.remove({ prefix })).toBe(1012);
    expect(await keysUnder(prefix)).toEqual([]);
  });
});
