import { type ChildProcess, fork, spawn } from 'node:child_process';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../../..');

/** The commands for a stage. */
export const COMMANDS = ['adopt', 'create-admin', 'deploy', 'doctor', 'logs', 'package', 'remove', 'restore', 'rotate', 'unprotect'];

/** What a command did. */
export interface Ended {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

/** What a command does with `--help`, as `toEqual` expects it. */
export function usageOf(command: string): Ended {
  const output = `^Usage: npm run ${command} -- [^]*\n  --stage STAGE +[^]*\n  --help +print this text\n$`;
  return { code: 0, errors: '', output: expect.stringMatching(output) as string };
}

/** The environment of a command, with nothing of this process but the path. */
function environmentOf(environment: Record<string, string>): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, NODE_OPTIONS: '--disable-warning=ExperimentalWarning', ...environment };
}

/** Starts a command of `scripts/cloud` in a process of its own, as `npm run` does. */
export function spawnCommand(
  command: string,
  args: string[],
  environment: Record<string, string> = {},
  cwd = ROOT,
): { process: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(process.execPath, [join(ROOT, 'local/typescript.cjs'), join(ROOT, `scripts/cloud/${command}.ts`), ...args], {
    cwd,
    env: environmentOf(environment),
  });
  let [output, errors] = ['', ''];
  child.stdout.on('data', (text) => (output += String(text)));
  child.stderr.on('data', (text) => (errors += String(text)));
  return { process: child, ended: new Promise((done) => child.once('close', (code) => done({ code, output, errors }))) };
}

/** The process of `runCommand`. It ends with the worker that runs this file. */
let server: ChildProcess | undefined;
let last: Promise<unknown> = Promise.resolve();

/** Runs a command to its end, in one process with all commands before it: most of the time, a process of its own only loads modules. */
export function runCommand(command: string, args: string[], environment: Record<string, string> = {}, cwd = ROOT): Promise<Ended> {
  const ended = last.then(() => runInServer({ command, args, cwd, environment: environmentOf(environment) }));
  last = ended.catch(() => undefined);
  return ended;
}

function runInServer(message: object): Promise<Ended> {
  const child = (server ??= startServer());
  return new Promise((done, reject) => {
    const exited = () => reject(new Error('The process of the commands has ended: an error of a command was not caught.'));
    child.once('exit', exited);
    child.once('message', (ended) => {
      child.off('exit', exited);
      done(ended as Ended);
    });
    child.send(message);
  });
}

function startServer(): ChildProcess {
  const child = fork(join(__dirname, 'command-server.cjs'), {
    env: environmentOf({}),
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  child.unref();
  child.channel!.unref();
  child.once('exit', () => (server = undefined));
  return child;
}
