import { GetObjectCommand, HeadObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { type LocalS3, startS3 } from '../../../local/s3/server.js';
import { buildSite } from '../../../scripts/cloud/build-site.js';
import { daysUntilExpiry, toContactUri } from '../../../scripts/cloud/security-txt.js';
import { securityTxt } from '../../../src/http/security-txt.js';
import { uploadSite } from '../../../scripts/cloud/site.js';
import { Failure } from '../../../scripts/failure.js';

const ROOT = resolve(__dirname, '../../..');
const Bucket = 'site';
const SITE = { siteUrl: 'https://school.example' };

describe('the site', () => {
  let storage: LocalS3;
  let client: S3Client;
  let folder: string;
  beforeEach(async () => {
    storage = await startS3({ buckets: [Bucket] });
    const { accessKeyId, secretAccessKey, url: endpoint } = storage;
    client = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, credentials: { accessKeyId, secretAccessKey } });
    folder = mkdtempSync(join(tmpdir(), 'site-'));
  });
  afterEach(async () => {
    client.destroy();
    await storage.close();
    rmSync(folder, { recursive: true });
  });

  const put = (Key: string, Body: string) => client.send(new PutObjectCommand({ Bucket, Key, Body }));
  const text = async (Key: string) => (await client.send(new GetObjectCommand({ Bucket, Key }))).Body!.transformToString();
  const head = (Key: string) => client.send(new HeadObjectCommand({ Bucket, Key }));
  const keys = async () =>
    ((await client.send(new ListObjectsV2Command({ Bucket }))).Contents ?? [])
      .map(({ Key }) => Key!)
      .filter((key) => !key.startsWith('.site'));

  /** Uploads a site of these files. @returns the invalidated paths */
  async function upload(files: Record<string, string>): Promise<string[]> {
    const site = mkdtempSync(join(folder, 'files-'));
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(site, name)), { recursive: true });
      writeFileSync(join(site, name), content);
    }
    const invalidated: string[] = [];
    await uploadSite(client, Bucket, site, (paths) => Promise.resolve(void invalidated.push(...paths)));
    return invalidated.sort();
  }

  it('contains the committed documentation with its media types', async () => {
    await uploadSite(client, Bucket, buildSite(SITE, join(folder, 'site')), () => Promise.resolve());
    const page = await text('api/docs/index.html');
    const assets = [...page.matchAll(/(?:src|href)="\/([^"]+)"/g)].map(([, key]) => key!);
    expect(assets).toHaveLength(4);
    expect(await keys()).toEqual([...assets, 'api/docs/index.html', 'api/openapi.json', 'index.html'].sort());
    expect((await head('api/openapi.json')).ContentType).toBe('application/json; charset=utf-8');
    expect(await text('api/openapi.json')).toBe(readFileSync(join(ROOT, 'openapi.json'), 'utf8'));
  });

  it('lets browsers keep assets with a hash in their name for ever, and nothing else', async () => {
    await uploadSite(client, Bucket, buildSite(SITE, join(folder, 'site')), () => Promise.resolve());
    const kept = new Set<string>();
    for (const key of await keys()) {
      const { CacheControl } = await head(key);
      if (CacheControl === 'public, max-age=31536000, immutable') kept.add(key);
      else expect([key, CacheControl]).toEqual([key, 'no-cache']);
    }
    expect((await keys()).filter((key) => !kept.has(key))).toEqual(['api/docs/index.html', 'api/openapi.json', 'index.html']);
    await upload({ 'assets/logo.png': 'no hash', 'app-0123456789ab.js': 'not in assets', 'index.html': 'page' });
    for (const key of ['assets/logo.png', 'app-0123456789ab.js']) expect((await head(key)).CacheControl).toBe('no-cache');
  });

  it('uploads assets before the pages that name them, and the start page last', async () => {
    const order: string[] = [];
    client.middlewareStack.add(
      (next, context) => (args) => {
        if (context.commandName === 'PutObjectCommand') order.push((args.input as { Key: string }).Key);
        return next(args);
      },
      { step: 'initialize' },
    );
    await upload({ 'index.html': '1', 'a.html': '1', 'z.json': '1', 'assets/z-0123456789ab.js': '1' });
    expect(order).toEqual(['.site-manifest.json', 'assets/z-0123456789ab.js', 'z.json', 'a.html', 'index.html', '.site-manifest.json']);
  });

  it('deletes only what earlier deployments uploaded', async () => {
    await put('console/page.html', 'of others');
    await upload({ 'index.html': '1', 'old.html': '1' });
    await upload({ 'index.html': '1' });
    expect(await keys()).toEqual(['console/page.html', 'index.html']);
  });

  it('does not replace a start page of others', async () => {
    await put('index.html', 'of others');
    for (let run = 1; run <= 2; run += 1) expect(await upload({ 'index.html': 'ours', 'a.html': 'ours' })).not.toContain('/index.html');
    expect(await text('index.html')).toBe('of others');
  });

  it('keeps the assets of the deployment before, for pages that are open', async () => {
    const [first, second, third] = ['1', '2', '3'].map((digit) => ({ 'index.html': digit, [`assets/app-${digit.repeat(12)}.js`]: digit }));
    await upload(first!);
    await upload(second!);
    expect(await keys()).toContain('assets/app-111111111111.js');
    // The same site again, such as after a failure: open pages are still those of the first one.
    await upload(second!);
    expect(await keys()).toContain('assets/app-111111111111.js');
    await upload(third!);
    expect(await keys()).toEqual(['assets/app-222222222222.js', 'assets/app-333333333333.js', 'index.html']);
  });

  it('invalidates only what changed under the same name', async () => {
    const site = { 'index.html': '1', 'api/docs/index.html': '1', 'api/openapi.json': '1', 'assets/app-111111111111.js': '1' };
    expect(await upload(site)).toEqual(['/', '/api/docs', '/api/docs/', '/api/docs/index.html', '/api/openapi.json', '/index.html']);
    expect(await upload(site)).toEqual([]);
    expect(await upload({ ...site, 'api/openapi.json': '2', 'assets/app-222222222222.js': '2' })).toEqual(['/api/openapi.json']);
  });

  it('forgets nothing if it fails halfway', async () => {
    await upload({ 'index.html': '1', 'old.html': '1' });
    const site = { 'index.html': '2', 'assets/app-222222222222.js': '2' };
    const broken = mkdtempSync(join(folder, 'broken-'));
    mkdirSync(join(broken, 'assets'));
    for (const [name, content] of Object.entries(site)) writeFileSync(join(broken, name), content);
    await expect(uploadSite(client, Bucket, broken, () => Promise.reject(new Error('killed')))).rejects.toThrow('killed');

    expect(await upload(site)).toEqual(['/', '/index.html', '/old.html']);
    await upload({ 'index.html': '2' });
    await upload({ 'index.html': '2', 'assets/app-333333333333.js': '3' });
    await upload({ 'index.html': '2', 'assets/app-444444444444.js': '4' });
    expect(await keys()).toEqual(['assets/app-333333333333.js', 'assets/app-444444444444.js', 'index.html']);
  });
});

