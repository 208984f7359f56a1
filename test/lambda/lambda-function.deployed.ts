import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deployedArtifact } from './deployed-app.js';
import { LambdaFunction } from './lambda-function.js';
import type { Outcome } from './runtime-api.js';

/** What a function can do to those who run it. */
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

  it('is run by the real runtime client, with the flags of Lambda, and is told of its time', async () => {
    start();
    const { returned } = (await lambda.invoke({})) as { returned: { argv: string[]; id: string; left: number } };
    expect(returned).toMatchObject({ argv: deployedArtifact()!.flags, id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string });
    expect(returned.left).toBeLessThanOrEqual(20_000);
    expect(lines).toEqual(['{"said":true}']);
  });

  it('has an environment for every event at once, each with one event at a time, and uses them again', async () => {
    start();
    const held = lambda.invoke({ holdUntil: at('go') });
    const other = pidOf(await lambda.invoke({}));
    expect(pidOf(await lambda.invoke({}))).toBe(other);
    writeFileSync(at('go'), '');
    expect(pidOf(await held)).not.toBe(other);
  });

  it('lets events wait that are more than it may have environments', async () => {
    start({ most: 1 });
    const order: string[] = [];
    const first = lambda.invoke({ holdUntil: at('go') }).then((outcome) => order.push('first') && pidOf(outcome));
    const second = lambda.invoke({}).then((outcome) => order.push('second') && pidOf(outcome));
    writeFileSync(at('go'), '');
    expect(await first).toBe(await second);
    expect(order).toEqual(['first', 'second']);
  });

  it('tells what it failed with, and goes on', async () => {
    start({ most: 1 });
    const pid = pidOf(await lambda.invoke({}));
    expect(await lambda.invoke({ fail: 'of ours' })).toMatchObject({ failed: { errorType: 'TypeError', errorMessage: 'of ours' } });
    expect(pidOf(await lambda.invoke({}))).toBe(pid);
  });

  it.each([
    [{ exit: true }, 'Runtime.ExitError'],
    [{ hang: true }, 'Sandbox.Timedout'],
  ])('fails with an event that ends it, as %j does, and has another environment for the next', async (event, errorType) => {
    start({ most: 1, timeout: 2_000 });
    const pid = pidOf(await lambda.invoke({}));
    expect(await lambda.invoke(event)).toMatchObject({ failed: { errorType } });
    expect(pidOf(await lambda.invoke({}))).not.toBe(pid);
  });

  it('that cannot start fails the event, and may start for the next', async () => {
    writeFileSync(at('broken'), '');
    start();
    expect(await lambda.invoke({})).toMatchObject({ failed: { errorMessage: expect.stringContaining('of the start') as string } });
    rmSync(at('broken'));
    expect(await lambda.invoke({})).toMatchObject({ returned: {} });
  });
});
