import { ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { startS3 } from '../../../local/s3/server.js';
import { emptyBucket } from '../../../scripts/cloud/empty-bucket.js';
import { COMMANDS, spawnCommand, usageOf } from './run-command.js';

describe('a command in a process of its own', () => {
  it.each(COMMANDS)('prints its usage: %s', async (command) => {
    expect(await spawnCommand(command, ['--help']).ended).toEqual(usageOf(command));
  });
});

describe('emptying a bucket', () => {
  it('deletes more than one page of objects', async () => {
    const Bucket = 'media';
    const storage = await startS3({ buckets: [Bucket] });
    const client = new S3Client({ endpoint: storage.url, region: 'us-east-1', forcePathStyle: true, credentials: storage });
    const put = (Key: string) => client.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
    // Some at a time: the SDK warns of more than it has connections.
    for (let row = 0; row < 21; row += 1) await Promise.all(Array.from({ length: 48 }, (_, index) => put(`avatars/${row}-${index}`)));

    expect(await emptyBucket(client, Bucket)).toBe(1_008);
    expect((await client.send(new ListObjectsV2Command({ Bucket }))).KeyCount).toBe(0);
    client.destroy();
    await storage.close();
  });
});
