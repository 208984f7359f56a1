import { readFileSync, writeFileSync } from 'node:fs';
import { createApp } from '../app/create-app.js';
import { readConfig } from '../config/config.js';
import { Log } from '../core/logging/log.js';
import { buildOpenApi } from '../http/openapi/openapi.js';
import { loadEngine } from '../persistence/engine.js';

/** Writes `openapi.json`. With `--check`, fails if the file is stale. */
const FILE = 'openapi.json';

// The app connects to no service at boot, so placeholders are enough.
const config = readConfig({
  AWS_REGION: 'us-east-1',
  COGNITO_USER_POOL_ID: 'us-east-1_Documents',
  COGNITO_CLIENT_ID: 'documents',
  MEDIA_BUCKET: 'documents',
  CURSOR_KEY: Buffer.alloc(32).toString('base64'),
});
const app = await createApp(config, await loadEngine(config), new Log('error', 'text'));
await app.init();
const document = `${JSON.stringify(buildOpenApi(app, config.version), null, 2)}\n`;
await app.close();

if (!process.argv.includes('--check')) {
  writeFileSync(FILE, document);
} else if (readFileSync(FILE, 'utf8') !== document) {
  process.stderr.write(`${FILE} is stale: run "npm run openapi" and commit it.\n`);
  process.exitCode = 1;
}
