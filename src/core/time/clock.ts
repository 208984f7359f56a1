import { Injectable } from '@nestjs/common';

/** The time, asked for by services only, so that it has one source. */
@Injectable()
export class Clock {
  now(): Date {
    return new Date();
  }

  /** The instant in UTC, ISO 8601 with milliseconds and `Z`. */
  timestamp(): string {
    return this.now().toISOString();
  }
}
