import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { gzipSync } from 'node:zlib';
import { testSettings } from '../fixtures/engines.js';
import { type Operation, OPERATIONS } from './document.js';
import { type ExpensiveCase, expensiveCasesOf } from './expensive-cases.js';
import { etagOf, GOOD_CALLS } from './good-calls.js';
import type { Effort } from './measured-server.js';
import { Wire, type WireRequest } from './wire.js';
import { World } from './world.js';

/** The time in milliseconds for which a request may keep the event loop from turning: 100, and half as much again because other tests share the cores. */
const MAX_DELAY = 150;
/** The CPU time in milliseconds that a request may take in all. */
const MAX_CPU = 500;
/** An expensive case is expensive each time. A delay by garbage collection, compilation or another process is not. */
const ATTEMPTS = 4;
/** Cases that are measured together. Only if they are too expensive together, each is measured by itself. */
const TOGETHER = 8;

/** Loading the app in another process takes long on a busy machine. */
const OPENING_MS = 120_000;

/** What the measured requests took, and how many of them the app answered with a fault of its own. */
interface Measured extends Effort {
  readonly failures: number;
}

describe('an expensive request', () => {
  let world: World;
  let server: MeasuredServer;
  beforeAll(async () => {
    world = await World.open();
    server = await MeasuredServer.start(world.school.environment);
  }, OPENING_MS);
  afterAll(async () => {
    await server.close();
    await world.close();
  });

  const routes = OPERATIONS.map((operation) => ({ name: `${operation.method} ${operation.path}`, operation }));
  describe.each(routes)('to $name', ({ operation }) => {
    it('takes little time for every caller', async () => {
      const cases = await casesOf(operation);
      const faults: string[] = [];
      for (let at = 0; at < cases.length; at += TOGETHER) faults.push(...(await server.faultsOf(cases.slice(at, at + TOGETHER))));
      expect(faults).toEqual([]);
    });
  });

  it.each<[what: string, request: WireRequest]>([
    ['nested lists to a health check', post('/health', '['.repeat(131_067))],
    ['the documentation in YAML', { method: 'GET', path: '/api/openapi.yaml', headers: {} }],
    ['the documentation in JSON', { method: 'GET', path: '/api/openapi.json', headers: {} }],
    ['a long path that there is not', { method: 'GET', path: `/${'a/'.repeat(7_000)}`, headers: {} }],
    ['a body to a path that there is not', post('/api/v1/nothing', '['.repeat(131_067))],
  ])('takes little time, without a token, for %s', async (kind, request) => {
    expect(await server.faultsOf([{ kind, request: () => request }])).toEqual([]);
  });

  async function casesOf(operation: Operation): Promise<ExpensiveCase[]> {
    const call = await GOOD_CALLS[operation.id]!(world);
    const conditional = operation.parameters.some(({ name }) => name === 'If-Match');
    const headers = { ...call.headers, ...(conditional && { 'if-match': await etagOf(world.wire, operation, call) }) };
    const [student, lecturer] = await Promise.all([world.by(world.student.user), world.by(world.lecturer)]);
    const others = { 'a stranger': undefined, 'a student': student.token, 'a lecturer': lecturer.token };
    return expensiveCasesOf(operation, { ...call, headers }, operation.isPublic ? {} : others);
  }
});

function post(path: string, text: string): WireRequest {
  return { method: 'POST', path, headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' }, body: gzipSync(text) };
}

/** A plain server in its own process, so that only its work is measured: not that of the test, the database or the user pool. */
class MeasuredServer {
  private constructor(
    private readonly child: ChildProcess,
    private readonly wire: Wire,
  ) {}

  static async start(cloud: Readonly<Record<string, string>>): Promise<MeasuredServer> {
    const settings = testSettings({ ...cloud, RATE_LIMIT_PER_MINUTE: '0', RATE_LIMIT_PER_ADDRESS: '0', TRUST_PROXY: '1' });
    const child = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', 'local/typescript.cjs', 'test/fuzz/measured-server.ts'],
      {
        env: { ...process.env, ...settings, LOG_LEVEL: 'error' },
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      },
    );
    const [{ url }] = (await once(child, 'message')) as [{ url: string }];
    return new MeasuredServer(child, new Wire(url));
  }

  /** The cases that are too expensive each time. */
  async faultsOf(cases: readonly ExpensiveCase[]): Promise<string[]> {
    if (!explain(await this.measure(cases))) return [];
    const faults: string[] = [];
    for (const each of cases) faults.push(...(await this.faultOf(each)));
    return faults;
  }

  private async faultOf(each: ExpensiveCase): Promise<string[]> {
    let fault: string | undefined;
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      fault = explain(await this.measure([each]));
      if (!fault) return [];
    }
    return [`${each.kind} ${fault}`];
  }

  private async measure(cases: readonly ExpensiveCase[]): Promise<Measured> {
    const requests = cases.map(({ request }) => request());
    let failures = 0;
    await this.ask('begin');
    for (const request of requests) {
      const answer = await this.wire.send(request).catch(() => undefined);
      if (answer?.status === 500) failures += 1;
    }
    return { ...(await this.ask<Effort>('end')), failures };
  }

  private async ask<T>(message: string): Promise<T> {
    const answer = once(this.child, 'message') as Promise<[T]>;
    this.child.send(message);
    return (await answer)[0];
  }

  async close(): Promise<void> {
    this.wire.close();
    const ended = once(this.child, 'exit');
    this.child.kill();
    await ended;
  }
}

/** Why an effort is too much. A delay without as much CPU time is that of another process. */
function explain({ cpu, delay, failures }: Measured): string | undefined {
  if (failures > 0) return 'fails with 500';
  const blocked = Math.min(cpu, delay);
  if (blocked > MAX_DELAY) return `blocks the event loop for ${Math.round(blocked)} ms`;
  return cpu > MAX_CPU ? `takes ${Math.round(cpu)} ms of CPU time` : undefined;
}
