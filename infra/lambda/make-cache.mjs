// Creates the code cache for this version of Node.js and these flags: node <flags> make-cache.mjs <folder of the bundle>
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';

const folder = resolve(process.argv[2]);
// Placeholders are enough to boot the app, because it connects to no service before the first request.
Object.assign(process.env, {
  AWS_REGION: 'us-east-1',
  COGNITO_USER_POOL_ID: 'us-east-1_WarmUp',
  COGNITO_CLIENT_ID: 'warmup',
  MEDIA_BUCKET: 'warmup',
  CURSOR_KEY: Buffer.alloc(32).toString('base64'),
  LOG_LEVEL: 'error',
});
const { handler } = await import(pathToFileURL(join(folder, 'index.mjs')).href);
const { name, data } = await handler({ task: 'code-cache' });
if (data) writeFileSync(join(folder, name), gunzipSync(Buffer.from(data, 'base64')));
process.exit();
