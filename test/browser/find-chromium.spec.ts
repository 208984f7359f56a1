import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { findChromium } from './find-chromium.js';

describe('the browser of the tests', () => {
  const empty = mkdtempSync(join(tmpdir(), 'browser-'));
  const folder = mkdtempSync(join(tmpdir(), 'browser-'));
  const install = (name: string) => {
    writeFileSync(join(folder, name), '');
    chmodSync(join(folder, name), 0o755);
    return join(folder, name);
  };
  afterAll(() => [empty, folder].forEach((each) => rmSync(each, { recursive: true })));

  it('is Chromium, else Google Chrome, else CHROMIUM_PATH is needed', () => {
    const PATH = [empty, folder].join(delimiter);
    expect(() => findChromium({ PATH })).toThrow(/chromium or google-chrome in PATH\. Install one .*apt-get install chromium/);
    const chrome = install('google-chrome');
    expect(findChromium({ PATH })).toBe(chrome);
    const chromium = install('chromium');
    expect(findChromium({ PATH })).toBe(chromium);
    expect(findChromium({ PATH: empty, CHROMIUM_PATH: chrome })).toBe(chrome);
  });

  it('is no other one if CHROMIUM_PATH is wrong', () => {
    const CHROMIUM_PATH = join(empty, 'chromium');
    expect(() => findChromium({ PATH: folder, CHROMIUM_PATH })).toThrow(`CHROMIUM_PATH is ${CHROMIUM_PATH}, which is not a program.`);
  });
});
