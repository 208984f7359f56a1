// Builds the deployable folder `dist/lambda`: npm run build:lambda -- [--node <binary>]… [--flags="<flags>"]
// Adds a code cache for each `--node` with these flags. A Lambda function creates its own cache, with the task `code-cache`.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bundle, laterName } from './bundle.mjs';
import { LATER } from './dependencies.mjs';
import { asFunction } from './wrapper.mjs';

const OUTPUT = 'dist/lambda';
/** The source maps, for reading stacks. They are not deployed. */
const MAP = 'dist/lambda-map';
const HERE = import.meta.dirname;

const { node: nodes, flags } = parseArgs({
  options: { node: { type: 'string', multiple: true, default: [] }, flags: { type: 'string', default: '' } },
}).values;

process.chdir(join(HERE, '../..'));
const main = await bundle();
const bundles = { 'app.js': { ...main, code: asFunction(main.code) } };
for (const file of LATER) bundles[laterName(file)] = await bundle(file);
for (const folder of [OUTPUT, MAP]) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
}
for (const [name, { code, map }] of Object.entries(bundles)) {
  writeFileSync(join(OUTPUT, name), code);
  writeFileSync(join(MAP, `${name}.map`), map);
}
cpSync(join(HERE, 'loader.mjs'), join(OUTPUT, 'index.mjs'));
for (const node of nodes)
  execFileSync(node, [...flags.split(' ').filter(Boolean), join(HERE, 'make-cache.mjs'), OUTPUT], { stdio: 'inherit' });
