import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EN } from './en.js';

const SOURCE = join(__dirname, '../..');
const sources = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  .filter((file) => /(?<!\.spec)\.ts$/.test(file) && !file.startsWith('core/messages/'))
  .map((file) => readFileSync(join(SOURCE, file), 'utf8'))
  .join('\n');
const keys = [...Object.keys(EN.fields), ...Object.keys(EN.details)];
/** Whether the source has the key, or its code with any case and the case. */
function isUsed(key: string): boolean {
  const [code, name] = key.split('.');
  return sources.includes(`'${key}'`) || (name !== undefined && sources.includes(`\`${code}.\${`) && sources.includes(`'${name}'`));
}

describe('the English texts', () => {
  it('are all used', () => {
    expect(keys.filter((key) => !isUsed(key))).toEqual([]);
  });

  it('are sentences', () => {
    const texts = [...Object.values(EN.fields), ...Object.values(EN.details)];
    expect(texts.filter((text) => !text.endsWith('.'))).toEqual([]);
    expect(Object.values(EN.fields).filter((text) => !/^[a-z]/.test(text))).toEqual([]);
  });
});
