import { CloudFrontClient, CreateInvalidationCommand } from '@aws-sdk/client-cloudfront';
import { GetObjectCommand, ListObjectsV2Command, NoSuchKey, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { deleteObjects } from './empty-bucket.js';

/** Lists what deployments have put into the bucket, so that they delete nothing else. */
const MANIFEST = '.site-manifest.json';
const START_PAGE = 'index.html';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.txt': 'text/plain; charset=utf-8',
};

/** What deployments have put into the bucket. */
interface Manifest {
  /** The hash of each file by its key. */
  readonly files: Readonly<Record<string, string>>;
  /** The assets that the deployment before used. Pages that are open in browsers may still load them. */
  readonly previous: readonly string[];
}

/**
 * Uploads a site: first the assets, last the pages that name them, so that each page is complete at any time. Deletes what earlier deployments uploaded
 * and is no longer used, and no files of others. A start page of others stays. After a failure, run it again.
 * @param invalidate makes the CDN fetch changed paths again
 */
export async function uploadSite(
  client: S3Client,
  Bucket: string,
  folder: string,
  invalidate: (paths: string[]) => Promise<void>,
): Promise<void> {
  const old = await readManifest(client, Bucket);
  const contents = readFolder(folder);
  if (!(START_PAGE in old.files) && (await exists(client, Bucket, START_PAGE))) {
    process.stdout.write(`The start page of ${Bucket} is not from a deployment. It stays.\n`);
    contents.delete(START_PAGE);
  }
  const files = Object.fromEntries([...contents].map(([key, content]) => [key, createHash('sha256').update(content).digest('hex')]));
  const put = (Key: string, Body: Buffer | string, CacheControl: string) =>
    client.send(new PutObjectCommand({ Bucket, Key, Body, CacheControl, ContentType: TYPES[extname(Key)] ?? 'application/octet-stream' }));
  const putManifest = (manifest: Manifest) => put(MANIFEST, JSON.stringify(manifest), 'no-cache');

  // Before the upload: a deployment that fails halfway must not forget what it has uploaded, nor which paths it has to invalidate.
  const begun = Object.fromEntries(Object.keys(files).map((key) => [key, '']));
  await putManifest({ files: { ...begun, ...old.files }, previous: old.previous });
  for (const [key, content] of [...contents].sort(([a], [b]) => orderOf(a) - orderOf(b)))
    await put(key, content, isImmutable(key) ? 'public, max-age=31536000, immutable' : 'no-cache');

  const gone = Object.keys(old.files).filter((key) => !(key in files));
  const superseded = gone.filter(isImmutable);
  const previous = (superseded.length > 0 ? superseded : old.previous).filter((key) => !(key in files));
  const unused = [...old.previous, ...gone].filter((key) => !(key in files) && !previous.includes(key));
  if (unused.length > 0)
    await deleteObjects(
      client,
      Bucket,
      [...new Set(unused)].map((Key) => ({ Key })),
    );

  const changed = Object.keys({ ...files, ...old.files }).filter((key) => !isImmutable(key) && files[key] !== old.files[key]);
  if (changed.length > 0) await invalidate(changed.flatMap(pathsOf));
  await putManifest({ files, previous });
}

/** An asset whose name contains a hash of its content. Its name is all that a browser needs to know whether it is current. */
function isImmutable(key: string): boolean {
  return /(^|\/)assets\/[^/]*[-.][A-Za-z0-9_-]{8,}\.\w+$/.test(key);
}

/** Assets first, then other files, then pages; the start page last. */
function orderOf(key: string): number {
  if (isImmutable(key)) return 0;
  if (key === START_PAGE) return 3;
  return key.endsWith('.html') ? 2 : 1;
}

/** The paths under which browsers request a file. */
function pathsOf(key: string): string[] {
  const folder = /^(.*?)\/?index\.html$/.exec(`/${key}`)?.[1];
  return folder === undefined ? [`/${key}`] : [`/${key}`, ...(folder ? [folder] : []), `${folder}/`];
}

function readFolder(folder: string): Map<string, Buffer> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    files.map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      return [relative(folder, path).split(sep).join('/'), readFileSync(path)];
    }),
  );
}

async function readManifest(client: S3Client, Bucket: string): Promise<Manifest> {
  try {
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: MANIFEST }));
    return JSON.parse(await Body!.transformToString()) as Manifest;
  } catch (error) {
    if (error instanceof NoSuchKey) return { files: {}, previous: [] };
    throw error;
  }
}

async function exists(client: S3Client, Bucket: string, key: string): Promise<boolean> {
  const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket, Prefix: key }));
  return Contents.some(({ Key }) => Key === key);
}

/** Makes CloudFront fetch paths again. */
export async function invalidatePaths(DistributionId: string, Items: string[]): Promise<void> {
  const InvalidationBatch = { CallerReference: String(Date.now()), Paths: { Quantity: Items.length, Items } };
  await new CloudFrontClient({ region: 'us-east-1' }).send(new CreateInvalidationCommand({ DistributionId, InvalidationBatch }));
}
