import { CognitoIdentityProviderClient, InitiateAuthCommand } from '@aws-sdk/client-cognito-identity-provider';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { parse } from 'yaml';
import { type LocalDynamoDb, startDynamoDb } from '../../../local/dynamodb/server.js';
import { freePort } from '../../../local/loopback.js';
import { type LocalS3, startS3 } from '../../../local/s3/server.js';
import { Client } from '../../fixtures/client.js';

const ROOT = resolve(__dirname, '../../..');
const PASSWORD = 'Learn-2026';

interface Service {
  image?: string;
  build?: { target?: string };
  network_mode?: string;
  ports?: string[];
  environment?: Record<string, string>;
  command?: string | string[];
  healthcheck?: object;
  depends_on?: Record<string, { condition: string }>;
}

const compose = parse(readFileSync(join(ROOT, 'docker-compose.yml'), 'utf8'), { merge: true }) as { services: Record<string, Service> };
const dockerfile = readFileSync(join(ROOT, 'Dockerfile'), 'utf8');

describe('docker-compose.yml', () => {
  const { network, ...others } = compose.services;

  it('publishes ports only on this machine, and puts all services in one network', () => {
    expect(network!.ports!.every((port) => port.startsWith('127.0.0.1:'))).toBe(true);
    expect(Object.values(others).map(({ network_mode }) => network_mode)).toEqual(Object.keys(others).map(() => 'service:network'));
  });

  it('pins the versions of images', () => {
    const images = Object.values(compose.services).flatMap(({ image }) => image ?? []);
    expect(images.filter((image) => !/:v?\d+(\.\d+)+$/.test(image))).toEqual([]);
  });

  it('starts the app after the pool, with its settings', () => {
    expect(others.app!.depends_on).toEqual({ pool: { condition: 'service_healthy' } });
    expect(others.pool!.healthcheck).toMatchObject({ test: ['CMD', 'test', '-f', '/data/school/app.env'] });
    expect(others.app!.command).toEqual(['sh', '-c', 'set -a && . /data/school/app.env && exec node dist/src/main.js']);
  });
});

describe('Dockerfile', () => {
  it('runs as a non-root user, with a health check, on the newest supported Node.js', () => {
    const last = dockerfile.split(/^FROM /m).at(-1)!;
    expect(last).toMatch(/^node:24-alpine\n/);
    expect(last).toMatch(/^USER node$/m);
    expect(last).toMatch(/^HEALTHCHECK /m);
  });
});

describe('the containers', () => {
  let folder: string;
  let database: LocalDynamoDb;
  let storage: LocalS3;
  const started: ChildProcess[] = [];
  let surroundings: Record<string, string>;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'containers-'));
    [database, storage] = await Promise.all([startDynamoDb(), startS3({ buckets: [] })]);
    surroundings = {
      ...compose.services.pool!.environment!,
      AWS_ENDPOINT_URL_DYNAMODB: database.url,
      AWS_ENDPOINT_URL_S3: storage.url,
      AWS_ACCESS_KEY_ID: storage.accessKeyId,
      AWS_SECRET_ACCESS_KEY: storage.secretAccessKey,
    };
  });
  afterAll(async () => {
    await Promise.all(started.map((child) => ended(child, 'SIGKILL')));
    await Promise.all([database.close(), storage.close()]);
    rmSync(folder, { recursive: true });
  });

  /** Runs a source file until it says `ready`. */
  const run = async (file: string, args: string[], environment: Record<string, string>, ready: string): Promise<ChildProcess> => {
    const child = spawn(process.execPath, [join(ROOT, 'local/typescript.cjs'), join(ROOT, file), ...args], {
      cwd: ROOT,
      env: { PATH: process.env.PATH, NODE_OPTIONS: '--disable-warning=ExperimentalWarning', ...environment },
    });
    started.push(child);
    let output = '';
    await new Promise<void>((done, fail) => {
      for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', (text) => {
          output += String(text);
          if (output.includes(ready)) done();
        });
      }
      child.once('close', () => fail(new Error(output)));
    });
    return child;
  };

  const ended = (child: ChildProcess, signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
    const closed = new Promise<void>((done) => child.once('close', () => done()));
    child.kill(signal);
    return closed;
  };

  it('sign users in, and finish requests in flight before they stop', async () => {
    const pool = await run(
      'local/containers.ts',
      [join(folder, 'school'), String(await freePort())],
      surroundings,
      'The user pool is ready.',
    );
    const settings = parseEnv(readFileSync(join(folder, 'school', 'app.env'), 'utf8')) as Record<string, string>;
    const port = await freePort();
    const app = await run(
      'src/main.ts',
      [],
      { ...surroundings, ...settings, PORT: String(port), LOG_LEVEL: 'debug', LOG_FORMAT: 'json' },
      'Listening on',
    );

    const url = `http://127.0.0.1:${port}`;
    const config = await new Client(url).get('/config');
    expect(config.headers.get('keep-alive')).toBe('timeout=65');
    const { region, clientId, userPoolEndpoint } = config.body as Record<string, string>;
    const client = new CognitoIdentityProviderClient({
      region,
      endpoint: userPoolEndpoint,
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    });
    const { AuthenticationResult } = await client.send(
      new InitiateAuthCommand({
        AuthFlow: 'USER_PASSWORD_AUTH',
        ClientId: clientId,
        AuthParameters: { USERNAME: 'student@example.edu', PASSWORD },
      }),
    );
    client.destroy();
    const student = new Client(url, Promise.resolve(AuthenticationResult!.AccessToken!));
    expect((await student.get('/me')).body).toMatchObject({ email: 'student@example.edu' });

    let stopped: Promise<void> | undefined;
    database.faults.before('Query', () => void (stopped ??= ended(app, 'SIGTERM')));
    expect(await student.get('/me/classes')).toMatchObject({ status: 200 });
    await stopped;
    await expect(new Client(url).get('/health')).rejects.toThrow();
    await ended(pool, 'SIGTERM');
    expect(pool.exitCode).toBe(0);
  }, 300_000);
});
