/** The one source of the time. Only services use it. */
export class Clock {
  now(): Date {
    return new Date();
  }

  /** The instant in UTC, ISO 8601 with milliseconds and `Z`. */
  timestamp(): string {
    return this.now().toISOString();
  }
}
