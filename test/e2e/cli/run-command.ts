import { type ChildProcess, spawn } from 'node:child_process';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../../..');

/** What a command did. */
export interface Ended {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

/** Starts a command of `scripts/cloud` as `npm run` does, with nothing in its environment but what is said. */
export function spawnCommand(
  command: string,
  args: string[],
  cwd: string,
  environment: Record<string, string>,
): { process: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(process.execPath, [join(ROOT, 'local/typescript.cjs'), join(ROOT, `scripts/cloud/${command}.ts`), ...args], {
    cwd,
    env: { PATH: process.env.PATH, NODE_OPTIONS: '--disable-warning=ExperimentalWarning', ...environment },
  });
  let [output, errors] = ['', ''];
  child.stdout.on('data', (text) => (output += String(text)));
  child.stderr.on('data', (text) => (errors += String(text)));
  return { process: child, ended: new Promise((done) => child.once('close', (code) => done({ code, output, errors }))) };
}

/** Runs a command to its end. */
export function runCommand(command: string, args: string[], environment: Record<string, string> = {}): Promise<Ended> {
  return spawnCommand(command, args, ROOT, environment).ended;
}
