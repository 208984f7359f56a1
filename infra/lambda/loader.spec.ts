import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asFunction } from './wrapper.mjs';

/** As Lambda starts node for a function of 1024 MB. */
const LAMBDA_FLAGS = ['--expose-gc', '--max-http-header-size=81920', '--max-semi-space-size=51', '--max-old-space-size=922'];

/** A bundle: its words can be changed for others of the same length. */
const APP = `
  const word = 'the first word';
  exports.ready = Promise.resolve().then(() => { exports.isReady = true; });
  exports.warmUp = async (context) => { exports.warmedUp = context; };
  exports.handler = async (event, context) => ({ answer: word, event, context, isReady: exports.isReady });
  if (process.env.FAIL) throw new Error('where it failed');
`;

const SCRIPT = `
  const { handler } = await import(process.argv[2]);
  process.stdout.write('\\n' + JSON.stringify(await handler(JSON.parse(process.argv[3]), 'a context')));
`;

interface CodeCache {
  accepted: boolean;
  name: string;
  data?: string;
}

describe('the loader of the bundle', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'loader-'));
    copyFileSync(join(__dirname, 'loader.mjs'), join(folder, 'index.mjs'));
    copyFileSync(join(__dirname, 'make-cache.mjs'), join(folder, 'make-cache.mjs'));
    writeFileSync(join(folder, 'call.mjs'), SCRIPT);
    writeFileSync(join(folder, 'app.js'), asFunction(APP));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const node = (flags: readonly string[], ...args: string[]) => execFileSync(process.execPath, [...flags, ...args], { encoding: 'utf8' });

  /** Sends an event to a new process. `log` is the log line of the loader. */
  const invoke = <Answer = any>(event: unknown, flags: readonly string[] = LAMBDA_FLAGS): { answer: Answer; log: any } => {
    const lines = node(flags, join(folder, 'call.mjs'), join(folder, 'index.mjs'), JSON.stringify(event)).trim().split('\n');
    const [answer, log] = lines.reverse().filter((line) => line !== '');
    return { answer: JSON.parse(answer!) as Answer, log: log && JSON.parse(log) };
  };
  const codeCache = (flags = LAMBDA_FLAGS) => invoke<CodeCache>({ task: 'code-cache' }, flags);
  const makeCache = (flags = LAMBDA_FLAGS) => node(flags, join(folder, 'make-cache.mjs'), folder);
  const cacheFiles = () => readdirSync(folder).filter((name) => name.endsWith('.cache'));

  it('lets V8 optimise functions when the app is ready, and not before', () => {
    const optimise = (name: string) => `function ${name}() {}
      %PrepareFunctionForOptimization(${name}); ${name}(); %OptimizeFunctionOnNextCall(${name}); ${name}();`;
    const app = `${optimise('early')} exports.ready = Promise.resolve(); exports.handler = async () => { ${optimise('late')} };`;
    writeFileSync(join(folder, 'app.js'), asFunction(app));
    const trace = node(['--allow-natives-syntax', '--trace-opt'], join(folder, 'call.mjs'), join(folder, 'index.mjs'), '{}');
    expect(trace).toMatch(/completed compiling.*late/);
    expect(trace).not.toMatch(/completed compiling.*early/);
  });

  it('passes events to the app when it is ready, and returns its answers', () => {
    expect(invoke({ any: 'event' }).answer).toEqual({
      answer: 'the first word',
      event: { any: 'event' },
      context: 'a context',
      isReady: true,
    });
  });

  it('logs a missing code cache, and returns one for the task', () => {
    const { answer, log } = codeCache();
    expect(answer).toMatchObject({ accepted: false, data: expect.any(String) });
    expect(log).toMatchObject({
      level: 'warn',
      event: 'code_cache_rejected',
      name: answer.name,
      message: expect.stringContaining('there is none'),
    });
  });

  it('uses its code cache under the flags of Lambda, and logs nothing', () => {
    makeCache();
    expect(codeCache()).toEqual({ answer: { accepted: true, name: cacheFiles()[0] }, log: undefined });
    expect(invoke({}).answer).toMatchObject({ answer: 'the first word' });
  });

  it('warms up before it creates the code cache, and only then', () => {
    writeFileSync(
      join(folder, 'app.js'),
      asFunction(APP.replace('exports.warmedUp = context', "process.stdout.write(JSON.stringify({ warmedUpIn: context }) + '\\n')")),
    );
    expect(codeCache().log).toEqual({ warmedUpIn: 'a context' });
    makeCache();
    expect(codeCache().log).toBeUndefined();
    expect(invoke({}).log).toBeUndefined();
  });

  it('does not use the code cache of other flags', () => {
    makeCache([]);
    const { answer, log } = codeCache();
    expect(answer.accepted).toBe(false);
    expect(cacheFiles()).not.toContain(answer.name);
    expect(log).toMatchObject({ event: 'code_cache_rejected' });
  });

  it('runs without a code cache that V8 rejects, and logs it', () => {
    makeCache();
    writeFileSync(join(folder, cacheFiles()[0]!), readFileSync(join(folder, cacheFiles()[0]!)).subarray(0, -8));
    const { answer, log } = invoke({});
    expect(answer).toMatchObject({ answer: 'the first word' });
    expect(log).toMatchObject({ event: 'code_cache_rejected', message: expect.stringContaining('V8 rejects it') });
    expect(codeCache().answer.accepted).toBe(false);
  });

  it('never runs the code cache of another bundle of the same length', () => {
    makeCache();
    const mutated = APP.replace('the first word', 'the other word');
    expect(mutated).toHaveLength(APP.length);
    writeFileSync(join(folder, 'app.js'), asFunction(mutated));
    const { answer, log } = invoke({});
    expect(answer).toMatchObject({ answer: 'the other word' });
    expect(log).toMatchObject({ event: 'code_cache_rejected' });
  });

  it('depends on the name of the cache, because V8 compares only lengths', () => {
    makeCache();
    writeFileSync(join(folder, 'app.js'), asFunction(APP.replace('the first word', 'the other word')));
    writeFileSync(join(folder, codeCache().answer.name), readFileSync(join(folder, cacheFiles()[0]!)));
    expect(invoke({}).answer).toMatchObject({ answer: 'the first word' });
  });

  it('shows the positions of the bundle in stacks, so that the source map fits', () => {
    const place = () => {
      try {
        execFileSync(process.execPath, [join(folder, 'call.mjs'), join(folder, 'index.mjs'), '{}'], {
          encoding: 'utf8',
          env: { ...process.env, FAIL: 'yes' },
          stdio: 'pipe',
        });
      } catch (error) {
        return /app\.js:\d+:\d+/.exec(String((error as { stderr: string }).stderr.split('where it failed').at(-1)))?.[0];
      }
      return undefined;
    };
    const before = APP.slice(0, APP.indexOf("new Error('where")).split('\n');
    expect(place()).toBe(`app.js:${before.length}:${before.at(-1)!.length + 1}`);
    writeFileSync(join(folder, 'app.js'), asFunction(APP.trim().replaceAll('\n', ' ')));
    expect(place()).toBe(`app.js:1:${APP.trim().replaceAll('\n', ' ').indexOf("new Error('where") + 1}`);
  });
});
