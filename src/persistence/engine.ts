import type { DynamicModule } from '@nestjs/common';
import type { Config, DatabaseEngine } from '../config/config.js';

/** A database engine: a global module that provides the repositories of all features. */
export interface Engine {
  for(config: Config): DynamicModule;
}

/** Loads an engine only if it is used. The Lambda function imports its engine statically instead, so that it starts faster. */
const ENGINES: Record<DatabaseEngine, () => Promise<Engine>> = {
  dynamodb: async () => (await import('./dynamodb/dynamodb.module.js')).DynamoDbModule,
};

/** Loads the configured engine. */
export function loadEngine({ databaseEngine }: Config): Promise<Engine> {
  return ENGINES[databaseEngine]();
}
