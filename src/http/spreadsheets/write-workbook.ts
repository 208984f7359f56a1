import { normalise } from '../../core/text/text.js';

/** What XML cannot contain, also not escaped. Line breaks and tabs are the only control characters that it can. */
const NOT_XML = /(?![\t\n\r])[\p{Cc}\p{Cs}]/gu;
/** Nor these two, but unlike control characters a name can have them. Workbooks have an escape of their own for them. */
const NO_CHARACTERS = /[\ufffe\uffff]/g;
const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
/** A workbook of the same rows is the same file. */
const MODIFIED = new Date(2000, 0, 1);

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const DOCUMENT = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const CONTENT = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

const relations = (...types: [string, string][]) =>
  `<Relationships xmlns="${PACKAGE}/relationships">${types
    .map(([type, target], at) => `<Relationship Id="rId${at + 1}" Type="${DOCUMENT}/${type}" Target="${target}"/>`)
    .join('')}</Relationships>`;

/** The parts that are the same in every workbook. Cell style 1 is text, style 2 is bold text. */
const PARTS: Record<string, string> = {
  '[Content_Types].xml': `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${CONTENT}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${CONTENT}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${CONTENT}.styles+xml"/></Types>`,
  '_rels/.rels': relations(['officeDocument', 'xl/workbook.xml']),
  'xl/workbook.xml': `<workbook xmlns="${MAIN}" xmlns:r="${DOCUMENT}"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  'xl/_rels/workbook.xml.rels': relations(['worksheet', 'worksheets/sheet1.xml'], ['styles', 'styles.xml']),
  'xl/styles.xml': `<styleSheet xmlns="${MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf/><xf numFmtId="49" applyNumberFormat="1"/><xf numFmtId="49" fontId="1" applyNumberFormat="1" applyFont="1"/></cellXfs></styleSheet>`,
};

/**
 * Writes a workbook with one sheet. Texts are texts, also if they look like numbers, dates or formulas. The header stays in view.
 * @returns the bytes of an `.xlsx` file, from which `workbookRecords` reads the same cells
 */
export async function writeWorkbook(
  columns: readonly string[],
  rows: readonly (readonly (string | number | undefined)[])[],
): Promise<Uint8Array> {
  const { strToU8, zipSync } = await import('./libraries.js');
  const sheet = `<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/><cols><col min="1" max="${columns.length}" width="18" customWidth="1"/></cols><sheetData>${[
    toRow(columns, { row: 1, style: 2 }),
    ...rows.map((row, index) => toRow(row, { row: index + 2, style: 1 })),
  ].join('')}</sheetData></worksheet>`;
  const parts = Object.entries({ ...PARTS, 'xl/worksheets/sheet1.xml': sheet });
  return zipSync(Object.fromEntries(parts.map(([name, text]) => [name, strToU8(XML + text)])), { mtime: MODIFIED });
}

function toRow(cells: readonly (string | number | undefined)[], { row, style }: { row: number; style: number }): string {
  return `<row r="${row}">${cells.map((cell, at) => toCell(cell, `r="${toLetters(at)}${row}"`, style)).join('')}</row>`;
}

/** The name of a column, e.g. `AB` for 27. */
function toLetters(index: number): string {
  return `${index < 26 ? '' : toLetters(Math.floor(index / 26) - 1)}${String.fromCharCode(65 + (index % 26))}`;
}

function toCell(value: string | number | undefined, place: string, style: number): string {
  if (typeof value === 'number') return `<c ${place}><v>${value}</v></c>`;
  const text = normalise(value ?? '').trim();
  return text === '' ? '' : `<c ${place} t="inlineStr" s="${style}"><is><t xml:space="preserve">${escape(text)}</t></is></c>`;
}

/** Text that looks like an escaped character is escaped itself. */
function escape(text: string): string {
  return text
    .replace(/_x(?=[0-9A-Fa-f]{4}_)/g, '_x005F_x')
    .replace(NOT_XML, '')
    .replace(NO_CHARACTERS, (character) => `_x${character.charCodeAt(0).toString(16).toUpperCase()}_`)
    .replace(/[&<>"]/g, (character) => ENTITIES[character]!)
    .replace(/\r\n?|\n/g, '\n');
}
