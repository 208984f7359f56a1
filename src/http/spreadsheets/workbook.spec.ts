import fc from 'fast-check';
import { strToU8, zipSync } from 'fflate';
import type { MalformedFile } from './malformed-file.js';
import { SpreadsheetFile } from './spreadsheet-file.js';
import { workbookRecords } from './workbook.js';
import { writeWorkbook } from './write-workbook.js';

const MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
const DOCUMENT = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const relations = (...targets: [string, string][]) =>
  `<Relationships>${targets.map(([type, target], at) => `<Relationship Id="r${at}" Type="${DOCUMENT}/${type}" Target="${target}"/>`).join('')}</Relationships>`;

/** A workbook with the rows of one sheet, as programs write it. */
const workbook = (rows: string, parts: Record<string, string> = {}): Buffer => {
  const all = {
    '_rels/.rels': relations(['officeDocument', 'xl/workbook.xml']),
    'xl/workbook.xml': `<workbook ${MAIN} xmlns:r="${DOCUMENT}"><sheets><sheet name="S" sheetId="1" r:id="r0"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relations(
      ['worksheet', 'worksheets/sheet1.xml'],
      ['sharedStrings', '/xl/sharedStrings.xml'],
      ['styles', 'styles.xml'],
    ),
    'xl/worksheets/sheet1.xml': `<worksheet ${MAIN}><sheetData>${rows}</sheetData></worksheet>`,
    ...parts,
  };
  return Buffer.from(zipSync(Object.fromEntries(Object.entries(all).map(([name, text]) => [name, strToU8(text)]))));
};
const read = async (file: Buffer) => Array.from((await workbookRecords(file)).records, ({ line, cells }) => [line, ...cells]);
const errorOf = async (file: Buffer) => {
  try {
    await new SpreadsheetFile(file).read({ required: ['a'] }, { maxRows: 100 });
  } catch (error) {
    return (error as MalformedFile).details.errors;
  }
  throw new Error('The workbook was read.');
};

describe('reading a workbook', () => {
  it('reads numbers, texts, booleans and errors, with their rows and places', async () => {
    const rows = `<row r="2"><c r="B2" t="inlineStr"><is><t>Nguyễn</t></is></c><c r="D2"><v>7.0999999999999996</v></c></row>
      <row r="5"><c r="A5" t="b"><v>1</v></c><c r="B5" t="e"><v>#REF!</v></c><c><v>20230001</v></c><c r="AA5" t="str"><v>x</v></c></row>`;
    expect(await read(workbook(rows))).toEqual([
      [2, '', 'Nguyễn', '', '7.1'],
      [5, 'TRUE', '#REF!', '20230001', ...Array<string>(23).fill(''), 'x'],
    ]);
  });

  it('reads shared texts of several runs, without how they are pronounced', async () => {
    const strings = `<sst ${MAIN}><si><t>plain</t></si><si><r><t>two </t></r><r><rPr/><t xml:space="preserve">runs</t></r><rPh><t>said</t></rPh></si><si><t>a_x000D_b _x005F_x0041_</t></si></sst>`;
    const rows = '<row><c t="s"><v>1</v></c><c t="s"><v>0</v></c><c t="s"><v>2</v></c><c t="s"><v>9</v></c></row>';
    expect(await read(workbook(rows, { 'xl/sharedStrings.xml': strings }))).toEqual([[1, 'two runs', 'plain', 'a\rb _x0041_']]);
  });

  it.each([
    ['14', '', '2005-02-28'],
    ['164', '<numFmt numFmtId="164" formatCode="dd\\.mm\\.yyyy;@"/>', '2005-02-28'],
    ['164', '<numFmt numFmtId="164" formatCode="[$-42A]d &quot;tháng&quot; m"/>', '2005-02-28'],
    ['164', '<numFmt numFmtId="164" formatCode="0.0 &quot;days&quot;"/>', '38411'],
    ['164', '<numFmt numFmtId="164" formatCode="[Red]0"/>', '38411'],
    ['0', '', '38411'],
  ])('reads a number in the format %s %s as %s', async (id, format, text) => {
    const styles = `<styleSheet ${MAIN}><numFmts>${format}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf/><xf numFmtId="${id}"/></cellXfs></styleSheet>`;
    expect(await read(workbook('<row><c s="1"><v>38411</v></c></row>', { 'xl/styles.xml': styles }))).toEqual([[1, text]]);
  });

  it('reads the time of a date, and dates that count from 1904', async () => {
    const styles = `<styleSheet ${MAIN}><cellXfs><xf numFmtId="22"/></cellXfs></styleSheet>`;
    const book = `<workbook ${MAIN} xmlns:r="${DOCUMENT}"><workbookPr date1904="1"/><sheets><sheet name="S" sheetId="1" r:id="r0"/></sheets></workbook>`;
    const row = '<row><c s="0"><v>36949.5</v></c></row>';
    expect(await read(workbook(row, { 'xl/styles.xml': styles, 'xl/workbook.xml': book }))).toEqual([[1, '2005-02-28 12:00:00']]);
  });

  it('reads the first sheet that is visible', async () => {
    const book = `<x:workbook xmlns:x="a" xmlns:r="${DOCUMENT}"><x:sheets><x:sheet name="H" state="veryHidden" r:id="r0"/><x:sheet name="S" r:id="r1"/></x:sheets></x:workbook>`;
    const parts = {
      'xl/workbook.xml': book,
      'xl/_rels/workbook.xml.rels': relations(['worksheet', 'worksheets/sheet1.xml'], ['worksheet', 'worksheets/sheet2.xml']),
      'xl/worksheets/sheet2.xml':
        '<x:worksheet xmlns:x="a"><x:sheetData><x:row><x:c><x:v>2</x:v></x:c></x:row></x:sheetData></x:worksheet>',
    };
    expect(await read(workbook('<row><c><v>1</v></c></row>', parts))).toEqual([[1, '2']]);
  });

  it('reads the stored value of a formula, and rejects a formula without one', async () => {
    expect(await read(workbook('<row><c><f>1+1</f><v>2</v></c><c t="str"><f>A1&amp;""</f><v></v></c></row>'))).toEqual([[1, '2']]);
    expect(await errorOf(workbook('<row r="3"><c><f>1+1</f></c></row>'))).toMatchObject([{ field: 'line 3', code: 'formula' }]);
  });

  it('ignores rows and cells that have only a format', async () => {
    const far = '<row r="1048576"><c r="XFD1048576" s="1"/></row>';
    expect(await read(workbook(`<row><c><v>1</v></c><c r="XFD1"/></row>${far}`))).toEqual([[1, '1']]);
  });

  const DOCTYPE = `<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]><worksheet ${MAIN}><sheetData><row><c t="str"><v>&x;</v></c></row></sheetData></worksheet>`;
  it.each([
    ['a value far below', workbook('<row r="1048576"><c r="A1048576"><v>1</v></c></row>'), 'too_many_rows'],
    ['a value far to the right', workbook('<row r="1"><c r="XFD1"><v>1</v></c></row>'), 'too_many_columns'],
    ['a place that does not exist', workbook('<row r="1"><c r="1"><v>1</v></c></row>'), 'too_many_columns'],
    ['a document type', workbook('', { 'xl/worksheets/sheet1.xml': DOCTYPE }), 'damaged_workbook'],
    ['an entity', workbook('<row><c t="str"><v>&nbsp;</v></c></row>'), 'damaged_workbook'],
    ['elements inside each other', workbook('<a>'.repeat(101) + '</a>'.repeat(101)), 'damaged_workbook'],
    ['XML that is not closed', workbook('<row><c>'), 'damaged_workbook'],
    ['parts that become large', workbook(' '.repeat(3_000_000)), 'workbook_too_large'],
    [
      'a text that is repeated',
      workbook('<row><c t="s"><v>0</v></c><c t="s"><v>0</v></c></row>'.repeat(1000), {
        'xl/sharedStrings.xml': `<sst ${MAIN}><si><t>${'x'.repeat(100_000)}</t></si></sst>`,
      }),
      'workbook_too_large',
    ],
    ['a sheet at no path', workbook('', { 'xl/_rels/workbook.xml.rels': relations(['worksheet', 'http://[']) }), 'damaged_workbook'],
    ['no sheet', Buffer.from(zipSync({ 'x.xml': strToU8('<x/>') })), 'damaged_workbook'],
    ['a cut end', workbook('<row><c><v>1</v></c></row>').subarray(0, -30), 'damaged_workbook'],
    ['an old file of Excel', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), 'old_excel'],
  ])('rejects %s', async (_what, file, code) => {
    expect(await errorOf(file)).toMatchObject([{ code }]);
  });

  it('rejects a part that is larger than the directory says', async () => {
    const file = workbook(`<row><c t="str"><v>${'x'.repeat(100_000)}</v></c></row>`);
    const directory = file.indexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02]));
    for (let at = directory; at >= 0; at = file.indexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02]), at + 4)) file.writeUInt32LE(10, at + 24);
    expect(await errorOf(file)).toMatchObject([{ code: 'damaged_workbook' }]);
  });
});

