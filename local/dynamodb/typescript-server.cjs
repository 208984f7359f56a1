// Serves a folder from a process of its own, for tests that kill it: node typescript-server.cjs <folder>. Prints the address when ready.
// Written in CommonJS, because no Node.js that is supported runs the TypeScript sources of `local` as they are.
const { readFileSync } = require('node:fs');
const Module = require('node:module');
const { transformSync } = require('@swc/core');

require.extensions['.ts'] = (module, filename) => {
  const jsc = { parser: { syntax: 'typescript' }, target: 'es2022' };
  module._compile(transformSync(readFileSync(filename, 'utf8'), { filename, jsc, module: { type: 'commonjs' } }).code, filename);
};

const resolve = Module._resolveFilename;
Module._resolveFilename = (request, parent, ...rest) => {
  const ours = request.startsWith('.') && parent?.filename.endsWith('.ts');
  return resolve(ours ? request.replace(/\.js$/, '.ts') : request, parent, ...rest);
};

require('./server.ts')
  .startDynamoDb({ path: process.argv[2] })
  .then(({ url }) => process.stdout.write(`${url}\n`));
