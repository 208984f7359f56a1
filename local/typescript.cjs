// Runs the TypeScript sources as they are, for `npm start` and for tests that need a process of their own: node local/typescript.cjs local/start.ts
// Written in CommonJS, because no Node.js that is supported runs decorators. Options are those of jest.config.cjs.
const { readFileSync } = require('node:fs');
const Module = require('node:module');
const path = require('node:path');
const { transformSync } = require('@swc/core');

const jsc = {
  parser: { syntax: 'typescript', decorators: true },
  transform: { legacyDecorator: true, decoratorMetadata: true },
  target: 'es2022',
  keepClassNames: true,
};

require.extensions['.ts'] = (module, filename) => {
  const { code } = transformSync(readFileSync(filename, 'utf8'), { filename, jsc, module: { type: 'commonjs' }, sourceMaps: 'inline' });
  module._compile(code, filename);
};

// The SDK of AWS warns of a Node.js that it will leave behind. Whoever installs reads of it in README.md, and need not at every start.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

const resolve = Module._resolveFilename;
Module._resolveFilename = (request, parent, ...rest) => {
  const ours = request.startsWith('.') && parent?.filename?.endsWith('.ts');
  return resolve(ours ? request.replace(/\.js$/, '.ts') : request, parent, ...rest);
};

if (require.main === module) {
  process.argv.splice(1, 1);
  require(path.resolve(process.argv[1]));
}
