import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** A test file in backquotes, a colon, and titles of its tests in quotes; "…" stands for the rest of a title. */
const NAMED_TESTS = /`([\w/.-]+\.(?:spec|e2e|full)\.ts)`:((?: ?"[^"\n]+",?)+)/g;

const named = [...readFileSync('CONTRIBUTING.md', 'utf8').matchAll(NAMED_TESTS)].flatMap(([, file, titles]) =>
  [...titles!.matchAll(/"([^"…]+)/g)].map(([, title]) => [file!, title!.trim()] as const),
);

/** A file may take its tests from a module beside it, so a title may be in any of them. */
const files = ['src', 'test', 'infra']
  .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path)))
  .filter((path) => path.endsWith('.ts'));
const source = files.map((path) => readFileSync(path, 'utf8').replaceAll('\\', '')).join('\n');

describe('CONTRIBUTING.md', () => {
  it('names tests for many of its steps', () => {
    expect(named.length).toBeGreaterThan(20);
  });

  it.each(named)('names a test that exists: %s, "%s"', (file, title) => {
    expect(files.map((path) => basename(path))).toContain(basename(file));
    expect(source).toContain(title);
  });
});
