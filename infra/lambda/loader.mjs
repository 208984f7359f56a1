// The entry of the function, shipped as `index.mjs` as it stands. It runs the bundle beside it, with the code that V8 has compiled of it before, if
// that is of exactly this bundle, this Node.js, this architecture and these flags. Otherwise V8 compiles it anew: slower, and the log tells.
import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { gzipSync } from 'node:zlib';

const BUNDLE = join(import.meta.dirname, 'app.cjs');
const WRAPPER = ['(function (exports, require, module, __filename, __dirname) {', '\n})'];

const source = readFileSync(BUNDLE);
// V8 compares no more of the source than its length, so the name carries the rest. That is why the bundle is hashed at every start.
const name = `app-${digest(source, 16)}-${process.version}-${process.arch}-${digest(JSON.stringify(process.execArgv), 8)}.cache`;
const cachedData = contentOf(join(import.meta.dirname, name));

// The build leaves nothing in it that is not ASCII.
const script = new Script(WRAPPER[0] + source.latin1Slice() + WRAPPER[1], {
  filename: BUNDLE,
  columnOffset: -WRAPPER[0].length,
  cachedData,
});
const accepted = script.cachedDataRejected === false;
if (!accepted) {
  const reason = cachedData ? 'V8 refuses it' : 'there is none';
  // Not by console, before whose lines Lambda writes words of its own.
  process.stdout.write(
    `${JSON.stringify({ time: new Date().toISOString(), level: 'warn', event: 'code_cache_rejected', message: `The code cache is not used: ${reason}.`, name })}\n`,
  );
}

const bundle = { exports: {} };
script.runInThisContext().call(bundle.exports, bundle.exports, createRequire(BUNDLE), bundle, BUNDLE, import.meta.dirname);
// In the init phase of the function. A boot that failed is tried again by the first event.
await bundle.exports.ready;

/**
 * Answers the task `code-cache` by itself: `{accepted, name}`, and unless the cache is used `data`, which is the one to ship under that name: gzip in
 * base64, since an answer may hold 6 MB. All else is the app's.
 */
export async function handler(event, context) {
  if (event?.task !== 'code-cache') return bundle.exports.handler(event, context);
  if (accepted) return { accepted, name };
  await bundle.exports.rehearse(context);
  return { accepted, name, data: gzipSync(script.createCachedData()).toString('base64') };
}

/** As good a hash as SHA-256, and quicker on processors that have no instructions for that. */
function digest(data, characters) {
  return hash('blake2b512', data).slice(0, characters);
}

function contentOf(file) {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}
