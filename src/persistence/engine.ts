import type { DynamicModule } from '@nestjs/common';
import type { Config } from '../config/config.js';

/** The engines that can keep the data. Each is loaded only where it is used. */
const ENGINES = {
  dynamodb: async (config: Config): Promise<DynamicModule> => (await import('./dynamodb/dynamodb.module.js')).DynamoDbModule.for(config),
};

export type Engine = keyof typeof ENGINES;

/** Gives the features their repositories. The engine is chosen here, and nowhere else. */
export class PersistenceModule {
  static for(engine: Engine, config: Config): Promise<DynamicModule> {
    return ENGINES[engine](config);
  }
}
