import fc from 'fast-check';
import { MalformedCsv } from './csv.errors.js';
import { readCsv, type Separator, writeCsv } from './csv.js';

const AB = { required: ['a', 'b'] };
const linesOf = async (text: string) => (await readCsv(text, AB)).rows.map(({ line, cells }) => [line, cells.a, cells.b]);

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
  ])('accepts %s', async (_what, text) => {
    expect(await readCsv(text, AB)).toEqual({ columns: ['a', 'b'], rows: [{ line: 2, cells: { a: '1', b: '2' }, missing: [] }] });
  });

  it('finds the separator outside of quotes', async () => {
    expect(await readCsv('"a,,,";b\n1;2\n', { required: ['a,,,', 'b'] })).toMatchObject({ rows: [{ cells: { 'a,,,': '1', b: '2' } }] });
  });

  it('returns the expected names of the columns, in the order of the file', async () => {
    const { columns, rows } = await readCsv('CODE,givenname\nS1,An\n', { required: ['givenName'], optional: ['phone', 'code'] });
    expect(columns).toEqual(['code', 'givenName']);
    expect(rows).toEqual([{ line: 2, cells: { code: 'S1', givenName: 'An' }, missing: [] }]);
  });

  it.each([
    ['line breaks of one kind', '\n'],
    ['CRLF', '\r\n'],
    ['old line breaks', '\r'],
  ])('counts lines with %s, including blank lines and lines in quotes', async (_what, eol) => {
    const text = ['', 'a,b', '1,2', '', '"x', '', 'y",3', ',', '4,"5', '6"', '7,8', ''].join(eol);
    expect(await linesOf(text)).toEqual([
      [3, '1', '2'],
      [5, `x${eol}${eol}y`, '3'],
      [9, '4', `5${eol}6`],
      [11, '7', '8'],
    ]);
  });

  it('accepts different line breaks in one file', async () => {
    expect(await linesOf('a,b\r\n1,2\n3,4\r5,6')).toEqual([
      [2, '1', '2'],
      [3, '3', '4'],
      [4, '5', '6'],
    ]);
  });

  it('normalises and trims cells, and fills short rows', async () => {
    expect(await linesOf('a,b\n Nguye\u0302\u0303n\u00a0\n')).toEqual([[2, 'Nguyễn', '']]);
  });

  it.each([
    ['nothing', '', ['line 1', 'empty']],
    ['nothing but blank lines', '\uFEFF\r\n ; ;\r\n', ['line 1', 'empty']],
    ['a quote that stays open', 'a,b\n1,2\n3,"4\n5,6\n', ['line 3', 'unclosed_quote']],
    ['text after a quote', 'a,b\r\n"1\r\n",2\r\n3,"4"x\r\n', ['line 4', 'misplaced_quote']],
    ['a quote within a cell', 'a,b\n1,5" disk\n', ['line 2', 'misplaced_quote']],
    ['a row longer than the header', 'a,b\n1,2,3\n', ['line 2', 'row_too_long']],
    ['a NUL', 'a,b\n1,\0\n', ['line 2', 'nul']],
    ['a missing column', 'b\n1\n', ['a', 'missing_column']],
    ['a repeated column', 'a,b,A\n1,2,3\n', ['a', 'repeated_column']],
    ['an unknown column', 'a,b,constructor\n1,2,3\n', ['constructor', 'unknown_column']],
    ['a column without a name', 'a,,b\n1,2,3\n', ['column 2', 'unnamed_column']],
  ])('rejects %s, and names the place', async (_what, text, [field, code]) => {
    const result = await readCsv(text, AB).catch((error: unknown) => error as MalformedCsv);
    expect(result).toBeInstanceOf(MalformedCsv);
    expect((result as MalformedCsv).details.errors).toEqual([{ field, code, message: expect.any(String) }]);
  });

  it('names all errors of the columns', async () => {
    const result = await readCsv('c,b,b\n', AB).catch((error: unknown) => error as MalformedCsv);
    expect((result as MalformedCsv).details.errors?.map(({ code }) => code)).toEqual([
      'unknown_column',
      'repeated_column',
      'missing_column',
    ]);
  });
});

describe('writing CSV', () => {
  it('writes a BOM, CRLF, and quotes where necessary', async () => {
    expect(
      await writeCsv(
        ['a', 'b'],
        [
          ['x,y', 'say "x"'],
          ['two\nlines', undefined],
        ],
      ),
    ).toBe('\uFEFFa,b\r\n"x,y","say ""x"""\r\n"two\nlines",\r\n');
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', "'=1+1", '＝1+1', '＋1', '－1', '＠x'])('writes %j so that no program runs it', async (text) => {
    expect(await writeCsv(['a'], [[text]])).toBe(`\uFEFFa\r\n'${text}\r\n`);
  });

  it.each([',', ';'] as const)('writes the decimal separator that fits %j', async (separator) => {
    const comma = separator === ';' ? ',' : '.';
    expect(await writeCsv(['a', 'b'], [[-7.5, 0]], separator)).toContain(`\r\n-7${comma}5${separator}0\r\n`);
  });

  it.each([',', ';', '\t'] as const)('reads what it has written, separated by %j', async (separator: Separator) => {
    const telling = fc.constantFrom('=', '+', '-', '@', "'", '"', ',', ';', '\t', '\r', '\n', ' ', '＝', '\uFEFF', 'e\u0302', 'a', '7');
    const text = fc.oneof(
      fc.array(telling, { maxLength: 6 }).map((parts) => parts.join('')),
      fc.string({ unit: 'binary' }).filter((string) => !string.includes('\0')),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(text, text), { maxLength: 5 }), async (rows) => {
        const file = await writeCsv(
          ['n', 'a', 'b'],
          rows.map(([a, b], n) => [n, a, b]),
          separator,
        );
        const { rows: back } = await readCsv(file, { required: ['n', 'a', 'b'] });
        const same = (cell: string) => cell.normalize('NFC').trim();
        expect(back.map(({ cells }) => cells)).toEqual(rows.map(([a, b], n) => ({ n: String(n), a: same(a), b: same(b) })));
      }),
      { numRuns: 200 },
    );
  });
});
