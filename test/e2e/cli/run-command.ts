import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../../..');

/** What a command did. */
export interface Ended {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

/** Runs a command of `scripts/cloud` as `npm run` does, with nothing in its environment but what is said. */
export function runCommand(command: string, args: string[], environment: Record<string, string> = {}): Promise<Ended> {
  const child = spawn(process.execPath, [join(ROOT, 'local/typescript.cjs'), join(ROOT, `scripts/cloud/${command}.ts`), ...args], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, NODE_OPTIONS: '--disable-warning=ExperimentalWarning', ...environment },
  });
  let [output, errors] = ['', ''];
  child.stdout.on('data', (text) => (output += String(text)));
  child.stderr.on('data', (text) => (errors += String(text)));
  return new Promise((done) => child.once('close', (code) => done({ code, output, errors })));
}
