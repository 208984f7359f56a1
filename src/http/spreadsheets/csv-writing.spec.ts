import fc from 'fast-check';
import { readCsv, writeCsv } from './csv.js';
import type { Separator } from './parse-records.js';

const MAX_ROWS = 100;

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

  it.each([
    ['x;=1+1', "x;'=1+1"],
    ['x|@SUM(A1)', "x|'@SUM(A1)"],
    ['x\t-1', "x\t'-1"],
    ['x,+1;＝1', `"x,'+1;'＝1"`],
    ['x\n=1', `"x\n'=1"`],
    ['x; =1', "x; '=1"],
    ['x;"=1', `"x;""'=1"`],
    ['\u200b=1', "\u200b'=1"],
    ["x;'=1", "x;''=1"],
  ])('writes %j so that no program runs it, whichever separator the program expects', async (text, cell) => {
    expect(await writeCsv(['a'], [[text]])).toBe(`\uFEFFa\r\n${cell}\r\n`);
    expect(readCsv(await writeCsv(['a'], [[text]]), { required: ['a'] }, { maxRows: MAX_ROWS }).rows[0]!.cells).toEqual({ a: text });
  });

  it.each(['Jean-Luc', 'a = b', 'x, y', 'R&D; Ops', "O'Brien, J.", 'a@b.example'])('writes %j as it is', async (text) => {
    expect(await writeCsv(['a'], [[text]])).toMatch(new RegExp(`\r\n"?${text}"?\r\n`));
  });

  it.each([',', ';'] as const)('writes the decimal separator that fits %j', async (separator) => {
    const comma = separator === ';' ? ',' : '.';
    expect(await writeCsv(['a', 'b'], [[-7.5, 0]], separator)).toContain(`\r\n-7${comma}5${separator}0\r\n`);
  });

  it.each([',', ';', '\t'] as const)(
    'reads what it has written, separated by %j, and no program finds a formula in it',
    async (separator: Separator) => {
      const telling = fc.constantFrom(
        '=',
        '+',
        '-',
        '@',
        "'",
        '"',
        ',',
        ';',
        '\t',
        '\r',
        '\n',
        ' ',
        '＝',
        '\uFEFF',
        'e\u0302',
        'a',
        '7',
        '|',
        '\u200b',
      );
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
          const { rows: back } = readCsv(file, { required: ['n', 'a', 'b'] }, { maxRows: MAX_ROWS });
          const same = (cell: string) => cell.normalize('NFC').trim();
          expect(back.map(({ cells }) => cells)).toEqual(rows.map(([a, b], n) => ({ n: String(n), a: same(a), b: same(b) })));
          // A program that expects another separator, and sees no quotes.
          for (const other of [',', ';', '\t', '|']) {
            const cells = file.split(/[\r\n]/).flatMap((line) => line.split(other));
            expect(cells.filter((cell) => /^[\s"\p{Cf}]*[=+\-@＝＋－＠]/u.test(cell))).toEqual([]);
          }
        }),
        { numRuns: 100 },
      );
    },
  );
});
