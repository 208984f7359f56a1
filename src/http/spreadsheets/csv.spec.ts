import type { DomainError } from '../../core/errors/domain-error.js';
import { MalformedFile } from './malformed-file.js';
import { decodeText, readCsv } from './csv.js';

const AB = { required: ['a', 'b'] };
const MAX_ROWS = 100;
const linesOf = (text: string) => readCsv(text, AB, { maxRows: MAX_ROWS }).rows.map(({ line, cells }) => [line, cells.a, cells.b]);

const errorOf = (text: string): DomainError => {
  try {
    readCsv(text, AB, { maxRows: MAX_ROWS });
  } catch (error) {
    return error as DomainError;
  }
  throw new Error('The file was read.');
};

describe('reading CSV', () => {
  it.each([
    ['commas', 'a,b\n1,2\n'],
    ['semicolons', 'a;b\n1;2\n'],
    ['tabs', 'a\tb\n1\t2\n'],
    ['a BOM and CRLF', '\uFEFFa,b\r\n1,2\r\n'],
    ['old line breaks', 'a,b\r1,2'],
    ['no line break at the end', 'a,b\n1,2'],
    ['spaces around cells and quotes', ' a , "b" \n 1 , "2" \n'],
    ['other letters in the header', 'A,B\n1,2\n'],
    ['columns without a name or content', 'a,b,,\n1,2,,\n'],
  ])('accepts %s', (_what, text) => {
    expect(readCsv(text, AB, { maxRows: MAX_ROWS })).toMatchObject({
      columns: ['a', 'b'],
      ignored: [],
      rows: [{ line: 2, cells: { a: '1', b: '2' }, missing: [] }],
    });
  });

  it('finds the separator outside of quotes', () => {
    expect(readCsv('"a,,,";b\n1;2\n', { required: ['a,,,', 'b'] }, { maxRows: MAX_ROWS })).toMatchObject({
      rows: [{ cells: { 'a,,,': '1', b: '2' } }],
    });
  });

  it('returns the expected names of the columns, in the order of the file', () => {
    const { columns, rows } = readCsv(
      'CODE,givenname\nS1,An\n',
      { required: ['givenName'], optional: ['phone', 'code'] },
      { maxRows: MAX_ROWS },
    );
    expect(columns).toEqual(['code', 'givenName']);
    expect(rows).toEqual([{ line: 2, cells: { code: 'S1', givenName: 'An' }, missing: [] }]);
  });

  it.each([
    ['line breaks of one kind', '\n'],
    ['CRLF', '\r\n'],
    ['old line breaks', '\r'],
  ])('counts lines with %s, including blank lines and lines in quotes', (_what, eol) => {
    const text = ['', 'a,b', '1,2', '', '"x', '', 'y",3', ',', '4,"5', '6"', '7,8', ''].join(eol);
    expect(linesOf(text)).toEqual([
      [3, '1', '2'],
      [5, `x${eol}${eol}y`, '3'],
      [9, '4', `5${eol}6`],
      [11, '7', '8'],
    ]);
  });

  it('accepts different line breaks in one file', () => {
    expect(linesOf('a,b\r\n1,2\n3,4\r5,6')).toEqual([
      [2, '1', '2'],
      [3, '3', '4'],
      [4, '5', '6'],
    ]);
  });

  it('normalises and trims cells, and fills short rows', () => {
    expect(linesOf('a,b\n Nguye\u0302\u0303n\u00a0\n')).toEqual([[2, 'Nguyễn', '']]);
  });

  it.each([
    ['nothing', '', ['line 1', 'empty']],
    ['nothing but blank lines', '\uFEFF\r\n ; ;\r\n', ['line 1', 'empty']],
    ['a quote that stays open', 'a,b\n1,2\n3,"4\n5,6\n', ['line 3', 'unclosed_quote']],
    ['text after a quote', 'a,b\r\n"1\r\n",2\r\n3,"4"x\r\n', ['line 4', 'misplaced_quote']],
    ['a quote within a cell', 'a,b\n1,5" disk\n', ['line 2', 'misplaced_quote']],
    ['a row longer than the header', 'a,b\n1,2,3\n', ['line 2', 'row_too_long']],
    ['a row longer than the header, though the rest is blank', 'a,b\n1,7,5\n,,\n', ['line 2', 'row_too_long']],
    ['a row that shifts a blank cell beyond the header', 'a,b\n1,7,\n', ['line 2', 'row_too_long']],
    ['a cell below a column without a name', 'a,b,,\n1,2,3,\n', ['line 2', 'row_too_long']],
    ['a NUL', 'a,b\n1,\0\n', ['line 2', 'nul']],
    ['a missing column', 'b\n1\n', ['a', 'missing_column']],
    ['a repeated column', 'a,b,A\n1,2,3\n', ['a', 'repeated_column']],
  ])('rejects %s, and names the place', (_what, text, [field, code]) => {
    const error = errorOf(text);
    expect(error).toBeInstanceOf(MalformedFile);
    expect(error.details.errors).toMatchObject([{ field, code, message: expect.any(String) }]);
  });

  it.each([
    ['a,b\n1,7,5\n', /the 2 columns of the header\. Put a cell that contains a comma in quotes, also a number with a decimal comma\.$/],
    ['a;b\n1;7;5\n', /the 2 columns of the header\.$/],
  ])('says why a row may be too long: %j', (text, message) => {
    expect(errorOf(text).message).toMatch(message);
  });

  it.each([
    ['sep=;\na;b\n1;2,5\n', 3],
    ['sep=,\r\na,b\r\n1,"2,5"\r\n', 3],
    ['"sep=;"\na;b\n1;2,5\n', 3],
    ['\uFEFFsep=\t\na\tb\n1\t2,5\n', 3],
    ['List of class 7\n\na;b\n1;2,5\n', 4],
    ['UNIVERSITY OF X, FACULTY OF Y;\n;\na;b\n1;2,5\n', 4],
  ])('finds the header and the separator of %j', (text, line) => {
    expect(linesOf(text)).toEqual([[line, '1', '2,5']]);
  });

  it('rejects a separator that it does not know', () => {
    expect(errorOf('sep=x\naxb\n').details.errors).toMatchObject([{ field: 'line 1', code: 'separator' }]);
  });

  it.each(['utf16le', 'utf16be'])('decodes %s with a byte order mark', (encoding) => {
    const bytes = Buffer.from('\uFEFFa\tb\r\nNguyễn\t2\r\n', 'utf16le');
    expect(linesOf(decodeText(encoding === 'utf16le' ? bytes : bytes.swap16()))).toEqual([[2, 'Nguyễn', '2']]);
  });

  it('names the line that is not UTF-16', () => {
    const bytes = Buffer.concat([Buffer.from('\uFEFFa\tb\n1\t', 'utf16le'), Buffer.from([0, 0xd8, 0x0a, 0])]);
    expect(() => decodeText(bytes)).toThrow('line 2 is not valid UTF-16.');
  });

  it('names all errors of the columns', () => {
    expect(errorOf('c,b,b\n').details.errors?.map(({ code }) => code)).toEqual(['repeated_column', 'missing_column']);
    expect(errorOf('c,b,b\n').message).toContain('Not understood: c.');
  });

  describe('limits', () => {
    const rows = (count: number) => `a,b\n${'1,2\n'.repeat(count)}`;

    it('the rows, and stops there', () => {
      expect(readCsv(rows(MAX_ROWS), AB, { maxRows: MAX_ROWS }).rows).toHaveLength(MAX_ROWS);
      const tooMany = [
        { field: 'line 102', code: 'too_many_rows', message: 'exceeds the limit of 100 rows. Split the file.', params: { max: 100 } },
      ];
      expect(errorOf(rows(MAX_ROWS + 1)).details.errors).toEqual(tooMany);
      expect(errorOf(`${rows(MAX_ROWS + 1)}"`).details.errors).toEqual(tooMany);
    });

    it('blank rows, unless they are few', () => {
      expect(errorOf(`a,b\n${',\n'.repeat(10_001)}`).details.errors).toMatchObject([{ field: 'line 10002', code: 'too_many_blank_rows' }]);
      expect(readCsv(`a,b\n${'\n'.repeat(250_000)}1,2`, AB, { maxRows: 1 }).rows).toHaveLength(1);
      expect(readCsv(`${rows(1)}${'\n'.repeat(1000)}${',,\n'.repeat(1000)}3,4\n`, AB, { maxRows: 2 }).rows[1]).toMatchObject({
        line: 2003,
      });
    });

    it.each([
      ['the header', ','.repeat(128_000)],
      ['a row', `a,b\n1,2${','.repeat(128_000)}`],
    ])('the cells of %s', (_what, text) => {
      expect(errorOf(text).details.errors).toMatchObject([{ code: 'too_many_columns' }]);
    });

    it('the names in the errors of the columns, and their length', () => {
      const { details } = errorOf(Array.from({ length: 500 }, (_, index) => `${index}${'x'.repeat(300)}`).join(','));
      expect(details.errors).toHaveLength(2);
      expect(details.errors![0]!.message.length).toBeLessThan(1200);
    });
  });
});
