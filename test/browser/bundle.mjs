// Bundles packages for browsers, one file for each, with what they share: node test/browser/bundle.mjs FOLDER PACKAGE…
import { rolldown } from 'rolldown';

const [dir, ...packages] = process.argv.slice(2);
const bundle = await rolldown({ input: Object.fromEntries(packages.map((name) => [name, name])), platform: 'browser' });
await bundle.write({ dir, entryFileNames: '[name].js', chunkFileNames: 'shared-[hash].js', cleanDir: true });
