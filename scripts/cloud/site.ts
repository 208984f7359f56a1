import { CloudFrontClient, CreateInvalidationCommand } from '@aws-sdk/client-cloudfront';
import { paginateListObjectsV2, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join, relative, sep } from 'node:path';
import { deleteObjects } from './empty-bucket.js';

const FOLDER = 'dist/site';
const WIDGETS = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'];

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
};

const DOCUMENTATION_PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Student management</title>
    <link rel="stylesheet" href="/api/docs/swagger-ui.css" />
    <link rel="icon" href="/api/docs/favicon-32x32.png" />
  </head>
  <body>
    <div id="page"></div>
    <script src="/api/docs/swagger-ui-bundle.js"></script>
    <script src="/api/docs/page.js"></script>
  </body>
</html>
`;

const FIRST_PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Student management</title>
  </head>
  <body>
    <h1>Student management</h1>
    <p><a href="/api/docs">The API</a></p>
  </body>
</html>
`;

/** Builds the site: the files that a plain server serves under `/api/openapi.json` and `/api/docs`, and a start page. @returns the folder */
export function buildSite(folder = FOLDER): string {
  const docs = join(folder, 'api', 'docs');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(docs, { recursive: true });
  const widgets = dirname(createRequire(__filename).resolve('swagger-ui-dist/package.json'));
  for (const file of WIDGETS) cpSync(join(widgets, file), join(docs, file));
  cpSync('openapi.json', join(folder, 'api', 'openapi.json'));
  writeFileSync(join(docs, 'index.html'), DOCUMENTATION_PAGE);
  writeFileSync(join(docs, 'page.js'), "SwaggerUIBundle({ url: '/api/openapi.json', dom_id: '#page' });\n");
  writeFileSync(join(folder, 'index.html'), FIRST_PAGE);
  return folder;
}

/** Makes a bucket contain exactly the files of a folder. Uploads new files before it deletes old ones, so that pages stay complete. */
export async function uploadSite(client: S3Client, Bucket: string, folder = FOLDER): Promise<void> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const keys = new Set<string>();
  for (const { parentPath, name } of files) {
    const path = join(parentPath, name);
    const Key = relative(folder, path).split(sep).join('/');
    const ContentType = TYPES[extname(name)] ?? 'application/octet-stream';
    await client.send(new PutObjectCommand({ Bucket, Key, Body: readFileSync(path), ContentType, CacheControl: 'no-cache' }));
    keys.add(Key);
  }
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket })) {
    const old = Contents.filter(({ Key }) => !keys.has(Key!)).map(({ Key }) => ({ Key: Key! }));
    if (old.length > 0) await deleteObjects(client, Bucket, old);
  }
}

/** Makes CloudFront fetch all files again. */
export async function invalidateSite(DistributionId: string): Promise<void> {
  const InvalidationBatch = { CallerReference: String(Date.now()), Paths: { Quantity: 1, Items: ['/*'] } };
  await new CloudFrontClient({ region: 'us-east-1' }).send(new CreateInvalidationCommand({ DistributionId, InvalidationBatch }));
}
