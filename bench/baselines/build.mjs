// Builds the baselines, each into its own folder and bundled as its documentation recommends, unless its name says otherwise.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync, cpSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from '@swc/core';
import { rolldown } from 'rolldown';
import { asFunction } from '../../infra/lambda/wrapper.mjs';

const HERE = import.meta.dirname;
const BUNDLED = ['hono', 'hono-checked', 'hono-token-cache', 'express', 'fastify'];
/** Optional packages that Nest tries to load. */
const OPTIONAL = /^(@nestjs\/(microservices|websockets)(\/.*)?|@fastify\/.*|class-transformer\/storage)$/;

/** Installs the dependencies of the baselines. */
export function installBaselines() {
  execFileSync('npm', ['ci', '--prefix', HERE, '--silent'], { stdio: 'inherit' });
}

/**
 * Builds the baselines.
 * @param folder the output folder: within the project, because the baseline that is not bundled needs its `node_modules`
 * @param alias modules to bundle in place of packages
 */
export async function buildBaselines(folder, alias = {}) {
  const resolve = { alias };
  rmSync(folder, { recursive: true, force: true });
  for (const name of BUNDLED) await bundle(join(HERE, `${name}.mjs`), join(folder, name, 'index.mjs'), 'esm', { resolve });
  const cached = join(folder, 'hono-cached', 'app.js');
  await bundle(join(HERE, 'hono-cached.mjs'), cached, 'cjs', { resolve });
  writeFileSync(cached, asFunction(readFileSync(cached, 'latin1')));
  cpSync(join(HERE, '../../infra/lambda/loader.mjs'), join(folder, 'hono-cached', 'index.mjs'));
  transpileNest(join(folder, 'nest'));
  await bundle(join(HERE, 'nest/lambda.ts'), join(folder, 'nest-bundled', 'index.mjs'), 'esm', { external: OPTIONAL, resolve });
}

async function bundle(input, file, format, options = {}) {
  const build = await rolldown({ input, platform: 'node', tsconfig: join(HERE, '../../tsconfig.json'), logLevel: 'silent', ...options });
  await build.write({ file, format, minify: true, codeSplitting: false, keepNames: Boolean(options.external) });
  await build.close();
}

/** Does what `nest build` does: one output file per source file, beside the installed packages. */
function transpileNest(folder) {
  mkdirSync(join(folder, 'nest'), { recursive: true });
  const jsc = {
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
    target: 'es2023',
  };
  for (const name of readdirSync(join(HERE, 'nest'))) {
    const source = readFileSync(join(HERE, 'nest', name), 'utf8');
    writeFileSync(
      join(folder, 'nest', name.replace(/ts$/, 'js')),
      transformSync(source, { filename: name, jsc, module: { type: 'es6' } }).code,
    );
  }
  cpSync(join(HERE, 'school.mjs'), join(folder, 'school.mjs'));
}
