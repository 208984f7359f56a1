import { requestContext, runInContext } from '../../core/context/request-context.js';
import { failureEntry, type Log } from '../../core/logging/log.js';
import type { TickReport } from '../../jobs/job-runner.js';
import { parseEvent, type HttpEvent } from './function-event.js';

/** The app as the function sees it. */
export interface BootedApp {
  answer(event: HttpEvent, context: InvocationContext): Promise<unknown>;
  tick(): Promise<TickReport>;
  /** Requests that lead through most of the app. */
  warmUpRequests(): Promise<readonly HttpEvent[]>;
}

/** What Lambda says of an invocation. */
export interface InvocationContext {
  readonly awsRequestId: string;
  getRemainingTimeInMillis(): number;
}

/** Milliseconds kept of an invocation for the answer to leave in. */
const RESERVE_MS = 1_000;

/** A Lambda function around an app that boots once; again with the next event, if it failed. */
export class LambdaFunction {
  private booting?: Promise<BootedApp>;

  constructor(
    private readonly boot: () => Promise<BootedApp>,
    private readonly log: Log,
  ) {}

  /** Boots now. What fails is in the log, and tried again by the first event. */
  async start(): Promise<void> {
    await this.booted().catch(() => undefined);
  }

  /** @throws UnknownEvent, or whatever keeps the app from booting: the invocation fails, and says so */
  async handle(event: unknown, invocation: InvocationContext): Promise<unknown> {
    const ask = parseEvent(event);
    const context = requestContext(invocation.awsRequestId, invocation.getRemainingTimeInMillis() - RESERVE_MS);
    const app = await this.booted();
    return runInContext(context, () => (ask.kind === 'request' ? app.answer(ask.event, invocation) : this.maintain(app)));
  }

  /** Does once what most requests will need, so that it is compiled when the code cache is made. What fails in it does no harm. */
  async warmUp(invocation: InvocationContext): Promise<void> {
    const app = await this.booted();
    const events = await app.warmUpRequests().catch(() => []);
    for (const event of events) await this.handle(event, invocation).catch(() => undefined);
  }

  private booted(): Promise<BootedApp> {
    return (this.booting ??= this.boot().catch((error: unknown) => {
      this.booting = undefined;
      this.log.error(failureEntry('boot_failed', error), 'Lambda');
      throw error;
    }));
  }

  private async maintain(app: BootedApp): Promise<TickReport> {
    try {
      const report = await app.tick();
      if (report.failed > 0) this.log.error({ event: 'maintenance_failed', ...report }, 'Lambda');
      return report;
    } catch (error) {
      this.log.error(failureEntry('maintenance_failed', error), 'Lambda');
      throw error;
    }
  }
}
