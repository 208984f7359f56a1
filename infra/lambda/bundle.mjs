import { readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { rolldown } from 'rolldown';
import * as changes from './dependencies.mjs';

const EMPTY = '\0empty';
/** Makes a `require` of which a bundler does not see what it loads. */
const HIDDEN_IMPORT = /createRequire\(import\.meta\.url\)/;

/**
 * The app as one CommonJS file, for a `vm.Script` of the loader.
 * @param dependencies what is changed of them, as `dependencies.mjs` declares it
 * @returns {Promise<{ code: string, map: string }>}
 * @throws Error if a patch does not match, or anything is doubtful: what builds with a warning fails here
 */
export async function bundle(input = 'src/lambda.ts', dependencies = changes) {
  const { LATER } = dependencies;
  const used = new Set();
  const build = await rolldown({
    input,
    platform: 'node',
    tsconfig: 'tsconfig.json',
    // A slow machine is nothing doubtful.
    checks: { pluginTimings: false },
    // ES modules where a package has them: unused exports are dropped, and each module is there once.
    resolve: { mainFields: ['module', 'main'] },
    // The bundle ships without a package.json to read the version from.
    transform: { define: { BUNDLED_VERSION: JSON.stringify(JSON.parse(readFileSync('package.json', 'utf8')).version) } },
    plugins: [
      loadLater(LATER.filter((file) => file !== input)),
      leaveOut(dependencies.LEFT_OUT, used),
      patch(dependencies.PATCHES, used),
      findHiddenImports(dependencies.HIDDEN_IMPORTS),
    ],
    onLog(level, log) {
      if (level === 'warn' && log.code !== 'EVAL') throw new Error(log.message);
    },
  });
  const { output } = await build.generate({
    format: 'cjs',
    codeSplitting: false,
    // A name is part of what the app says: of its errors, and of its log.
    keepNames: true,
    minify: true,
    // V8 stores source as one byte a character, but as two as soon as one character is outside Latin-1.
    charset: 'ascii',
    file: 'app.cjs',
    dynamicImportInCjs: false,
    sourcemap: 'hidden',
  });
  await build.close();
  const unused = [...dependencies.PATCHES, ...dependencies.LEFT_OUT].filter((one) => !used.has(one));
  if (unused.length > 0 && !LATER.includes(input))
    throw new Error(`Nothing imports ${unused.map(({ file, of }) => file ?? of).join(', ')} any more: remove what is declared of it.`);
  const [chunk] = output;
  for (const file of dependencies.ONLY_ONCE) {
    const copies = Object.keys(chunk.modules).filter((id) => file.test(id));
    if (copies.length > 1) throw new Error(`There are several of what must be there once: ${copies.join(', ')}.`);
  }
  if (/[^\0-\x7f]/.test(chunk.code)) throw new Error('The bundle is not in ASCII, which the loader relies on.');
  return { code: chunk.code, map: chunk.map.toString() };
}

/** The name of the bundle of a file that is loaded later. */
export const laterName = (file) => `${basename(file, '.ts')}.cjs`;

function loadLater(files) {
  return {
    name: 'load-later',
    resolveId(id, importer) {
      const file = importer && id.endsWith('.js') && files.find((one) => join(dirname(importer), id.replace(/js$/, 'ts')) === resolve(one));
      return file ? { id: `./${laterName(file)}`, external: true } : undefined;
    },
  };
}

function leaveOut(leftOut, used) {
  return {
    name: 'leave-out',
    resolveId(id, importer = '') {
      const found = leftOut.find(({ of, from }) => of.test(id) && (!from || from.test(importer)));
      if (!found) return undefined;
      used.add(found);
      return found.instead ? join(import.meta.dirname, found.instead) : EMPTY;
    },
    load: (id) => (id === EMPTY ? 'export {};' : undefined),
  };
}

function patch(patches, used) {
  return {
    name: 'patch',
    load(id) {
      const one = patches.find(({ file }) => id.endsWith(join('/', file)));
      if (!one) return undefined;
      used.add(one);
      return Object.entries(one.changes).reduce(
        (code, [find, instead]) => {
          if (code.split(find).length !== 2) throw new Error(`The patch of ${one.file} does not match any more.`);
          return code.replace(find, () => instead);
        },
        readFileSync(id, 'utf8'),
      );
    },
  };
}

function findHiddenImports(known) {
  return {
    name: 'find-hidden-imports',
    transform(code, id) {
      if (!HIDDEN_IMPORT.test(code) || known.some(({ file }) => id.endsWith(join('/', file)))) return;
      throw new Error(`${id} loads what a bundler cannot see: patch it.`);
    },
  };
}
