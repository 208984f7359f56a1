import { Global, Module, type DynamicModule } from '@nestjs/common';
import { Config } from '../config.js';
import { Clock } from './clock.js';

/** What every feature may ask for: the configuration and the time. */
@Global()
@Module({ providers: [Clock], exports: [Clock] })
export class CommonModule {
  static for(config: Config): DynamicModule {
    return { module: CommonModule, providers: [{ provide: Config, useValue: config }], exports: [Config] };
  }
}
