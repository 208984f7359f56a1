import { parseArgs } from 'node:util';
import { readConfig } from '../src/config/config.js';
import type { LocalCloud } from './cloud.js';
import { DEMO_ACCOUNTS, DEMO_PASSWORD } from './demo/people.js';
import { formatStartError } from './failure.js';
import { Folder } from './folder.js';
import { listenOnLoopback } from './loopback.js';

/** `npm start`: runs the local cloud, a demo school and the app, whose modules it loads late: a refusal is quick. */
const folder = new Folder('.local');
const DEFAULT_PORT = 3000;
/** A page that is being developed runs on a port of its own. */
const CORS_ORIGINS = 'http://localhost:*,http://127.0.0.1:*';
const USAGE = `Usage: npm start [-- --port NUMBER] [--fresh]

Starts the app with a local cloud and a demo school. The data is in .local/.

  --port NUMBER  the port of the app; the next three ports are for the local cloud; default: ${DEFAULT_PORT}
  --fresh        delete all data and load the demo school again
  --help         print this text
`;

async function main(): Promise<void> {
  const { port, fresh, help } = readOptions();
  if (help) return void process.stdout.write(USAGE);
  await assertFree(port);
  folder.claim({ fresh });

  const { startCloud } = await import('./cloud.js');
  const cloud = await startCloud(folder.path, { dynamodb: port + 1, cognito: port + 2, s3: port + 3 });
  const config = readConfig({ CORS_ORIGINS, ...process.env, PORT: String(port), HOST: '127.0.0.1', CURSOR_KEY: folder.cursorKey() });
  if (!folder.isLoaded) {
    const { loadDemoSchool } = await import('./demo/load.js');
    await loadDemoSchool(config, cloud.pool, printProgress);
    folder.setLoaded();
  }
  const { startServer } = await import('../src/app/create-server.js');
  const app = await startServer(config);
  stopOnSignal(async () => {
    await app.close();
    await cloud.close();
    folder.release();
  });
  printWelcome(port, cloud);
}

function readOptions(): { port: number; fresh: boolean; help: boolean } {
  const flag = { type: 'boolean', default: false } as const;
  const { values } = parseArgs({ options: { port: { type: 'string' }, fresh: flag, help: flag } });
  const port = values.port === undefined ? DEFAULT_PORT : Number(values.port);
  // The local cloud uses the next three ports.
  if (!Number.isInteger(port) || port < 1 || port > 65_532) throw new RangeError('--port must be a number from 1 to 65532.');
  return { port, fresh: values.fresh, help: values.help };
}

/** @throws PortInUse before any data changes */
async function assertFree(port: number): Promise<void> {
  const probe = await listenOnLoopback(() => undefined, port);
  await probe.close();
}

function printProgress(done: number, of: number, what: string): void {
  const line = `Loading the demo school: ${String(Math.floor((done / of) * 100)).padStart(3)} % (${what})`;
  if (process.stdout.isTTY) process.stdout.write(`\r${line.padEnd(70)}${done === of ? '\n' : ''}`);
  else process.stdout.write(`${line}\n`);
}

function printWelcome(port: number, { pool }: LocalCloud): void {
  const url = `http://127.0.0.1:${port}`;
  process.stdout.write(
    [
      '',
      `API:                  ${url}/api/v1`,
      `Documentation:        ${url}/api/docs`,
      `Sign-in (Cognito):    ${pool.url}, client ${pool.clientId}`,
      `Mail:                 ${folder.path}/outbox/`,
      '',
      `Accounts, with the password ${DEMO_PASSWORD}:`,
      ...DEMO_ACCOUNTS.map(({ email, role }) => `  ${email.padEnd(24)}${role.toLowerCase()}`),
      '',
      'Stop with Ctrl+C. To start over with empty data: npm start -- --fresh',
      '',
    ].join('\n'),
  );
}

function stopOnSignal(stop: () => Promise<void>): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void stop().then(() => process.exit(0)));
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${formatStartError(error)}\n`);
  process.exit(1);
});
