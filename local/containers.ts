import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BucketAlreadyExists, BucketAlreadyOwnedByYou, CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig } from '../src/config/config.js';
import { MEDIA_BUCKET, TABLE_PREFIX } from './cloud.js';
import { startCognito } from './cognito/server.js';
import { loadDemoSchool } from './demo/load.js';
import { formatStartError } from './failure.js';
import { Folder } from './folder.js';
import { createTables } from './tables.js';

const PORT = 3002;

/**
 * The user pool for docker-compose.yml, which has other servers for the database and the storage. Creates the tables, the bucket and the demo school, then
 * writes the settings of the app to `app.env`; with that file it is ready. Usage: `containers.ts FOLDER [PORT]`. The variables of the AWS SDK say where the
 * database and the storage are.
 */
async function main(path = 'pool', port = String(PORT)): Promise<void> {
  const folder = new Folder(path);
  const readyFile = join(path, 'app.env');
  rmSync(readyFile, { force: true });
  folder.claim({ fresh: false });
  const pool = await startCognito({ path: join(path, 'cognito'), port: Number(port), host: '0.0.0.0' });
  const settings = {
    AWS_REGION: pool.region,
    AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: pool.url,
    COGNITO_USER_POOL_ID: pool.userPoolId,
    COGNITO_CLIENT_ID: pool.clientId,
    TABLE_PREFIX,
    MEDIA_BUCKET,
    CURSOR_KEY: folder.cursorKey(),
  };
  Object.assign(process.env, settings);

  await createTables(new DynamoDBClient(), TABLE_PREFIX);
  await createBucket(new S3Client({ forcePathStyle: true }), MEDIA_BUCKET);
  if (!folder.isLoaded) {
    await loadDemoSchool(readConfig(), pool, (done, of) =>
      process.stdout.write(`Loading the demo school: ${Math.floor((done / of) * 100)} %\n`),
    );
    folder.setLoaded();
  }
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`);
  writeFileSync(readyFile, lines.join(''), { mode: 0o600 });
  process.stdout.write('The user pool is ready.\n');
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void pool.close().then(() => process.exit(0)));
}

async function createBucket(storage: S3Client, Bucket: string): Promise<void> {
  try {
    await storage.send(new CreateBucketCommand({ Bucket }));
  } catch (error) {
    if (!(error instanceof BucketAlreadyOwnedByYou || error instanceof BucketAlreadyExists)) throw error;
  }
}

main(...process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${formatStartError(error)}\n`);
  process.exit(1);
});
