// Makes `dist/lambda`, the folder that is deployed: npm run build:lambda -- [--node <binary>]… [--flags="<flags>"]
// Each `--node` gets its code cache, as it will be started with these flags; a Lambda function makes its own, by its task `code-cache`.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bundle, laterName } from './bundle.mjs';
import { LATER } from './dependencies.mjs';

const OUTPUT = 'dist/lambda';
/** Not deployed: for whoever has to read a stack. */
const MAP = 'dist/lambda-map';
const HERE = import.meta.dirname;

const { node: nodes, flags } = parseArgs({
  options: { node: { type: 'string', multiple: true, default: [] }, flags: { type: 'string', default: '' } },
}).values;

process.chdir(join(HERE, '../..'));
const bundles = { 'app.cjs': await bundle() };
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
