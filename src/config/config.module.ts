import { type DynamicModule, Global, Module } from '@nestjs/common';
import { Background } from '../core/context/background.js';
import { NameOrder } from '../core/text/name-order.js';
import { Clock } from '../core/time/clock.js';
import { SchoolCalendar } from '../core/time/school-calendar.js';
import { Config } from './config.js';

/** Lets every module inject the configuration, the clock, the school calendar, the order of names and the work beside requests. */
@Global()
@Module({
  providers: [
    Background,
    Clock,
    {
      provide: SchoolCalendar,
      useFactory: ({ timeZone }: Config, clock: Clock) => new SchoolCalendar(timeZone, clock),
      inject: [Config, Clock],
    },
    { provide: NameOrder, useFactory: ({ locale }: Config) => new NameOrder(locale), inject: [Config] },
  ],
  exports: [Background, Clock, SchoolCalendar, NameOrder],
})
export class ConfigModule {
  static for(config: Config): DynamicModule {
    return { module: ConfigModule, providers: [{ provide: Config, useValue: config }], exports: [Config] };
  }
}
