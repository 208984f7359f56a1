// The entry point of the function, deployed unchanged as `index.mjs`. It runs the bundle beside it with a code cache, if there is one for exactly this
// bundle, version of Node.js, architecture and flags. Otherwise it logs a warning, and V8 compiles the bundle, which is slower.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { Script } from 'node:vm';
import { crc32, gzipSync } from 'node:zlib';

const BUNDLE = join(import.meta.dirname, 'app.js');
/**
 * The compilers that wait until the app is ready. Code that runs once is not worth optimising, and a function has only a part of a core. Node.js uses
 * Maglev since version 24.
 */
const OPTIMIZERS = Number.parseInt(process.versions.node) < 24 ? ['turbofan'] : ['turbofan', 'maglev'];

const source = readFileSync(BUNDLE);
// V8 compares only the length of the source. The name must identify the rest, so every start computes the checksum of the bundle.
const name = `app-${checksum(source)}-${process.version}-${process.arch}-${checksum(JSON.stringify(process.execArgv))}.cache`;
const cachedData = readIfExists(join(import.meta.dirname, name));

// The bundle is ASCII, so decoding it as Latin-1 is correct and fast. Its first line is the head of the function around it.
const script = new Script(source.latin1Slice(), { filename: BUNDLE, lineOffset: -1, cachedData });
const accepted = script.cachedDataRejected === false;
if (!accepted) {
  const reason = cachedData ? 'V8 rejects it' : 'there is none';
  // Lambda would add a prefix to lines of the console.
  process.stdout.write(
    `${JSON.stringify({ time: new Date().toISOString(), level: 'warn', event: 'code_cache_rejected', message: `The code cache is not used: ${reason}.`, name })}\n`,
  );
}

// V8 checks these flags with the cache. So they change only now, and are as before when a new cache is created.
OPTIMIZERS.forEach((name) => setFlagsFromString(`--no-${name}`));
const bundle = { exports: {} };
script.runInThisContext().call(bundle.exports, bundle.exports, createRequire(BUNDLE), bundle, BUNDLE, import.meta.dirname);
// Waits in the init phase of the function. After a failure, the first event boots the app again.
await bundle.exports.ready;
OPTIMIZERS.forEach((name) => setFlagsFromString(`--${name}`));

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

/** Tells builds apart, which nobody forges. A cryptographic hash takes 2 % of a cold start. */
function checksum(data) {
  return crc32(data).toString(16).padStart(8, '0');
}

function readIfExists(file) {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}
