import { execFileSync, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { bundle } from '../../infra/lambda/bundle.mjs';
import * as dependencies from '../../infra/lambda/dependencies.mjs';
import { asFunction } from '../../infra/lambda/wrapper.mjs';
import { lambdaRuntime } from '../../test/lambda/runtime.mjs';
import { buildBaselines, installBaselines } from '../baselines/build.mjs';
import { makeRequests } from './requests.js';

const ROOT = resolve(__dirname, '../..');
/** Beside the dependencies of the baselines: the subject that is not bundled needs them. */
const FOLDER = join(ROOT, 'bench/baselines/dist');
const INSTANT_DATABASE = join(__dirname, 'instant-dynamodb.mjs');
const REQUESTS = join(FOLDER, 'requests.json');

/** A measured handler and its module. */
export interface Subject {
  readonly name: string;
  readonly module: string;
}

const subject = (name: string, folder: string, file = 'index.mjs'): Subject => ({ name, module: join(FOLDER, folder, file) });

export const SUBJECTS = {
  app: subject('this app', 'app'),
  uncached: subject('this app, its code cache rejected', 'app-uncached'),
  hono: subject('Hono + lib-dynamodb, no checks', 'hono'),
  checked: subject('Hono + jose + zod', 'hono-checked'),
  checkedCached: subject('Hono + jose + zod, with the code cache of this app', 'hono-cached'),
  tokenCache: subject('Hono + jose + zod, with verified tokens kept', 'hono-token-cache'),
  express: subject('Express 5 + serverless-express, no checks', 'express'),
  fastify: subject('Fastify, no token checked', 'fastify'),
  nest: subject('NestJS as documented, not bundled', 'nest', 'nest/lambda.js'),
  nestBundled: subject('NestJS as documented, bundled', 'nest-bundled'),
} as const;

/** Runs a script of this folder for one subject, with the Node.js of Lambda and its flags. */
export type Measure = <T>(script: string, subject: Subject, ...args: readonly string[]) => Promise<T>;

/**
 * Builds all subjects and records the responses of AWS to each.
 * @param database 'through the SDK' includes the SDK in each request, up to the socket; 'over HTTP' also a connection to a server on loopback; 'at once' leaves all of it out
 * @throws CannotInstall if the Node.js of Lambda cannot be had here
 */
export async function prepare(database: 'through the SDK' | 'over HTTP' | 'at once' = 'through the SDK'): Promise<Measure> {
  const { node, flags } = lambdaRuntime();
  installBaselines();
  await buildBaselines(FOLDER, database === 'at once' ? { '@aws-sdk/lib-dynamodb': INSTANT_DATABASE } : {});
  execFileSync('npm', ['run', '--silent', 'build:lambda'], { cwd: ROOT, stdio: 'inherit' });
  for (const { module } of [SUBJECTS.app, SUBJECTS.uncached]) cpSync(join(ROOT, 'dist/lambda'), dirname(module), { recursive: true });
  if (database === 'at once') await bundleWithInstantDatabase(SUBJECTS.app);

  const { requests, tables } = await makeRequests();
  const { environment, answers } = requests;
  const save = () => writeFileSync(REQUESTS, JSON.stringify(requests));
  const start = (script: string, { module }: Subject, ...args: readonly string[]) => {
    const child = spawn(node, [...flags, join(__dirname, script), module, REQUESTS, ...args], {
      env: environment,
      stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
    });
    return text(child.stdio[3] as Readable);
  };
  save();
  // The first GET /me after a sign-in also records the sign-in. Most cold starts are later, so the responses to this one are not kept.
  await start('record.mjs', SUBJECTS.app, tables.url);
  for (const one of Object.values(SUBJECTS)) {
    save();
    await tables.reset();
    Object.assign(answers, JSON.parse(await start('record.mjs', one, tables.url)));
  }
  save();
  await tables.close();
  if (database === 'over HTTP') Object.assign(environment, { AWS_ENDPOINT_URL_DYNAMODB: await startDatabase(node) });

  const measure: Measure = async <T>(script: string, one: Subject, ...args: readonly string[]) => {
    const measured = await start(script, one, ...args);
    if (measured === '') throw new Error(`The measuring process of "${one.name}" ended without a result.`);
    return JSON.parse(measured) as T;
  };
  await measure('code-cache.mjs', SUBJECTS.app);
  await measure('code-cache.mjs', SUBJECTS.checkedCached, 'own profile');
  return measure;
}

/** Serves the recorded responses from a process that ends with this one. @returns its URL */
async function startDatabase(node: string): Promise<string> {
  const child = fork(join(__dirname, 'dynamodb-server.mjs'), [REQUESTS], { execPath: node, execArgv: [] });
  process.once('exit', () => child.kill('SIGKILL'));
  const [url] = (await once(child, 'message')) as [string];
  child.unref();
  child.channel?.unref();
  return url;
}

/** The rest of the package is what a deployment uploads. */
async function bundleWithInstantDatabase({ module }: Subject): Promise<void> {
  process.chdir(ROOT);
  const instant = { of: /^@aws-sdk\/lib-dynamodb$/, instead: relative(join(ROOT, 'infra/lambda'), INSTANT_DATABASE) };
  const { code } = await bundle('src/lambda.ts', { ...dependencies, LEFT_OUT: [instant, ...dependencies.LEFT_OUT] });
  writeFileSync(join(dirname(module), 'app.js'), asFunction(code));
}
