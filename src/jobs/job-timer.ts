import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { JobRunner } from './job-runner.js';

const INTERVAL_MS = 5 * 60 * 1000;

/** Runs ticks on a plain server. In Lambda, a schedule does. */
@Injectable()
export class JobTimer implements BeforeApplicationShutdown {
  private readonly logger = new Logger(JobTimer.name);
  private timer?: NodeJS.Timeout;
  private ticking?: Promise<void>;

  constructor(private readonly runner: JobRunner) {}

  /** Runs a tick now, for jobs that an earlier process has left, and then regularly, never two at the same time. It does not keep the process alive. */
  start(): void {
    if (this.timer) return;
    const next = () => void (this.ticking ??= this.tick());
    this.timer = setInterval(next, INTERVAL_MS).unref();
    next();
  }

  /** Waits for the current tick, which needs the database. */
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
