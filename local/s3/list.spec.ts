import { ListObjectsV2Command, type ListObjectsV2CommandInput, paginateListObjectsV2, PutObjectCommand } from '@aws-sdk/client-s3';
import { aServer, BUCKET, closeAll, type Fixture } from './s3.fixture.js';

afterAll(closeAll);

const Bucket = BUCKET;

async function aServerWith(...keys: string[]): Promise<Fixture> {
  const server = await aServer();
  await Promise.all(keys.map((Key) => server.client.send(new PutObjectCommand({ Bucket, Key, Body: Key }))));
  return server;
}

/** Every page, as keys and then common prefixes. */
async function pages({ client }: Fixture, input: Partial<ListObjectsV2CommandInput> = {}): Promise<string[][]> {
  const found: string[][] = [];
  for await (const page of paginateListObjectsV2({ client }, { Bucket, ...input })) {
    const entries = [...(page.Contents ?? []).map(({ Key }) => Key), ...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix)];
    expect(page.KeyCount).toBe(entries.length);
    found.push(entries.map(String));
  }
  return found;
}

describe('a list of objects', () => {
  it('describes each object', async () => {
    const now = Date.UTC(2026, 0, 2, 3, 4, 5);
    const { client } = await aServer({ now: () => now });
    client.config.systemClockOffset = now - Date.now();
    const { ETag } = await client.send(new PutObjectCommand({ Bucket, Key: 'a&b', Body: 'hello' }));

    const { Contents } = await client.send(new ListObjectsV2Command({ Bucket }));
    expect(Contents).toEqual([{ Key: 'a&b', Size: 5, ETag, LastModified: new Date(now), StorageClass: 'STANDARD' }]);
  });

  it('is sorted by the bytes of UTF-8', async () => {
    const server = await aServerWith('ｚ', '😀', 'é', 'b', 'a/b', 'a', 'B', 'a!');
    expect(await pages(server)).toEqual([['B', 'a', 'a!', 'a/b', 'b', 'é', 'ｚ', '😀']]);
  });

  it('filters keys by prefix, and groups them by delimiter', async () => {
    const server = await aServerWith('top', 'in/1', 'in/2', 'in/deep/3', 'in/deep/4', 'out/5');

    expect(await pages(server, { Delimiter: '/' })).toEqual([['top', 'in/', 'out/']]);
    expect(await pages(server, { Prefix: 'in/', Delimiter: '/' })).toEqual([['in/1', 'in/2', 'in/deep/']]);
    expect(await pages(server, { Prefix: 'in/d' })).toEqual([['in/deep/3', 'in/deep/4']]);
    expect(await pages(server, { Prefix: 'none' })).toEqual([[]]);
  });

  it('returns each key once over all pages, for every page size', async () => {
    const server = await aServerWith('a', 'b/1', 'b/2', 'b/3', 'c', 'd/1', 'e');

    for (const MaxKeys of [1, 2, 3, 4, 5, 6]) {
      const found = await pages(server, { Delimiter: '/', MaxKeys });
      expect(found.every((page) => page.length <= MaxKeys && page.length > 0)).toBe(true);
      expect(found.flat().sort()).toEqual(['a', 'b/', 'c', 'd/', 'e']);
    }
    expect(await pages(server, { MaxKeys: 3 })).toEqual([['a', 'b/1', 'b/2'], ['b/3', 'c', 'd/1'], ['e']]);
  });

  it('starts after a given key', async () => {
    const server = await aServerWith('a/1', 'a/2', 'b', 'c');

    expect(await pages(server, { StartAfter: 'a/1', MaxKeys: 2 })).toEqual([['a/2', 'b'], ['c']]);
    expect(await pages(server, { StartAfter: 'a/1', Delimiter: '/' })).toEqual([['b', 'c', 'a/']]);
  });

  it('URL-encodes keys on request', async () => {
    const server = await aServerWith('a b/1+1.pdf', 'ü.pdf');
    const list = (Delimiter?: string): Promise<string[][]> => pages(server, { EncodingType: 'url', Delimiter });

    expect(await list()).toEqual([['a+b/1%2B1.pdf', '%C3%BC.pdf']]);
    expect(await list('/')).toEqual([['%C3%BC.pdf', 'a+b/']]);
  });

  it('is empty if the page size is zero', async () => {
    const { client } = await aServerWith('a');
    const { KeyCount, IsTruncated } = await client.send(new ListObjectsV2Command({ Bucket, MaxKeys: 0 }));

    expect({ KeyCount, IsTruncated }).toEqual({ KeyCount: 0, IsTruncated: false });
  });

  it('rejects an invalid continuation token, a negative page size and an unknown bucket', async () => {
    const { client } = await aServerWith('a');
    const list = (input: Partial<ListObjectsV2CommandInput>): Promise<unknown> =>
      client.send(new ListObjectsV2Command({ Bucket, ...input }));

    await expect(list({ ContinuationToken: 'nonsense' })).rejects.toMatchObject({ name: 'InvalidArgument' });
    await expect(list({ MaxKeys: -1 })).rejects.toMatchObject({ name: 'InvalidArgument' });
    await expect(list({ Bucket: 'missing' })).rejects.toMatchObject({ name: 'NoSuchBucket' });
  });
});
