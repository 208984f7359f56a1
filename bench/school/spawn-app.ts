import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from '../../local/loopback.js';

const ROOT = resolve(__dirname, '../..');
const TIMEOUT_MS = 30_000;
const PAUSE_MS = 100;

/** The app as a plain server in its own process. */
export interface SpawnedApp {
  readonly url: string;
  close(): Promise<void>;
}

/** Starts the app on a free port, without rate limits: all requests come from one address. */
export async function spawnApp(environment: Readonly<Record<string, string>>): Promise<SpawnedApp> {
  const port = await freePort();
  const child = spawn(process.execPath, [join(ROOT, 'local/typescript.cjs'), join(ROOT, 'src/main.ts')], {
    cwd: ROOT,
    env: { ...process.env, ...environment, ...settings(port) },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  // The app ends with the process that started it.
  process.once('exit', () => child.kill('SIGKILL'));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
  const ended = new Promise<void>((done) => child.once('close', () => done()));
  const url = `http://127.0.0.1:${port}`;
  for (const giveUpAt = Date.now() + TIMEOUT_MS; !(await isReady(url)); await wait(PAUSE_MS)) {
    if (child.exitCode !== null || Date.now() > giveUpAt) throw new Error('The app did not start.');
  }
  return {
    url,
    close: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

function settings(port: number): Record<string, string> {
  return {
    PORT: String(port),
    HOST: '127.0.0.1',
    CURSOR_KEY: randomBytes(32).toString('base64'),
    LOG_LEVEL: 'warn',
    RATE_LIMIT_PER_MINUTE: '0',
    RATE_LIMIT_PER_ADDRESS: '0',
  };
}

async function isReady(url: string): Promise<boolean> {
  return fetch(`${url}/health/ready`).then(
    ({ ok }) => ok,
    () => false,
  );
}
