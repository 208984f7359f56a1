import { SourceMap } from 'node:module';
import { runInNewContext } from 'node:vm';
import { inAscii } from './ascii.mjs';

const mapOf = (mappings: string) => ({
  version: 3,
  file: 'app.js',
  sources: ['app.ts'],
  sourcesContent: [''],
  names: [],
  mappings,
  sourceRoot: '',
});

describe('inAscii', () => {
  it('writes texts and patterns otherwise, which say the same', () => {
    const source = "['đ', `bài tập ${1}`, '＝\u0085\u{10ffff}', /^[đĐ＝]$/.test('Đ')]";
    const { code } = inAscii(source, mapOf(''));
    expect(code).toMatch(/^[\0-\x7f]*$/);
    expect(runInNewContext(code)).toEqual(runInNewContext(source));
  });

  it('refuses what cannot be written otherwise', () => {
    expect(() => inAscii('/\\đ/', mapOf(''))).toThrow('backslash');
  });

  it('says of all that follows where it is now, and where it was written', () => {
    // In the first line mappings at the columns 0, 4 and 10, each to the column of the same number; in the second one at 0.
    const { code, map } = inAscii('x=`đ`;y=1;z=2\nw=3', mapOf('AAAA,IAAI,MAAM;AACV'));
    expect(code.split('\n')[0]!.indexOf('z')).toBe(15);
    const entry = (line: number, column: number) =>
      new SourceMap(map).findEntry(line, column) as { originalLine: number; originalColumn: number };
    expect(entry(0, 2)).toMatchObject({ originalLine: 0, originalColumn: 0 });
    expect(entry(0, 9)).toMatchObject({ originalLine: 0, originalColumn: 4 });
    expect(entry(0, 14)).toMatchObject({ originalLine: 0, originalColumn: 4 });
    expect(entry(0, 15)).toMatchObject({ originalLine: 0, originalColumn: 10 });
    expect(entry(1, 0)).toMatchObject({ originalLine: 1, originalColumn: 0 });
  });
});
