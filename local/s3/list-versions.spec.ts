import { DeleteObjectsCommand, ListObjectVersionsCommand, type ListObjectVersionsCommandInput, PutObjectCommand } from '@aws-sdk/client-s3';
import { aServer, BUCKET, closeAll, type Fixture } from './s3.fixture.js';

afterAll(closeAll);

const Bucket = BUCKET;

async function aServerWith(...keys: string[]): Promise<Fixture> {
  const server = await aServer();
  await Promise.all(keys.map((Key) => server.client.send(new PutObjectCommand({ Bucket, Key, Body: Key }))));
  return server;
}

/** The keys of every page, each requested with the markers of the page before. */
async function pages({ client }: Pick<Fixture, 'client'>, input: Partial<ListObjectVersionsCommandInput> = {}): Promise<string[][]> {
  const page = await client.send(new ListObjectVersionsCommand({ Bucket, ...input }));
  const { Versions = [], IsTruncated, NextKeyMarker: KeyMarker, NextVersionIdMarker: VersionIdMarker } = page;
  const keys = Versions.map(({ Key }) => Key!);
  return IsTruncated ? [keys, ...(await pages({ client }, { ...input, KeyMarker, VersionIdMarker }))] : [keys];
}

describe('a list of versions', () => {
  it('has one version of each object, as in a bucket without versioning', async () => {
    const { client } = await aServerWith('a&b');
    await client.send(new PutObjectCommand({ Bucket, Key: 'a&b', Body: 'anew' }));

    const { Versions, DeleteMarkers } = await client.send(new ListObjectVersionsCommand({ Bucket }));
    expect(Versions).toEqual([expect.objectContaining({ Key: 'a&b', VersionId: 'null', IsLatest: true, Size: 4 })]);
    expect(DeleteMarkers).toBeUndefined();
  });

  it('returns each key once over all pages', async () => {
    const server = await aServerWith('a', 'b/1', 'b/2', 'c', 'd e');

    expect(await pages(server, { MaxKeys: 2 })).toEqual([['a', 'b/1'], ['b/2', 'c'], ['d e']]);
    expect(await pages(server, { Prefix: 'b/' })).toEqual([['b/1', 'b/2']]);
    expect(await pages(server, { KeyMarker: 'b/2', EncodingType: 'url' })).toEqual([['c', 'd+e']]);
    const { IsTruncated, NextKeyMarker, NextVersionIdMarker } = await server.client.send(
      new ListObjectVersionsCommand({ Bucket, MaxKeys: 1 }),
    );
    expect([IsTruncated, NextKeyMarker, NextVersionIdMarker]).toEqual([true, 'a', 'null']);
  });

  it('rejects a version marker without a key marker, and an unknown bucket', async () => {
    const { client } = await aServer();
    const list = (input: Partial<ListObjectVersionsCommandInput>): Promise<unknown> =>
      client.send(new ListObjectVersionsCommand({ Bucket, ...input }));

    await expect(list({ VersionIdMarker: 'null' })).rejects.toMatchObject({ name: 'InvalidArgument' });
    await expect(list({ Bucket: 'missing' })).rejects.toMatchObject({ name: 'NoSuchBucket' });
  });

  it('has the ids of the only versions that can be deleted', async () => {
    const server = await aServerWith('a', 'b');
    const remove = (Key: string, VersionId: string) =>
      server.client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key, VersionId }] } }));

    expect((await remove('a', 'null')).Deleted).toEqual([{ Key: 'a', VersionId: 'null' }]);
    await expect(remove('b', 'an-earlier-one')).rejects.toMatchObject({ name: 'NotImplemented' });
    expect(await pages(server)).toEqual([['b']]);
  });
});
