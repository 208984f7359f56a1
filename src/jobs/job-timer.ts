import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { JobRunner } from './job-runner.js';

const INTERVAL_MS = 5 * 60 * 1000;

/** Ticks in a plain server. In Lambda a schedule does. */
@Injectable()
export class JobTimer implements BeforeApplicationShutdown {
  private readonly logger = new Logger(JobTimer.name);
  private timer?: NodeJS.Timeout;
  private ticking?: Promise<void>;

  constructor(private readonly runner: JobRunner) {}

  /** Ticks now, for what the process before may have left, and from now on, one tick at a time. It keeps no process alive. */
  start(everyMs = INTERVAL_MS): void {
    if (this.timer) return;
    const next = () => void (this.ticking ??= this.tick());
    this.timer = setInterval(next, everyMs).unref();
    next();
  }

  /** Waits for the tick under way, which needs the database. */
  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.ticking;
  }

  private async tick(): Promise<void> {
    try {
      await this.runner.tick();
    } catch (error) {
      this.logger.error(error);
    } finally {
      this.ticking = undefined;
    }
  }
}
