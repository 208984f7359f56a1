import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Changes {
  /** Patterns of imports. */
  LEFT_OUT?: string[];
  PATCHES?: object[];
  HIDDEN_IMPORTS?: object[];
  LATER?: string[];
  /** Patterns of files. */
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

  /** Returns the code of the bundle, or the error message. The bundler runs only in plain Node.js, not in Jest. */
  const build = ({ LEFT_OUT = [], PATCHES = [], HIDDEN_IMPORTS = [], LATER = [], ONLY_ONCE = [] }: Changes): string => {
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

  it('applies the patches, and keeps the names of classes', () => {
    expect(build({ PATCHES: [GOOD] })).toMatch(/good day/);
    expect(build({ PATCHES: [GOOD] })).toMatch(/SomeGreeter=class/);
  });

  it('contains only ASCII', () => {
    writeFileSync(join(folder, 'app.ts'), "import { greeting } from 'greeter'; export const greetings = [greeting, 'chào buổi sáng'];");
    expect(build({})).toMatch(/ch\\u00e0o bu\\u1ed5i s\\u00e1ng/i);
  });

  it.each([
    ['does not match any more', { ...GOOD, changes: { "'hi'": "'good day'" } }],
    ['does not match any more', { ...GOOD, changes: { e: 'i' } }],
    ['Nothing imports other/index.js any more', { ...GOOD, file: 'other/index.js' }],
  ])('fails with "%s" for a stale patch', (message, patch) => {
    expect(build({ PATCHES: [patch] })).toContain(message);
  });

  it('leaves imports out, and fails if a listed import does not exist', () => {
    writeFileSync(join(folder, 'app.ts'), "import * as greeter from 'greeter'; export const greeters = [greeter];");
    expect(build({ LEFT_OUT: ['^greeter$'] })).not.toContain('hello');
    expect(build({ LEFT_OUT: ['^greeter$', '^other$'] })).toContain('Nothing imports /^other$/ any more');
  });

  it('loads listed files from separate bundles', () => {
    writeFileSync(join(folder, 'later.ts'), "export { greeting } from 'greeter';");
    writeFileSync(join(folder, 'app.ts'), "export const greet = async () => (await import('./later.js')).greeting;");
    expect(build({})).toContain('hello');
    expect(build({ LATER: ['later.ts'] })).toContain('require("./later.cjs")');
    expect(build({ LATER: ['later.ts'] })).not.toContain('hello');
  });

  it('fails for a missing import', () => {
    writeFileSync(join(folder, 'app.ts'), "import { greeting, missing } from 'greeter'; export const both = [greeting, missing];");
    expect(build({})).toContain('missing');
    writeFileSync(join(folder, 'app.ts'), "export { greeting } from 'nowhere';");
    expect(build({})).toContain('nowhere');
  });

  it('fails if it contains a file twice that must occur once', () => {
    writeFileSync(join(folder, 'node_modules/greeter/other.cjs'), "exports.greeting = 'hello';");
    writeFileSync(
      join(folder, 'app.ts'),
      "import { greeting } from 'greeter'; import other from 'greeter/other.cjs'; export default [greeting, other];",
    );
    expect(build({ ONLY_ONCE: ['greeter.index'] })).toContain('module.exports');
    expect(build({ ONLY_ONCE: ['greeter.(index|other)'] })).toContain('several copies of one file');
  });

  it('fails for a dependency with hidden imports, unless it is listed', () => {
    const hidden = "import { createRequire } from 'node:module'; export const greeting = createRequire(import.meta.url)('hidden');";
    writeFileSync(join(folder, FILE), hidden);
    expect(build({})).toContain('has imports that a bundler cannot see');
    expect(build({ HIDDEN_IMPORTS: [{ file: FILE, why: 'It is a test.' }] })).toContain('SomeGreeter=class');
  });
});
