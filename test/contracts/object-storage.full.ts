import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { startS3 } from '../../local/s3/server.js';
import { S3ObjectStorage } from '../../src/adapters/storage/s3-object-storage.js';
import { testConfig } from '../fixtures/engines.js';

describe('object storage: cleanup', () => {
  it('deletes any number of objects', async () => {
    const config = testConfig();
    const { mediaBucket: Bucket, region } = config;
    const s3 = await startS3({ buckets: [Bucket] });
    Object.assign(process.env, { AWS_ENDPOINT_URL_S3: s3.url, AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' });
    const storage = new S3ObjectStorage(config);
    const office = new S3Client({ region });
    const put = (Key: string) => office.send(new PutObjectCommand({ Bucket, Key, Body: 'hello' }));
    // Some at a time: the SDK warns of more than it has connections.
    for (let row = 0; row < 22; row += 1) await Promise.all(Array.from({ length: 46 }, (_, index) => put(`files/${row}-${index}`)));

    expect(await storage.remove({ prefix: 'files/' })).toBe(1012);
    expect((await storage.list('files/', { limit: 1000 })).items).toEqual([]);

    await storage.onApplicationShutdown();
    office.destroy();
    await s3.close();
  });
});
