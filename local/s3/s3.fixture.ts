import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { createPresignedPost, type PresignedPost, type PresignedPostOptions } from '@aws-sdk/s3-presigned-post';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalS3, type S3Options, startS3 } from './server.js';
import { elementsOf, unescapeXml } from './xml.js';

export const BUCKET = 'media';

/** A running server with its client, until `closeAll`. */
export interface Fixture {
  readonly s3: LocalS3;
  readonly client: S3Client;
}

/** What tests provoke needs no warning on the console. */
const SILENT = { debug: ignore, info: ignore, warn: ignore, error: ignore };

const endings: (() => Promise<void> | void)[] = [];

/** Each spec file calls this after all its tests: modules are shared between files, so a hook here would run for the first file only. */
export async function closeAll(): Promise<void> {
  for (const end of endings.splice(0).reverse()) await end();
}

/** A server of its own, with one bucket. */
export async function aServer(options: S3Options = {}): Promise<Fixture> {
  const s3 = await startS3({ buckets: [BUCKET], ...options });
  endings.push(() => s3.close());
  return { s3, client: clientOf(s3) };
}

export function clientOf(s3: LocalS3, config: S3ClientConfig = {}): S3Client {
  const client = new S3Client({ endpoint: s3.url, region: 'eu-central-1', credentials: s3, maxAttempts: 1, logger: SILENT, ...config });
  endings.push(() => client.destroy());
  return client;
}

/** An empty folder. */
export function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 's3-'));
  endings.push(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** A form for `key` that lives ten minutes and takes at most 1000 bytes. */
export async function aForm(client: S3Client, options: Partial<PresignedPostOptions> = {}): Promise<PresignedPost> {
  const Conditions: PresignedPostOptions['Conditions'] = [['content-length-range', 1, 1000]];
  return createPresignedPost(client, { Bucket: BUCKET, Key: 'in/report.pdf', Expires: 600, Conditions, ...options });
}

/** Sends a form as a browser does: the fields, then the file. */
export async function submit({ url, fields }: PresignedPost, file: Blob | undefined, filename = 'report.pdf'): Promise<Response> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  if (file) form.append('file', file, filename);
  return fetch(url, { method: 'POST', body: form });
}

/** What a refusal says, as `<status> <code>: <message>`. */
export async function refusal(response: Response): Promise<string> {
  const body = await response.text();
  return `${response.status} ${elementsOf(body, 'Code')[0]}: ${unescapeXml(elementsOf(body, 'Message')[0] ?? '')}`;
}

/** Waits for something that another part of the process is about to do. */
export async function eventually(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error('It never came to be.');
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function ignore(): void {}
