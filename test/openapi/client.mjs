// Generates the client of the tests, `test/openapi/client`, from `openapi.json` where it is missing or stale.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';

const CLIENT = 'test/openapi/client';
const HASH_FILE = `${CLIENT}/source.sha256`;

const hash = createHash('sha256');
for (const source of ['openapi.json', 'package-lock.json', import.meta.filename]) hash.update(readFileSync(source));
const wanted = hash.digest('hex');

if (generatedFrom() !== wanted) {
  const { createClient } = await import('@hey-api/openapi-ts');
  await createClient({
    input: './openapi.json',
    output: { path: CLIENT, importFileExtension: '.js' },
    plugins: [
      '@hey-api/client-fetch',
      '@hey-api/typescript',
      { name: '@hey-api/sdk', operations: { strategy: 'single', containerName: 'SchoolApi', methods: 'instance' } },
    ],
    logs: { level: 'silent' },
  });
  // Last: a run that was interrupted is made again.
  writeFileSync(HASH_FILE, wanted);
}

function generatedFrom() {
  try {
    return readFileSync(HASH_FILE, 'utf8');
  } catch {
    return undefined;
  }
}
