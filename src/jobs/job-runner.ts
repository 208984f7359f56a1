import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Config } from '../config/config.js';
import { currentContext, requestContext, runInContext } from '../core/context/request-context.js';
import { JOB_KINDS, type Job, type JobKind } from './job.js';
import { JobsRepository } from './jobs.repository.js';

/** The time limit of one job, as a part of the time limit of a tick. */
const JOB_SHARE = 1 / 5;

/** The number of jobs that ran in a tick without an error, and with one. */
export interface TickReport {
  readonly done: number;
  readonly failed: number;
}

/** Runs the jobs of one kind. It must tolerate that a job runs twice, even concurrently. */
export interface JobHandler {
  readonly kind: JobKind;
  /** The time limit of a job within a request, in milliseconds. By default, the deadline of the request. A slow service can then wait for a tick. */
  readonly timeInRequestMs?: number;
  /**
   * A job that no change starts, for data that an earlier version of the app has stored. The first tick begins it. It stays stored when it is done, so
   * that it does not begin again. The handler stores how far it is.
   */
  readonly once?: Job;
  /** @returns whether the job is done; if not, the next tick runs it again */
  run(job: Job): Promise<boolean>;
}

/** Runs each job right after its change, and unfinished jobs again in ticks. */
@Injectable()
export class JobRunner implements OnApplicationBootstrap {
  private readonly logger = new Logger(JobRunner.name);
  private readonly handlers = new Map<JobKind, JobHandler>();

  constructor(
    private readonly jobs: JobsRepository,
    private readonly config: Config,
  ) {}

  register(handler: JobHandler): void {
    this.handlers.set(handler.kind, handler);
  }

  /** Handlers register as they are constructed. @throws Error if a kind has none, so that the app does not start */
  onApplicationBootstrap(): void {
    JOB_KINDS.forEach((kind) => this.handlerOf({ kind }));
  }

  /** Runs a job right after its change. A failure is only logged, because a later tick finishes the job. */
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
   * Runs all jobs, one after another, within the time limit of a request. Failures are logged. The next tick runs the jobs that failed or had no
   * time. Each job has a time limit and the order is random, so that no job blocks the others. A tick that begins late still runs one.
   * @throws Unavailable if the jobs cannot be read
   */
  async tick(): Promise<TickReport> {
    const { deadline } = requestContext('maintenance', this.config.requestTimeLimit);
    const stored = (await Promise.all(JOB_KINDS.map((kind) => this.jobs.pending(kind)))).flat();
    const jobs = [...stored, ...this.notBegun(stored)].filter(({ data }) => data.done === undefined);
    const report = { done: 0, failed: 0 };
    for (const [index, job] of shuffle(jobs).entries()) {
      if (index > 0 && Date.now() >= deadline) break;
      const context = requestContext('maintenance', this.config.requestTimeLimit * JOB_SHARE);
      try {
        await runInContext(context, () => this.run(job));
        report.done += 1;
      } catch (error) {
        this.logger.error(error);
        report.failed += 1;
      }
    }
    return report;
  }

  private async run(job: Job): Promise<void> {
    const handler = this.handlerOf(job);
    if (!(await handler.run(job))) return;
    await (handler.once ? this.jobs.put({ ...job, data: { done: 1 } }) : this.jobs.complete(job));
  }

  private notBegun(stored: readonly Job[]): Job[] {
    const all = [...this.handlers.values()].flatMap(({ once }) => once ?? []);
    return all.filter(({ kind, key }) => !stored.some((job) => job.kind === kind && job.key === key));
  }

  private handlerOf({ kind }: Pick<Job, 'kind'>): JobHandler {
    const handler = this.handlers.get(kind);
    if (!handler) throw new Error(`No handler is registered for jobs of the kind ${kind}.`);
    return handler;
  }
}

function shuffle(jobs: readonly Job[]): Job[] {
  const ranks = new Map(jobs.map((job) => [job, Math.random()]));
  return [...jobs].sort((a, b) => ranks.get(a)! - ranks.get(b)!);
}
