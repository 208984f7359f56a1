import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { join } from 'node:path';
import { startCognito, type LocalCognito } from './cognito/server.js';
import { startDynamoDb, type LocalDynamoDb } from './dynamodb/server.js';
import { startS3, type LocalS3 } from './s3/server.js';
import { startSecrets, type LocalSecrets } from './secrets/server.js';
import { createTables } from './tables.js';

export const TABLE_PREFIX = 'student-management';
export const MEDIA_BUCKET = 'student-management-media';

/** Ports of the servers; 0 takes a free one. A plain server keeps its secrets by itself: nobody has to find that of Secrets Manager. */
export interface CloudPorts {
  readonly dynamodb: number;
  readonly cognito: number;
  readonly s3: number;
}

/** The cloud on loopback, with the tables of the app made. */
export interface LocalCloud {
  readonly database: LocalDynamoDb;
  readonly pool: LocalCognito;
  readonly storage: LocalS3;
  readonly secrets: LocalSecrets;
  /** What tells the app, and the AWS SDK in it, where everything is. */
  readonly environment: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

const FREE_PORTS: CloudPorts = { dynamodb: 0, cognito: 0, s3: 0 };

/**
 * Starts DynamoDB, Cognito, S3 and Secrets Manager, which remembers nothing, on 127.0.0.1.
 * @param folder where they keep their state; without one they keep it in memory
 * @param storageClock what time it is for the storage, in milliseconds since the epoch
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
    const [database, pool, storage, secrets] = await Promise.all([
      keep(startDynamoDb({ path: at('dynamodb'), port: ports.dynamodb })),
      keep(startCognito({ path: at('cognito'), port: ports.cognito })),
      keep(startS3({ path: at('s3'), port: ports.s3, buckets: [MEDIA_BUCKET], now: storageClock })),
      keep(startSecrets()),
    ]);
    const environment = {
      AWS_REGION: pool.region,
      AWS_ACCESS_KEY_ID: storage.accessKeyId,
      AWS_SECRET_ACCESS_KEY: storage.secretAccessKey,
      AWS_ENDPOINT_URL_DYNAMODB: database.url,
      AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: pool.url,
      AWS_ENDPOINT_URL_S3: storage.url,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url,
      COGNITO_USER_POOL_ID: pool.userPoolId,
      COGNITO_CLIENT_ID: pool.clientId,
      TABLE_PREFIX,
      MEDIA_BUCKET,
    };
    started.push(inEnvironment(environment));
    const client = new DynamoDBClient({ region: pool.region });
    await createTables(client, TABLE_PREFIX);
    client.destroy();
    return { database, pool, storage, secrets, environment, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Tells this process of a cloud. Once that is closed, the environment is what it was: another cloud that is still open may be meant by it. */
function inEnvironment(environment: Readonly<Record<string, string>>): { close(): Promise<void> } {
  const before = Object.keys(environment).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, environment);
  const isStillOurs = () => process.env.AWS_ENDPOINT_URL_DYNAMODB === environment.AWS_ENDPOINT_URL_DYNAMODB;
  const restore = () => before.forEach(([name, value]) => (value === undefined ? delete process.env[name] : (process.env[name] = value)));
  return { close: () => Promise.resolve(isStillOurs() ? restore() : undefined) };
}