describe('writing a workbook', () => {
  it('writes what is read again, whatever it looks like', async () => {
    const text = fc.oneof(
      fc.constantFrom(
        '=1+1',
        '007',
        '1-Feb',
        '2.5E11',
        "'x",
        '_x0041_',
        '<a>&amp;"',
        'two\nlines',
        '\ufffe\uffff',
        'Nguyễn',
        '#REF!',
        'TRUE',
      ),
      fc.string({ unit: 'grapheme' }),
    );
    const cell = fc.oneof(
      text,
      fc.integer({ min: 0, max: 1_000_000 }).map((number) => number / 100),
      fc.constant(undefined),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.integer({ min: 1 }), cell, cell), { maxLength: 8 }), async (rows) => {
        const file = Buffer.from(await writeWorkbook(['n', 'a', 'b'], rows));
        const table = await new SpreadsheetFile(file).read({ required: ['n', 'a', 'b'] }, { maxRows: 100 });
        const same = (value: string | number | undefined) =>
          String(value ?? '')
            .replace(/(?![\t\n\r])\p{Cc}/gu, '')
            .normalize('NFC')
            .trim();
        expect(table.rows.map(({ cells }) => cells)).toEqual(rows.map(([n, a, b]) => ({ n: String(n), a: same(a), b: same(b) })));
      }),
      { numRuns: 60 },
    );
  });

  it('writes the same file for the same rows', async () => {
    expect(await writeWorkbook(['a'], [['x', 1]])).toEqual(await writeWorkbook(['a'], [['x', 1]]));
  });
});
