import { execFileSync, spawn } from 'node:child_process';
import { cpSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { bundle } from '../../infra/lambda/bundle.mjs';
import * as dependencies from '../../infra/lambda/dependencies.mjs';
import { lambdaRuntime } from '../../test/lambda/runtime.mjs';
import { buildPeers, installPeers } from '../baselines/build.mjs';
import { makeRequests } from './requests.js';

const ROOT = resolve(__dirname, '../..');
/** Beside what the peers depend on, which what is not bundled needs. */
const FOLDER = join(ROOT, 'bench/baselines/dist');
const INSTANT_DATABASE = join(__dirname, 'instant-dynamodb.mjs');
const REQUESTS = join(FOLDER, 'requests.json');

/** Whoever is measured, by the folder that it stands in. */
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
  remembering: subject('Hono + jose + zod, with verified tokens kept', 'hono-remembering'),
  express: subject('Express 5 + serverless-express, no checks', 'express'),
  fastify: subject('Fastify, no token checked', 'fastify'),
  nest: subject('NestJS as documented, not bundled', 'nest', 'nest/lambda.js'),
  nestBundled: subject('NestJS as documented, bundled', 'nest-bundled'),
} as const;

/** Runs a script of this folder on the Node.js of Lambda, with its flags, for one subject. */
export type Measure = <T>(script: string, subject: Subject, ...args: readonly string[]) => Promise<T>;

/**
 * Builds everybody, and records what AWS answers to each of them.
 * @param database whether what the SDK does for each request is part of what is measured, or the database is there at once
 * @throws CannotInstall if the Node.js of Lambda cannot be had here
 */
export async function prepare(database: 'through the SDK' | 'at once' = 'through the SDK'): Promise<Measure> {
  const { node, flags } = lambdaRuntime();
  installPeers();
  await buildPeers(FOLDER, database === 'at once' ? { '@aws-sdk/lib-dynamodb': INSTANT_DATABASE } : {});
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
  for (const one of Object.values(SUBJECTS)) {
    save();
    await tables.reset();
    Object.assign(answers, JSON.parse(await start('record.mjs', one, tables.url)));
  }
  save();
  await tables.close();

  const measure: Measure = async <T>(script: string, one: Subject, ...args: readonly string[]) => {
    const measured = await start(script, one, ...args);
    if (measured === '') throw new Error(`${one.name} could not be measured.`);
    return JSON.parse(measured) as T;
  };
  await measure('code-cache.mjs', SUBJECTS.app);
  await measure('code-cache.mjs', SUBJECTS.checkedCached, 'own profile');
  return measure;
}

/** All else of the package is as it is deployed. */
async function bundleWithInstantDatabase({ module }: Subject): Promise<void> {
  process.chdir(ROOT);
  const instant = { of: /^@aws-sdk\/lib-dynamodb$/, instead: relative(join(ROOT, 'infra/lambda'), INSTANT_DATABASE) };
  const { code } = await bundle('src/lambda.ts', { ...dependencies, LEFT_OUT: [instant, ...dependencies.LEFT_OUT] });
  writeFileSync(join(dirname(module), 'app.cjs'), code);
}
