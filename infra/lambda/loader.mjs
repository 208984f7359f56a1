// The entry point of the function, deployed unchanged as `index.mjs`. It runs the bundle beside it with a code cache, if there is one for exactly this
// bundle, version of Node.js, architecture and flags. Otherwise it logs a warning, and V8 compiles the bundle, which is slower.
import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { gzipSync } from 'node:zlib';

const BUNDLE = join(import.meta.dirname, 'app.cjs');
const WRAPPER = ['(function (exports, require, module, __filename, __dirname) {', '\n})'];

const source = readFileSync(BUNDLE);
// V8 compares only the length of the source. The name must identify the rest, so every start hashes the bundle.
const name = `app-${digest(source, 16)}-${process.version}-${process.arch}-${digest(JSON.stringify(process.execArgv), 8)}.cache`;
const cachedData = readIfExists(join(import.meta.dirname, name));

// The bundle is ASCII, so decoding it as Latin-1 is correct and fast.
const script = new Script(WRAPPER[0] + source.latin1Slice() + WRAPPER[1], {
  filename: BUNDLE,
  columnOffset: -WRAPPER[0].length,
  cachedData,
});
const accepted = script.cachedDataRejected === false;
if (!accepted) {
  const reason = cachedData ? 'V8 rejects it' : 'there is none';
  // Lambda would add a prefix to lines of the console.
  process.stdout.write(
    `${JSON.stringify({ time: new Date().toISOString(), level: 'warn', event: 'code_cache_rejected', message: `The code cache is not used: ${reason}.`, name })}\n`,
  );
}

const bundle = { exports: {} };
script.runInThisContext().call(bundle.exports, bundle.exports, createRequire(BUNDLE), bundle, BUNDLE, import.meta.dirname);
// Waits in the init phase of the function. After a failure, the first event boots the app again.
await bundle.exports.ready;

/**
 * Passes events to the app, except the task `code-cache`. The answer to it is `{accepted, name}`. If no cache is used, it also has `data`, the cache to
 * deploy under this name, as gzip in base64, because Lambda limits a response to 6 MB.
 */
export async function handler(event, context) {
  if (event?.task !== 'code-cache') return bundle.exports.handler(event, context);
  if (accepted) return { accepted, name };
  await bundle.exports.warmUp(context);
  return { accepted, name, data: gzipSync(script.createCachedData()).toString('base64') };
}

/** Uses BLAKE2, because it is faster than SHA-256 on processors without special instructions. */
function digest(data, characters) {
  return hash('blake2b512', data).slice(0, characters);
}

function readIfExists(file) {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}
