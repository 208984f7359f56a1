import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GATEWAY_ANSWERS } from './gateway-answers.js';

const FOLDERS = ['e2e', 'fuzz', 'access', 'scenarios', 'cost'].map((folder) => join(__dirname, '..', folder));

describe('the list of responses that differ through Lambda', () => {
  it('contains only entries that a test uses', () => {
    const code = FOLDERS.flatMap((folder) =>
      readdirSync(folder, { encoding: 'utf8', recursive: true })
        .filter((file) => file.endsWith('.ts'))
        .map((file) => readFileSync(join(folder, file), 'utf8')),
    );
    const isUsed = (what: string) => code.some((text) => text.includes(`'${what}'`));
    expect(Object.keys(GATEWAY_ANSWERS).filter((what) => !isUsed(what))).toEqual([]);
  });
});
