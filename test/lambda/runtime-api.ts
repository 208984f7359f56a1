import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { listenOnLoopback, type LoopbackServer, readBody } from '../../local/loopback.js';

const API = '/2018-06-01/runtime';
const FUNCTION_ARN = 'arn:aws:lambda:us-east-1:123456789012:function:student-management-test-app';
const MAX_BYTES = 16 * 1024 * 1024;

/** The outcome of an event, as a runtime reports it. */
export type Outcome = { readonly returned: unknown } | { readonly failed: FunctionError };

/** An error as a runtime reports it. */
export interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
}

/** Is called with each report of a runtime. */
export interface RuntimeListener {
  /** The runtime requests an event, and waits for it. */
  idle(): void;
  done(outcome: Outcome): void;
  initFailed(error: FunctionError): void;
}

/** The Runtime API of Lambda for one environment: it hands out one event at a time, and receives its outcome. */
export class RuntimeApi {
  private server!: LoopbackServer;
  private waiting?: ServerResponse;
  private requestId?: string;

  private constructor(private readonly listener: RuntimeListener) {}

  static async listen(listener: RuntimeListener): Promise<RuntimeApi> {
    const api = new RuntimeApi(listener);
    api.server = await listenOnLoopback((request, response) => void api.answer(request, response));
    return api;
  }

  /** Host and port, in the format of `AWS_LAMBDA_RUNTIME_API`. */
  get address(): string {
    return new URL(this.server.url).host;
  }

  /** Sends an event to the waiting runtime. @param deadline in milliseconds since the epoch */
  handOut(event: unknown, deadline: number): void {
    const response = this.waiting!;
    this.waiting = undefined;
    this.requestId = randomUUID();
    response.writeHead(200, {
      'Content-Type': 'application/json',
      'Lambda-Runtime-Aws-Request-Id': this.requestId,
      'Lambda-Runtime-Deadline-Ms': String(deadline),
      'Lambda-Runtime-Invoked-Function-Arn': FUNCTION_ARN,
      'Lambda-Runtime-Trace-Id': `Root=1-${Math.floor(Date.now() / 1000).toString(16)}-${this.requestId.replaceAll('-', '').slice(0, 24)};Sampled=0`,
    });
    response.end(JSON.stringify(event));
  }

  close(): Promise<void> {
    return this.server.close();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const call = `${request.method} ${request.url?.replace(API, '')}`;
    if (call === 'GET /invocation/next') {
      this.waiting = response;
      return this.listener.idle();
    }
    // The process may end while it sends its report.
    const body = await readBody(request, MAX_BYTES).catch(() => undefined);
    if (body === undefined) return void response.destroy();
    response.writeHead(202, { 'Content-Type': 'application/json' }).end('{"status":"OK"}');
    const said = JSON.parse(body.toString() || 'null') as unknown;
    if (call === 'POST /init/error') this.listener.initFailed(said as FunctionError);
    if (call === `POST /invocation/${this.requestId}/response`) this.listener.done({ returned: said });
    if (call === `POST /invocation/${this.requestId}/error`) this.listener.done({ failed: said as FunctionError });
  }
}
