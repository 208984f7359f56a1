import { type ChildProcess, fork, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from '../../local/loopback.js';
import { lambdaRuntime } from '../../test/lambda/runtime.mjs';
import { makeRequests, type Requests, ROUTES, type Tables } from '../lambda/requests.js';

const ROOT = resolve(__dirname, '../..');
const TIMEOUT_MS = 30_000;
const PAUSE_MS = 50;
/** Linux counts CPU time in ticks of 10 ms. */
const TICK_MS = 10;

/** The server has its own core; the load generator and the fake database share the other. */
const CORES = { server: 0, others: 1 } as const;

/** One phase of a run. */
export interface Phase {
  readonly rate: number;
  readonly seconds: number;
}

/** The outcome of a phase. Times are milliseconds from the scheduled start of a request; null without successful responses. */
export interface Outcome {
  readonly rate: number;
  readonly sent: number;
  readonly outcomes: Readonly<Record<string, number>>;
  /** Successful responses within the phase. */
  readonly goodPerSecond: number;
  readonly p50: number | null;
  readonly p99: number | null;
  readonly p99BySecond: readonly (number | null)[];
  /** The lateness of the load generator itself, at the 99th percentile. */
  readonly lateness: number;
}

/** The outcomes of the phases, and the share of a core that each process used. */
export interface Run {
  readonly phases: readonly Outcome[];
  readonly cpu: { readonly server: number; readonly fake: number; readonly generator: number };
}

/** A server in its own process. */
export interface Server {
  readonly name: string;
  readonly url: string;
  readonly process: ChildProcess;
}

/** Runs servers under load, with a database that answers after a fixed delay. */
export class Stage {
  private constructor(
    private readonly node: string,
    private readonly fake: ChildProcess,
    private readonly fakeUrl: string,
    private readonly generator: ChildProcess,
    private readonly requests: Requests,
    private readonly tables: Tables,
  ) {}

  /** @throws CannotInstall if the Node.js of Lambda cannot be installed here */
  static async open(): Promise<Stage> {
    const { node } = lambdaRuntime();
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const { requests, tables } = await makeRequests(url);
    const keys = Object.entries(requests.answers).find(([address]) => address.endsWith('jwks.json'))![1];
    const start = (script: string, ...args: string[]) =>
      killOnExit(fork(join(__dirname, script), args, { ...pinned(node, CORES.others), serialization: 'json' }));
    const fake = start('fake-aws-server.mjs', String(port), tables.url, keys);
    await once(fake, 'message');
    return new Stage(node, fake, url, start('generator.mjs'), requests, tables);
  }

  /** Starts a server and records the database's responses to it. */
  async serve(name: string, script: string, args: (port: number) => readonly string[] = () => []): Promise<Server> {
    await this.tables.reset();
    const port = await freePort();
    const { execPath, execArgv } = pinned(this.node, CORES.server);
    const child = killOnExit(
      spawn(execPath, [...execArgv, join(ROOT, script), ...args(port)], {
        cwd: ROOT,
        env: this.environment(port),
        // The server writes its log, at full cost; the benchmark discards it.
        stdio: ['ignore', 'ignore', 'inherit'],
      }),
    );
    const server = { name, url: `http://127.0.0.1:${port}`, process: child };
    const answers = () =>
      fetch(`${server.url}/`).then(
        () => true,
        () => false,
      );
    for (const giveUpAt = Date.now() + TIMEOUT_MS; !(await answers()); await wait(PAUSE_MS)) {
      if (child.exitCode !== null || Date.now() > giveUpAt) throw new Error(`${name} did not start.`);
    }
    await this.run(server, [{ rate: 10, seconds: 2 }]);
    return server;
  }

  /** Sends requests to a server. A fifth of them are writes. */
  async run(server: Server, phases: readonly Phase[]): Promise<Run> {
    const requests = ROUTES.map((route) => requestOf(this.requests.events[route]));
    const processes = { server: server.process, fake: this.fake, generator: this.generator };
    const before = cpuOf(processes);
    const startedAt = performance.now();
    this.generator.send({ url: server.url, requests, phases });
    const [outcomes] = (await once(this.generator, 'message')) as [Outcome[]];
    const after = cpuOf(processes);
    const share = (who: keyof typeof processes) => (after[who] - before[who]) / (performance.now() - startedAt);
    return { phases: outcomes, cpu: { server: share('server'), fake: share('fake'), generator: share('generator') } };
  }

  async close(): Promise<void> {
    this.fake.kill();
    this.generator.kill();
    await this.tables.close();
  }

  private environment(port: number): Record<string, string> {
    const {
      AWS_LAMBDA_FUNCTION_NAME: _,
      CURSOR_KEY_SECRET: __,
      ORIGIN_SECRET_A: ___,
      ORIGIN_SECRET_B: ____,
      ...rest
    } = this.requests.environment;
    return {
      ...rest,
      PORT: String(port),
      HOST: '127.0.0.1',
      AWS_ENDPOINT_URL_DYNAMODB: this.fakeUrl,
      AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: this.fakeUrl,
      CURSOR_KEY: randomBytes(32).toString('base64'),
      // Three users send the requests of a whole school.
      RATE_LIMIT_PER_MINUTE: '0',
      RATE_LIMIT_PER_ADDRESS: '0',
    };
  }
}

/** Kills a child process when this process exits. */
function killOnExit(child: ChildProcess): ChildProcess {
  process.once('exit', () => child.kill('SIGKILL'));
  return child;
}

function pinned(node: string, core: number): { execPath: string; execArgv: string[] } {
  return { execPath: 'taskset', execArgv: ['-c', String(core), node] };
}

/** CPU milliseconds of each process since its start. */
function cpuOf<Who extends string>(processes: Record<Who, ChildProcess>): Record<Who, number> {
  const used = ({ pid }: ChildProcess) => {
    // Only what follows the process name, which may contain anything: user and system time are fields 12 and 13 of that.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
    return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
  };
  return Object.fromEntries(Object.entries<ChildProcess>(processes).map(([who, child]) => [who, used(child)])) as Record<Who, number>;
}

/** Converts a Lambda event back to an HTTP request. */
function requestOf(event: unknown) {
  const { headers, rawPath, rawQueryString, body, requestContext } = event as {
    headers: Record<string, string>;
    rawPath: string;
    rawQueryString: string;
    body?: string;
    requestContext: { http: { method: string } };
  };
  return { method: requestContext.http.method, path: `${rawPath}${rawQueryString && `?${rawQueryString}`}`, headers, body };
}
