import { type DynamicModule, Global, Module } from '@nestjs/common';
import { Clock } from '../core/time/clock.js';
import { SchoolCalendar } from '../core/time/school-calendar.js';
import { Config } from './config.js';

/** Lets every feature inject the configuration, the clock and the school calendar. */
@Global()
@Module({
  providers: [
    Clock,
    {
      provide: SchoolCalendar,
      useFactory: ({ timeZone }: Config, clock: Clock) => new SchoolCalendar(timeZone, clock),
      inject: [Config, Clock],
    },
  ],
  exports: [Clock, SchoolCalendar],
})
export class ConfigModule {
  static for(config: Config): DynamicModule {
    return { module: ConfigModule, providers: [{ provide: Config, useValue: config }], exports: [Config] };
  }
}
