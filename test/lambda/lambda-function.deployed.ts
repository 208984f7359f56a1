import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deployedArtifact } from './deployed-app.js';
import { LambdaFunction } from './lambda-function.js';
import type { Outcome } from './runtime-api.js';

/** A function that waits, fails, exits or hangs, as its event says. */
const HANDLER = `
  import { existsSync } from 'node:fs';
  import { setTimeout } from 'node:timers/promises';
  if (existsSync('broken')) throw new Error('of the start');
  export const handler = async ({ holdUntil, fail, exit, hang }, context) => {
    if (fail) throw new TypeError(fail);
    if (exit) process.exit(1);
    if (hang) for (;;);
    while (holdUntil && !existsSync(holdUntil)) await setTimeout(10);
    process.stdout.write('{"said":true}\\n');
    return { pid: process.pid, argv: process.execArgv, id: context.awsRequestId, left: context.getRemainingTimeInMillis() };
  };`;

describe('a function', () => {
  let folder: string;
  let lambda: LambdaFunction;
  let lines: string[];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'function-'));
    writeFileSync(join(folder, 'index.mjs'), HANDLER);
    lines = [];
  });
  afterEach(async () => {
    await lambda.close();
    rmSync(folder, { recursive: true });
  });

  const start = ({ most = 2, timeout = 20_000 } = {}) => {
    const artifact = { ...deployedArtifact()!, folder, handler: 'index.handler', timeout };
    lambda = new LambdaFunction(artifact, {}, most, (line) => lines.push(line));
  };
  const at = (name: string) => join(folder, name);
  const pidOf = (outcome: Outcome) => ((outcome as { returned: { pid: number } }).returned ?? outcome).pid;

  it('runs in the real runtime client with the flags of Lambda, and knows its remaining time', async () => {
    start();
    const { returned } = (await lambda.invoke({})) as { returned: { argv: string[]; id: string; left: number } };
    expect(returned).toMatchObject({ argv: deployedArtifact()!.flags, id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string });
    expect(returned.left).toBeLessThanOrEqual(20_000);
    expect(lines).toEqual(['{"said":true}']);
  });

  it('handles concurrent events in different environments, and reuses environments', async () => {
    start();
    const held = lambda.invoke({ holdUntil: at('go') });
    const other = pidOf(await lambda.invoke({}));
    expect(pidOf(await lambda.invoke({}))).toBe(other);
    writeFileSync(at('go'), '');
    expect(pidOf(await held)).not.toBe(other);
  });

  it('queues events while all its environments are busy', async () => {
    start({ most: 1 });
    const order: string[] = [];
    const first = lambda.invoke({ holdUntil: at('go') }).then((outcome) => order.push('first') && pidOf(outcome));
    const second = lambda.invoke({}).then((outcome) => order.push('second') && pidOf(outcome));
    writeFileSync(at('go'), '');
    expect(await first).toBe(await second);
    expect(order).toEqual(['first', 'second']);
  });

  it('reports its error, and keeps its environment', async () => {
    start({ most: 1 });
    const pid = pidOf(await lambda.invoke({}));
    expect(await lambda.invoke({ fail: 'of ours' })).toMatchObject({ failed: { errorType: 'TypeError', errorMessage: 'of ours' } });
    expect(pidOf(await lambda.invoke({}))).toBe(pid);
  });

  it.each([
    [{ exit: true }, 'Runtime.ExitError'],
    [{ hang: true }, 'Sandbox.Timedout'],
  ])('fails an event that ends its environment (%j), and starts another one for the next event', async (event, errorType) => {
    start({ most: 1, timeout: 2_000 });
    const pid = pidOf(await lambda.invoke({}));
    expect(await lambda.invoke(event)).toMatchObject({ failed: { errorType } });
    expect(pidOf(await lambda.invoke({}))).not.toBe(pid);
  });

  it('fails the event if it cannot start, and starts again for the next event', async () => {
    writeFileSync(at('broken'), '');
    start();
    expect(await lambda.invoke({})).toMatchObject({ failed: { errorMessage: expect.stringContaining('of the start') as string } });
    rmSync(at('broken'));
    expect(await lambda.invoke({})).toMatchObject({ returned: {} });
  });
});
