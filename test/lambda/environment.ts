import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { type FunctionError, type Outcome, RuntimeApi } from './runtime-api.js';

/** The package of the function, and how to run it. */
export interface Artifact {
  /** The folder of the unzipped package. */
  readonly folder: string;
  /** Such as `dist/lambda/index.handler`. */
  readonly handler: string;
  readonly node: string;
  readonly flags: readonly string[];
  /** The script of Lambda's runtime client. */
  readonly client: string;
  /** Time limit of an event, in milliseconds. */
  readonly timeout: number;
  /** The path of the CloudFormation template of the package. */
  readonly template: string;
}

export interface EnvironmentListener {
  /** The environment is ready, and handles no event. */
  idle(environment: Environment): void;
  /** Its process has ended, as requested or unexpectedly. */
  ended(environment: Environment, reason: FunctionError): void;
  log(line: string): void;
}

/** An execution environment of a function: one process that handles one event at a time. */
export class Environment {
  private readonly started: Promise<void>;
  private api!: RuntimeApi;
  private process!: ChildProcess;
  private settle?: (outcome: Outcome) => void;
  private initError?: FunctionError;
  private hasEnded = false;

  constructor(
    private readonly artifact: Artifact,
    private readonly settings: Readonly<Record<string, string>>,
    private readonly listener: EnvironmentListener,
  ) {
    this.started = this.start();
  }

  /** Runs the function with an event. After the time limit, it ends the event and the process. */
  async invoke(event: unknown): Promise<Outcome> {
    const outcome = new Promise<Outcome>((resolve) => (this.settle = resolve));
    const { timeout } = this.artifact;
    const timer = setTimeout(() => this.end(timedOut(timeout)), timeout);
    this.api.handOut(event, Date.now() + timeout);
    try {
      return await outcome;
    } finally {
      clearTimeout(timer);
      this.settle = undefined;
    }
  }

  /** Ends it at once. */
  async close(): Promise<void> {
    await this.started;
    const isRunning = this.process.exitCode === null && this.process.signalCode === null;
    const closed = isRunning && new Promise((done) => this.process.once('close', done));
    this.process.kill('SIGKILL');
    await closed;
    await this.api.close();
  }

  private async start(): Promise<void> {
    this.api = await RuntimeApi.listen({
      idle: () => this.listener.idle(this),
      done: (outcome) => this.settle?.(outcome),
      initFailed: (error) => (this.initError = error),
    });
    const { node, flags, client, folder, handler } = this.artifact;
    this.process = spawn(node, [...flags, client], {
      cwd: folder,
      env: { ...PLATFORM, ...this.settings, LAMBDA_TASK_ROOT: folder, _HANDLER: handler, AWS_LAMBDA_RUNTIME_API: this.api.address },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.process.stdout!, this.process.stderr!])
      createInterface(stream).on('line', (line) => this.listener.log(line));
    this.process.once('close', () => this.end(this.initError ?? EXITED));
  }

  private end(reason: FunctionError): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    this.process.kill('SIGKILL');
    this.settle?.({ failed: reason });
    void this.api.close();
    this.listener.ended(this, reason);
  }
}

const timedOut = (timeout: number): FunctionError => ({
  errorType: 'Sandbox.Timedout',
  errorMessage: `Task timed out after ${timeout / 1000} seconds`,
});
const EXITED: FunctionError = { errorType: 'Runtime.ExitError', errorMessage: 'The runtime has ended.' };

/** The environment variables that Lambda sets for a function of this size and name. */
const PLATFORM = {
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1024',
  AWS_LAMBDA_FUNCTION_NAME: 'student-management-test-app',
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
  AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/student-management-test-app',
  AWS_LAMBDA_LOG_STREAM_NAME: '2026/01/01/[$LATEST]0123456789abcdef0123456789abcdef',
  LANG: 'en_US.UTF-8',
  PATH: '/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin',
  TZ: ':UTC',
};
