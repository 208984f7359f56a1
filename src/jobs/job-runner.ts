import { Injectable, Logger } from '@nestjs/common';
import { Config } from '../config/config.js';
import { currentContext, requestContext, runInContext } from '../core/context/request-context.js';
import { JOB_KINDS, type Job, type JobKind } from './job.js';
import { JobsRepository } from './jobs.repository.js';

/** One job may take this part of a tick. */
const SHARE = 5;

/** How many jobs a tick took on without an error, and with one. */
export interface TickReport {
  readonly done: number;
  readonly failed: number;
}

/** Does the jobs of one kind. Running a job again, or twice at once, does no harm. */
export interface JobHandler {
  readonly kind: JobKind;
  /** Milliseconds that a job has within a request; without it, as long as the request has. A tick can wait for a service that does not answer. */
  readonly timeInRequestMs?: number;
  /** @returns whether the job is done; a job that is not comes again with the next tick */
  run(job: Job): Promise<boolean>;
}

/** Runs jobs: right after the change that left them, and those that a request left unfinished when it failed or its process died. */
@Injectable()
export class JobRunner {
  private readonly logger = new Logger(JobRunner.name);
  private readonly handlers = new Map<JobKind, JobHandler>();

  constructor(
    private readonly jobs: JobsRepository,
    private readonly config: Config,
  ) {}

  register(handler: JobHandler): void {
    this.handlers.set(handler.kind, handler);
  }

  /** Runs a job right after the change that left it. A failure is only logged: the change stands, and a later tick finishes the job. */
  async runNow(job: Job): Promise<void> {
    const { timeInRequestMs } = this.handlerOf(job);
    const run = () => this.run(job);
    try {
      if (timeInRequestMs === undefined) await run();
      else await runInContext(requestContext(currentContext()?.requestId ?? '', timeInRequestMs), run);
    } catch (error) {
      this.logger.warn(error);
    }
  }

  /**
   * Takes on all jobs, one after another, for as long as a request may take. What fails is logged and left to the next tick, and so is what there was
   * no time for: each job has its own share of the time, and the order differs each time, so that none keeps the others waiting.
   * @throws Unavailable if the jobs cannot be read
   */
  async tick(): Promise<TickReport> {
    const { deadline } = requestContext('maintenance', this.config.requestTimeLimit);
    const jobs = (await Promise.all(JOB_KINDS.map((kind) => this.jobs.pending(kind)))).flat();
    const report = { done: 0, failed: 0 };
    for (const job of shuffled(jobs)) {
      if (Date.now() >= deadline) break;
      const context = requestContext('maintenance', this.config.requestTimeLimit / SHARE);
      report[(await runInContext(context, () => this.succeeds(job))) ? 'done' : 'failed'] += 1;
    }
    return report;
  }

  private async succeeds(job: Job): Promise<boolean> {
    try {
      await this.run(job);
      return true;
    } catch (error) {
      this.logger.error(error);
      return false;
    }
  }

  private async run(job: Job): Promise<void> {
    if (await this.handlerOf(job).run(job)) await this.jobs.complete(job);
  }

  private handlerOf({ kind }: Job): JobHandler {
    const handler = this.handlers.get(kind);
    if (!handler) throw new Error(`No handler is registered for jobs of the kind ${kind}.`);
    return handler;
  }
}

function shuffled<T>(things: readonly T[]): T[] {
  return things
    .map((thing) => ({ thing, place: Math.random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ thing }) => thing);
}
