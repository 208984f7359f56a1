import { Global, Module, type DynamicModule } from '@nestjs/common';
import { Config } from './config.js';
import { Clock } from '../core/time/clock.js';
import { SchoolCalendar } from '../core/time/school-calendar.js';

/** What every feature may ask for: the configuration, the time and the date. */
@Global()
@Module({ providers: [Clock, SchoolCalendar], exports: [Clock, SchoolCalendar] })
export class ConfigModule {
  static for(config: Config): DynamicModule {
    return { module: ConfigModule, providers: [{ provide: Config, useValue: config }], exports: [Config] };
  }
}
