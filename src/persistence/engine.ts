import type { DynamicModule } from '@nestjs/common';
import type { Config, DatabaseEngine } from '../config/config.js';

/** What keeps the data: a global module that gives the features their repositories. */
export interface Engine {
  for(config: Config): DynamicModule;
}

/** Each engine is loaded only where it is used. The function imports its engine statically instead, so that the bundle starts faster. */
const ENGINES: Record<DatabaseEngine, () => Promise<Engine>> = {
  dynamodb: async () => (await import('./dynamodb/dynamodb.module.js')).DynamoDbModule,
};

/** The engine that the configuration names. */
export function loadEngine({ databaseEngine }: Config): Promise<Engine> {
  return ENGINES[databaseEngine]();
}
