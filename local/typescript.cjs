// Runs the TypeScript sources without a build, for `npm start` and for tests that need a process of their own: node local/typescript.cjs local/start.ts
// It is CommonJS because no supported version of Node.js runs decorators. The options are those of jest.config.cjs.
const { createHash } = require('node:crypto');
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const Module = require('node:module');
const path = require('node:path');

const jsc = {
  parser: { syntax: 'typescript', decorators: true },
  transform: { legacyDecorator: true, decoratorMetadata: true },
  target: 'es2022',
  keepClassNames: true,
};
const options = { jsc, module: { type: 'commonjs' }, sourceMaps: 'inline' };

const root = path.dirname(__dirname);
const cache = path.join(root, 'node_modules/.cache/typescript');
const compiler = JSON.stringify([require('@swc/core/package.json').version, options]);

// Node.js from 22.1 keeps the bytecode of every module as well.
Module.enableCompileCache?.(path.join(root, 'node_modules/.cache/bytecode'));

require.extensions['.ts'] = (module, filename) => module._compile(compile(filename), filename);

/** The cache has one file per source: the hash of what it was compiled from in the first line, then the code. */
function compile(filename) {
  const source = readFileSync(filename);
  const hash = createHash('sha256').update(compiler).update(source).digest('hex');
  const file = path.join(cache, `${path.relative(root, filename).replaceAll(path.sep, '+')}.js`);
  const kept = readIfExists(file);
  if (kept?.startsWith(`//${hash}\n`)) return kept;
  const { code } = require('@swc/core').transformSync(source.toString(), { filename, ...options });
  store(file, `//${hash}\n${code}`);
  return code;
}

function readIfExists(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** A rename, so that no other process reads half a file. Without permission to write (as in a container), nothing is kept. */
function store(file, text) {
  try {
    mkdirSync(cache, { recursive: true });
    writeFileSync(`${file}.${process.pid}`, text);
    renameSync(`${file}.${process.pid}`, file);
  } catch {
    // The next process compiles it again.
  }
}

// The AWS SDK warns that it will drop this version of Node.js. README.md says so once; a warning at every start is noise.
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
