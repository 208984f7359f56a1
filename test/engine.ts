import { randomBytes } from 'node:crypto';
import { NestFactory } from '@nestjs/core';
import type { Abstract, INestApplicationContext, Type } from '@nestjs/common';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { startDynamoDb, type LocalDynamoDb } from '../local/dynamodb/server.js';
import { createTables } from '../local/tables.js';
import { CommonModule } from '../src/common/common.module.js';
import { readConfig, type Config } from '../src/config.js';
import { PersistenceModule } from '../src/persistence/persistence.module.js';

/** Settings of an app under test; what a test says otherwise wins. */
export function testSettings(environment: Readonly<Record<string, string>> = {}): Record<string, string> {
  return {
    PORT: '0',
    HOST: '127.0.0.1',
    AWS_REGION: 'us-east-1',
    COGNITO_USER_POOL_ID: 'us-east-1_Test00000',
    COGNITO_CLIENT_ID: 'test0client',
    MEDIA_BUCKET: 'student-management-media',
    CURSOR_KEY: randomBytes(32).toString('base64'),
    LOG_LEVEL: 'error',
    ...environment,
  };
}

export function testConfig(environment?: Readonly<Record<string, string>>): Config {
  return readConfig(testSettings(environment));
}

/** Lets the SDK of this test file talk to a local DynamoDB, as its own variables say. */
export function pointSdkAt(url: string): void {
  process.env.AWS_ENDPOINT_URL_DYNAMODB = url;
  process.env.AWS_ACCESS_KEY_ID = 'local';
  process.env.AWS_SECRET_ACCESS_KEY = 'local';
}

/** An engine with empty tables, as contracts see it: its ports, and nothing behind them. */
export interface EngineUnderTest {
  port<T>(port: Abstract<T> | Type<T>): T;
  /** The switches of the embedded database; absent where the engine is somebody else's. */
  readonly faults?: LocalDynamoDb['faults'];
  close(): Promise<void>;
}

/** The DynamoDB engine on the embedded database, or on the one at `endpoint`. */
export async function startDynamoDbEngine(endpoint?: string): Promise<EngineUnderTest> {
  const embedded = endpoint === undefined ? await startDynamoDb() : undefined;
  pointSdkAt(endpoint ?? embedded!.url);
  const config = testConfig({ TABLE_PREFIX: `test-${randomBytes(6).toString('hex')}` });
  const client = new DynamoDBClient({ region: config.region });
  await createTables(client, config.tablePrefix);
  client.destroy();
  const context: INestApplicationContext = await NestFactory.createApplicationContext(
    { module: class EngineModule {}, imports: [CommonModule.for(config), await PersistenceModule.for('dynamodb', config)] },
    { logger: ['error'] },
  );
  return {
    port: (port) => context.get(port as Type, { strict: false }),
    faults: embedded?.faults,
    close: async () => {
      await context.close();
      await embedded?.close();
    },
  };
}
