import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exportedClasses } from '../../../test/fixtures/exports.js';
import type { DomainErrorClass } from '../errors/domain-error.js';
import { EN } from './en.js';
import { LANGUAGES, loadCatalogue } from './languages.js';

const SOURCE = join(__dirname, '../..');
const sources = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  .filter((file) => /(?<!\.(?:spec|full))\.ts$/.test(file) && !file.startsWith('core/messages/'))
  .map((file) => readFileSync(join(SOURCE, file), 'utf8'))
  .join('\n');
const keys = [...Object.keys(EN.fields), ...Object.keys(EN.details)];
const placeholders = (texts: object) =>
  Object.fromEntries(
    Object.entries(texts as Record<string, string>).map(([key, text]) => [key, [...new Set(text.match(/\{\w+\}/g))].sort()]),
  );

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

describe.each(LANGUAGES.slice(1))('the texts in the language %s', (language) => {
  it('are those of the English catalogue, with the same placeholders', async () => {
    const { details, fields, places } = (await loadCatalogue(language))!;
    expect(placeholders(fields)).toEqual(placeholders(EN.fields));
    expect(placeholders(details)).toEqual(placeholders(EN.details));
    expect(placeholders(places)).toEqual(placeholders(EN.places));
  });

  it('have a title for every problem, and no other', async () => {
    const errors = exportedClasses<DomainErrorClass>(
      (path) => /(?<!\.(?:spec|full))\.ts$/.test(path) && !/^(main|lambda|cli\/.*)\.ts$/.test(path),
    );
    const codes = [...new Set(errors.flatMap(({ code, title }) => (typeof title === 'string' ? code : [])))];
    expect(Object.keys((await loadCatalogue(language))!.titles).sort()).toEqual(codes.sort());
  });
});
