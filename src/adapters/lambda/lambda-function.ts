import { setTimeout as wait } from 'node:timers/promises';
import { type RequestContext, requestContext, runInContext } from '../../core/context/request-context.js';
import { failureEntry, type Log } from '../../core/logging/log.js';
import type { TickReport } from '../../jobs/job-runner.js';
import { type AuditPeriod, type FunctionEvent, type HttpEvent, parseEvent } from './function-event.js';

export interface BootedApp {
  answer(event: HttpEvent, context: InvocationContext): Promise<unknown>;
  tick(): Promise<TickReport>;
  writeDigests(): Promise<object>;
  verifyAudit(period: AuditPeriod): Promise<object>;
  /** Requests that run most of the code of the app. */
  warmUpRequests(): Promise<readonly HttpEvent[]>;
}

/** The parts of the Lambda context that the app reads. */
export interface InvocationContext {
  readonly awsRequestId: string;
  getRemainingTimeInMillis(): number;
}

/** Milliseconds of an invocation that are kept for sending the response. */
const RESERVE_MS = 1_000;
/** Milliseconds that an answer waits for background work, because the process freezes after it. */
const BACKGROUND_MS = 1_000;

/** A Lambda function that boots the app once. If booting fails, the next event boots it again. */
export class LambdaFunction {
  private booting?: Promise<BootedApp>;

  constructor(
    private readonly boot: () => Promise<BootedApp>,
    private readonly log: Log,
  ) {}

  /** Boots the app. A failure is only logged, because the first event boots it again. */
  async start(): Promise<void> {
    await this.booted().catch(() => undefined);
  }

  /** @throws UnknownEvent, or the error that prevents the app from booting */
  async handle(event: unknown, invocation: InvocationContext): Promise<unknown> {
    const parsed = parseEvent(event);
    const context = requestContext(invocation.awsRequestId, invocation.getRemainingTimeInMillis() - RESERVE_MS);
    const app = await this.booted();
    return runInContext(context, async () => {
      const answer = await this.run(app, parsed, invocation);
      await this.finish(context);
      return answer;
    });
  }

  private run(app: BootedApp, event: FunctionEvent, invocation: InvocationContext): Promise<unknown> {
    switch (event.kind) {
      case 'request':
        return app.answer(event.event, invocation);
      case 'maintenance':
        return this.scheduled(() => this.maintain(app));
      case 'audit-digest':
        return this.scheduled(() => app.writeDigests());
      case 'verify-audit':
        return app.verifyAudit(event.period);
    }
  }

  /** Runs the code that most requests need, so that the code cache contains it. Failures are ignored. */
  async warmUp(invocation: InvocationContext): Promise<void> {
    const app = await this.booted();
    const events = await app.warmUpRequests().catch(() => []);
    for (const event of events) await this.handle(event, invocation).catch(() => undefined);
  }

  private async finish({ background }: RequestContext): Promise<void> {
    if (background.length === 0) return;
    const timer = new AbortController();
    await Promise.race([Promise.all(background), wait(BACKGROUND_MS, undefined, timer).catch(() => undefined)]);
    timer.abort();
  }

  private booted(): Promise<BootedApp> {
    return (this.booting ??= this.boot().catch((error: unknown) => {
      this.booting = undefined;
      this.log.error(failureEntry('boot_failed', error), 'Lambda');
      throw error;
    }));
  }

  private async maintain(app: BootedApp): Promise<TickReport> {
    const report = await app.tick();
    if (report.failed > 0) this.log.error({ event: 'maintenance_failed', ...report }, 'Lambda');
    return report;
  }

  /** Logs a failure of scheduled work, for its alarm. */
  private async scheduled<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      this.log.error(failureEntry('maintenance_failed', error), 'Lambda');
      throw error;
    }
  }
}
