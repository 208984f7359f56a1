/** Makes the client of the tests, `test/openapi/client`, of `openapi.json`, as anybody would make theirs; with `--check` fails if it is not what the document says. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@hey-api/openapi-ts';

const HOME = 'test/openapi/client';

const make = (path) =>
  createClient({
    input: './openapi.json',
    output: { path, importFileExtension: '.js' },
    plugins: [
      '@hey-api/client-fetch',
      '@hey-api/typescript',
      { name: '@hey-api/sdk', operations: { strategy: 'single', containerName: 'SchoolApi', methods: 'instance' } },
    ],
    logs: { level: 'silent' },
  });

/** Every file of a folder, by its path in it. */
async function filesOf(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(paths.sort().map(async (path) => [path.slice(folder.length), await readFile(path, 'utf8')]));
}

if (!process.argv.includes('--check')) {
  await make(HOME);
} else {
  const fresh = await mkdtemp(join(tmpdir(), 'client-'));
  await make(fresh);
  const isStale = JSON.stringify(await filesOf(fresh)) !== JSON.stringify(await filesOf(HOME));
  await rm(fresh, { recursive: true });
  if (isStale) {
    process.stderr.write(`${HOME} is stale: run "npm run openapi" and commit it.\n`);
    process.exitCode = 1;
  }
}