describe('security.txt', () => {
  it.each(['2026-11-29T12:00:00Z', '2027-12-31T23:59:59Z', '2028-02-29T00:00:00Z'])('is valid for less than a year from %s', (now) => {
    const file = securityTxt('mailto:security@school.example', new Date(now), 'https://school.example');
    expect(file).toMatch(/^Contact: mailto:security@school\.example\nExpires: \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\n/);
    expect(file).toContain('\nCanonical: https://school.example/.well-known/security.txt\n');
    expect(daysUntilExpiry(file, new Date(now))).toBeGreaterThan(350);
    expect(daysUntilExpiry(file, new Date(now))).toBeLessThan(365);
  });

  it('names an email address or an https URL', () => {
    expect(toContactUri('https://school.example/security')).toBe('https://school.example/security');
    for (const wrong of ['school', 'http://school.example', 'a@b', 'mailto:a@b.c', 'a b@c.de', 'a@b.c\nExpires: x'])
      expect(() => toContactUri(wrong)).toThrow(Failure);
  });

  it('is part of a site whose school has a contact', () => {
    const folder = mkdtempSync(join(tmpdir(), 'site-'));
    const file = join(buildSite({ ...SITE, securityContact: 'security@school.example' }, folder), '.well-known/security.txt');
    // Written with the time of the build, so that it is never out of date when it is deployed.
    expect(daysUntilExpiry(readFileSync(file, 'utf8'), new Date())).toBeGreaterThan(350);
    rmSync(folder, { recursive: true });
  });

  it('does not expire in another file', () => {
    expect(daysUntilExpiry('<html>', new Date())).toBeUndefined();
  });
});
