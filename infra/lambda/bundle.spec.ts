import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Changes {
  /** Patterns of what is imported. */
  LEFT_OUT?: string[];
  PATCHES?: object[];
  HIDDEN_IMPORTS?: object[];
  LATER?: string[];
  /** Patterns. */
  ONLY_ONCE?: string[];
}

const FILE = 'node_modules/greeter/index.js';
const GOOD = { file: FILE, changes: { "'hello'": "'good day'" }, why: 'Politeness.' };

describe('the bundle', () => {
  let folder: string;

  /** An app with one dependency. */
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'bundle-'));
    const write = (path: string, text: string) => writeFileSync(join(folder, path), text);
    mkdirSync(join(folder, 'node_modules/greeter'), { recursive: true });
    write('tsconfig.json', '{}');
    write('package.json', '{"version":"1.2.3"}');
    write('node_modules/greeter/package.json', '{"name":"greeter","type":"module","main":"index.js"}');
    write(FILE, "export const greeting = 'hello';");
    write('app.ts', "import { greeting } from 'greeter'; export class SomeGreeter { says = greeting }");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** What it is made of, or why it cannot be made. The bundler runs in Node.js alone, not in Jest. */
  const made = ({ LEFT_OUT = [], PATCHES = [], HIDDEN_IMPORTS = [], LATER = [], ONLY_ONCE = [] }: Changes): string => {
    const once = ONLY_ONCE.map((pattern) => `/${pattern}/`).join();
    const leftOut = LEFT_OUT.map((pattern) => `{ of: /${pattern}/ }`).join();
    const dependencies = `{ ...${JSON.stringify({ PATCHES, HIDDEN_IMPORTS, LATER })}, LEFT_OUT: [${leftOut}], ONLY_ONCE: [${once}] }`;
    writeFileSync(
      join(folder, 'make.mjs'),
      `import { bundle } from ${JSON.stringify(join(__dirname, 'bundle.mjs'))};
      bundle('app.ts', ${dependencies}).then(({ code }) => code, (error) => error.message).then((text) => console.log(text));`,
    );
    return execFileSync(process.execPath, ['make.mjs'], { cwd: folder, encoding: 'utf8' });
  };

  it('is made with the patches, and keeps the names of classes', () => {
    expect(made({ PATCHES: [GOOD] })).toMatch(/good day/);
    expect(made({ PATCHES: [GOOD] })).toMatch(/SomeGreeter=class/);
  });

  it('has nothing in it that is not ASCII', () => {
    writeFileSync(join(folder, 'app.ts'), "import { greeting } from 'greeter'; export const greetings = [greeting, 'chào buổi sáng'];");
    expect(made({})).toMatch(/ch\\u00e0o bu\\u1ed5i s\\u00e1ng/i);
  });

  it.each([
    ['does not match any more', { ...GOOD, changes: { "'hi'": "'good day'" } }],
    ['does not match any more', { ...GOOD, changes: { e: 'i' } }],
    ['Nothing imports other/index.js any more', { ...GOOD, file: 'other/index.js' }],
  ])('is not made when a patch %s', (message, patch) => {
    expect(made({ PATCHES: [patch] })).toContain(message);
  });

  it('does without what is left out, as long as something imports it', () => {
    writeFileSync(join(folder, 'app.ts'), "import * as greeter from 'greeter'; export const greeters = [greeter];");
    expect(made({ LEFT_OUT: ['^greeter$'] })).not.toContain('hello');
    expect(made({ LEFT_OUT: ['^greeter$', '^other$'] })).toContain('Nothing imports /^other$/ any more');
  });

  it('loads from beside it what few requests need', () => {
    writeFileSync(join(folder, 'later.ts'), "export { greeting } from 'greeter';");
    writeFileSync(join(folder, 'app.ts'), "export const greet = async () => (await import('./later.js')).greeting;");
    expect(made({})).toContain('hello');
    expect(made({ LATER: ['later.ts'] })).toContain('require("./later.cjs")');
    expect(made({ LATER: ['later.ts'] })).not.toContain('hello');
  });

  it('is not made when something is imported that is not there', () => {
    writeFileSync(join(folder, 'app.ts'), "import { greeting, missing } from 'greeter'; export const both = [greeting, missing];");
    expect(made({})).toContain('missing');
    writeFileSync(join(folder, 'app.ts'), "export { greeting } from 'nowhere';");
    expect(made({})).toContain('nowhere');
  });

  it('is not made when it would hold twice what must be there once', () => {
    writeFileSync(join(folder, 'node_modules/greeter/other.cjs'), "exports.greeting = 'hello';");
    writeFileSync(
      join(folder, 'app.ts'),
      "import { greeting } from 'greeter'; import other from 'greeter/other.cjs'; export default [greeting, other];",
    );
    expect(made({ ONLY_ONCE: ['greeter.index'] })).toContain('module.exports');
    expect(made({ ONLY_ONCE: ['greeter.(index|other)'] })).toContain('several of what must be there once');
  });

  it('is not made when a dependency loads what cannot be seen, unless that is known', () => {
    const hidden = "import { createRequire } from 'node:module'; export const greeting = createRequire(import.meta.url)('hidden');";
    writeFileSync(join(folder, FILE), hidden);
    expect(made({})).toContain('loads what a bundler cannot see');
    expect(made({ HIDDEN_IMPORTS: [{ file: FILE, why: 'It is a test.' }] })).toContain('SomeGreeter=class');
  });
});
