import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { join } from 'node:path';
import { STAGING_PREFIX } from '../src/adapters/storage/upload.js';
import { type LocalCognito, startCognito } from './cognito/server.js';
import { type LocalDynamoDb, startDynamoDb } from './dynamodb/server.js';
import { type LocalS3, startS3 } from './s3/server.js';
import { type LocalSecrets, startSecrets } from './secrets/server.js';
import { type LocalSes, startSes } from './ses/server.js';
import { createTables } from './tables.js';

export const TABLE_PREFIX = 'student-management';
export const MEDIA_BUCKET = 'student-management-media';
/** For the digests of the audit log, which a plain server does not write: `AUDIT_BUCKET` is not in its environment. */
export const AUDIT_BUCKET = 'student-management-audit';

/** The ports of the servers; 0 takes a free one. Secrets Manager and SES always have a free one. */
export interface CloudPorts {
  readonly dynamodb: number;
  readonly cognito: number;
  readonly s3: number;
}

/** The sender of mail of the app. */
export const MAIL_FROM = 'School <office@example.edu>';

/** The local cloud, with the tables of the app. */
export interface LocalCloud {
  readonly database: LocalDynamoDb;
  readonly pool: LocalCognito;
  readonly storage: LocalS3;
  readonly secrets: LocalSecrets;
  readonly mail: LocalSes;
  /** The variables by which the app and its AWS SDK find the servers. */
  readonly environment: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** As in `infra/storage.yml`. */
const EXPIRATIONS = [{ bucket: MEDIA_BUCKET, prefix: STAGING_PREFIX, days: 1 }];

const FREE_PORTS: CloudPorts = { dynamodb: 0, cognito: 0, s3: 0 };

/**
 * Starts DynamoDB, Cognito, S3, SES and Secrets Manager on 127.0.0.1.
 * @param folder the folder for their data, except that of Secrets Manager; without it all data is in memory
 * @param storageClock the current time for the storage, in milliseconds since the epoch
 * @throws PortInUse, DamagedData
 */
export async function startCloud(folder?: string, ports = FREE_PORTS, storageClock?: () => number): Promise<LocalCloud> {
  const started: { close(): Promise<void> }[] = [];
  const close = async () => void (await Promise.all(started.map((server) => server.close())));
  const keep = async <T extends { close(): Promise<void> }>(starting: Promise<T>): Promise<T> => {
    const server = await starting;
    started.push(server);
    return server;
  };
  const at = (name: string) => folder && join(folder, name);
  try {
    const [database, pool, storage, secrets, mail] = await Promise.all([
      keep(startDynamoDb({ path: at('dynamodb'), port: ports.dynamodb })),
      keep(startCognito({ path: at('cognito'), port: ports.cognito })),
      keep(startS3({ path: at('s3'), port: ports.s3, buckets: [MEDIA_BUCKET, AUDIT_BUCKET], expirations: EXPIRATIONS, now: storageClock })),
      keep(startSecrets()),
      keep(startSes({ outbox: at('outbox') })),
    ]);
    const environment = {
      AWS_REGION: pool.region,
      AWS_ACCESS_KEY_ID: storage.accessKeyId,
      AWS_SECRET_ACCESS_KEY: storage.secretAccessKey,
      AWS_ENDPOINT_URL_DYNAMODB: database.url,
      AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: pool.url,
      AWS_ENDPOINT_URL_S3: storage.url,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url,
      AWS_ENDPOINT_URL_SESV2: mail.url,
      MAIL_FROM,
      COGNITO_USER_POOL_ID: pool.userPoolId,
      COGNITO_CLIENT_ID: pool.clientId,
      TABLE_PREFIX,
      MEDIA_BUCKET,
    };
    started.push(setEnvironment(environment));
    const client = new DynamoDBClient({ region: pool.region });
    await createTables(client, TABLE_PREFIX);
    client.destroy();
    return { database, pool, storage, secrets, mail, environment, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Sets the variables of a cloud in this process. Closing restores the previous values, unless another cloud has set its own since. */
function setEnvironment(environment: Readonly<Record<string, string>>): { close(): Promise<void> } {
  const before = Object.keys(environment).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, environment);
  const isUnchanged = () => process.env.AWS_ENDPOINT_URL_DYNAMODB === environment.AWS_ENDPOINT_URL_DYNAMODB;
  const restore = () => before.forEach(([name, value]) => (value === undefined ? delete process.env[name] : (process.env[name] = value)));
  return { close: () => Promise.resolve(isUnchanged() ? restore() : undefined) };
}
