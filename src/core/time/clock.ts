/** The only source of the time, for services and guards. */
export class Clock {
  now(): Date {
    return new Date();
  }

  /** The time in UTC: ISO 8601 with milliseconds and `Z`. */
  timestamp(): string {
    return this.now().toISOString();
  }
}
