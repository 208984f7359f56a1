import { readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { rolldown } from 'rolldown';
import * as changes from './dependencies.mjs';

const EMPTY = '\0empty';
/** Creates a `require` whose imports a bundler cannot see. */
const HIDDEN_IMPORT = /createRequire\(import\.meta\.url\)/;

/**
 * Bundles the app into one CommonJS file, for the `vm.Script` of the loader.
 * @param dependencies the changes to the dependencies, see `dependencies.mjs`
 * @returns {Promise<{ code: string, map: string }>}
 * @throws Error if a patch does not match, or for any warning of the bundler
 */
export async function bundle(input = 'src/lambda.ts', dependencies = changes) {
  const { LATER } = dependencies;
  const used = new Set();
  const build = await rolldown({
    input,
    platform: 'node',
    tsconfig: 'tsconfig.json',
    // A slow machine is no reason to fail.
    checks: { pluginTimings: false },
    // Prefers ES modules, so that unused exports are dropped and each module occurs once.
    resolve: { mainFields: ['module', 'main'] },
    // The function has no package.json to read the version from.
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
    // Errors and the log contain class names.
    keepNames: true,
    minify: true,
    // V8 stores one byte for each character, but two if any character is outside Latin-1.
    charset: 'ascii',
    file: 'app.js',
    dynamicImportInCjs: false,
    sourcemap: 'hidden',
  });
  await build.close();
  const unused = [...dependencies.PATCHES, ...dependencies.LEFT_OUT].filter((entry) => !used.has(entry));
  if (unused.length > 0 && !LATER.includes(input))
    throw new Error(`Nothing imports ${unused.map(({ file, of }) => file ?? of).join(', ')} any more. Remove it from dependencies.mjs.`);
  const [chunk] = output;
  for (const file of dependencies.ONLY_ONCE) {
    const copies = Object.keys(chunk.modules).filter((id) => file.test(id));
    if (copies.length > 1) throw new Error(`The bundle contains several copies of one file: ${copies.join(', ')}.`);
  }
  if (/[^\0-\x7f]/.test(chunk.code)) throw new Error('The bundle is not ASCII, but the loader requires it.');
  return { code: chunk.code, map: chunk.map.toString() };
}

/** The file name of a bundle that is loaded later. */
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
      const found = patches.find(({ file }) => id.endsWith(join('/', file)));
      if (!found) return undefined;
      used.add(found);
      return Object.entries(found.changes).reduce(
        (code, [find, instead]) => {
          if (code.split(find).length !== 2) throw new Error(`The patch of ${found.file} does not match any more.`);
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
      throw new Error(`${id} has imports that a bundler cannot see. Patch it in dependencies.mjs.`);
    },
  };
}
