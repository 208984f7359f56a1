import { setImmediate as turn } from 'node:timers/promises';
import type { QualifiedTag, SAXOptions, Tag } from 'sax';
import { fault } from '../../core/errors/field-error.js';
import { MalformedFile } from './malformed-file.js';
import type { FileRecord } from './parse-records.js';

/** The characters that are parsed without letting other requests work. */
const CHUNK = 64 * 1024;

/** The elements that can be inside each other. Workbooks have about ten. */
const MAX_DEPTH = 100;

interface Handler {
  /** The name of the element, without a prefix. */
  readonly open?: (name: string, attributes: Readonly<Record<string, string>>) => void;
  readonly close?: (name: string, text: string) => void;
}

/** Parses a part. `close` gets the text inside the element. @throws MalformedFile for anything but plain XML */
async function parse(xml: string, { open, close }: Handler): Promise<void> {
  const { xmlParser } = await import('./libraries.js');
  const parser = xmlParser(true, { strictEntities: true } as SAXOptions);
  const refuse = () => {
    throw MalformedFile.whole(fault('damaged_workbook'));
  };
  parser.onerror = refuse;
  // A document type could define entities: text that grows, or files of the server.
  parser.ondoctype = refuse;
  const texts: string[] = [];
  parser.onopentag = (tag: Tag | QualifiedTag) => {
    texts.push('');
    if (texts.length > MAX_DEPTH) refuse();
    open?.(localName(tag.name), tag.attributes as Record<string, string>);
  };
  const addText = (text: string) => {
    if (texts.length > 0) texts[texts.length - 1] += text;
  };
  parser.ontext = addText;
  parser.oncdata = addText;
  parser.onclosetag = (name) => close?.(localName(name), texts.pop()!);
  for (let at = 0; at < xml.length; at += CHUNK) {
    parser.write(xml.slice(at, at + CHUNK));
    await turn();
  }
  if (xml !== '') parser.close();
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

export async function readRelations(xml: string): Promise<{ id: string; type: string; target: string }[]> {
  const relations: { id: string; type: string; target: string }[] = [];
  await parse(xml, {
    open: (name, { Id: id = '', Type: type = '', Target: target = '' }) => {
      if (name === 'Relationship') relations.push({ id, type, target });
    },
  });
  return relations;
}

/** The sheets in their order, and whether dates count from 1904. */
export async function readSheetList(xml: string): Promise<{ sheets: { relation: string; isHidden: boolean }[]; is1904: boolean }> {
  const sheets: { relation: string; isHidden: boolean }[] = [];
  let is1904 = false;
  await parse(xml, {
    open: (name, attributes) => {
      const relation = Object.keys(attributes).find((key) => localName(key) === 'id' && key !== 'id');
      if (name === 'sheet' && relation) sheets.push({ relation: attributes[relation]!, isHidden: /hidden/i.test(attributes.state ?? '') });
      if (name === 'workbookPr') is1904 = /^(1|true)$/.test(attributes.date1904 ?? '');
    },
  });
  return { sheets, is1904 };
}

/** The texts that cells refer to by their index. */
export async function readSharedStrings(xml: string): Promise<string[]> {
  const strings: string[] = [];
  const reader = textReader((text) => strings.push(text), 'si');
  await parse(xml, reader);
  return strings;
}

/** Collects the text of an element, of all its runs. Leaves out how it is pronounced. */
function textReader(found: (text: string) => void, element: string): Required<Handler> {
  let [text, isPhonetic] = ['', false];
  return {
    open: (name) => {
      if (name === element) text = '';
      if (name === 'rPh') isPhonetic = true;
    },
    close: (name, content) => {
      if (name === 'rPh') isPhonetic = false;
      if (name === 't' && !isPhonetic) text += unescape(content);
      if (name === element) found(text);
    },
  };
}

/** Characters that XML cannot contain are written as `_x000D_`. */
function unescape(text: string): string {
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_match, code: string) => String.fromCharCode(parseInt(code, 16)));
}

/** The built-in formats of dates, also of East Asia. */
const isBuiltInDate = (id: number) => (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);

/** The indexes of the cell styles that show a number as a date. */
export async function readDateStyles(xml: string): Promise<Set<number>> {
  const custom = new Map<number, string>();
  const formats: number[] = [];
  let isCellStyle = false;
  await parse(xml, {
    open: (name, { numFmtId, formatCode }) => {
      if (name === 'numFmt') custom.set(Number(numFmtId), formatCode ?? '');
      if (name === 'cellXfs') isCellStyle = true;
      if (name === 'xf' && isCellStyle) formats.push(Number(numFmtId ?? 0));
    },
    close: (name) => {
      if (name === 'cellXfs') isCellStyle = false;
    },
  });
  const isDate = (id: number) => (custom.has(id) ? isDateFormat(custom.get(id)!) : isBuiltInDate(id));
  return new Set([...formats.keys()].filter((index) => isDate(formats[index]!)));
}

/** The characters that a format can have. */
const MAX_FORMAT = 255;

/** Whether a format has a day, month or year outside of its texts. */
function isDateFormat(code: string): boolean {
  const [format = ''] = code
    .slice(0, MAX_FORMAT)
    .replace(/"[^"]*"|\\.|_.|\*./g, '')
    .replace(/\[[^\]]*\]/g, '')
    .split(';');
  return /[dmy]/i.test(format) && !/general/i.test(format);
}

export interface SheetContext {
  readonly strings: readonly string[];
  readonly dateStyles: ReadonlySet<number>;
  readonly is1904: boolean;
  /** The last row and column that may have a value, and the characters of all values. */
  readonly limits: { readonly row: number; readonly column: number; readonly characters: number };
}

interface Cell {
  readonly type: string;
  readonly style: number;
  hasFormula: boolean;
  value?: string;
}

/** Reads the rows that have values. Cells without a value are holes in the list. @throws MalformedFile */
export async function readSheet(xml: string, context: SheetContext): Promise<FileRecord[]> {
  const rows: { line: number; cells: string[] }[] = [];
  let [line, place, characters] = [0, 0, 0];
  let cell: Cell = { type: 'n', style: 0, hasFormula: false };
  const add = (value: string) => {
    characters += value.length;
    assertWithin({ line, place, characters }, context.limits);
    if (rows.at(-1)?.line !== line) rows.push({ line, cells: [] });
    rows.at(-1)!.cells[place - 1] = value;
  };
  const inline = textReader((text) => (cell.value = text), 'is');
  await parse(xml, {
    open: (name, attributes) => {
      inline.open(name, attributes);
      if (name === 'row') [line, place] = [attributes.r === undefined ? line + 1 : Number(attributes.r), 0];
      if (name === 'c') {
        place = attributes.r === undefined ? place + 1 : columnOf(attributes.r);
        cell = { type: attributes.t ?? 'n', style: Number(attributes.s ?? 0), hasFormula: false };
      }
      if (name === 'f') cell.hasFormula = true;
    },
    close: (name, text) => {
      inline.close(name, text);
      if (name === 'v') cell.value = text;
      if (name !== 'c') return;
      if (cell.hasFormula && (cell.value ?? '') === '' && cell.type !== 'str') throw MalformedFile.at(line, fault('formula'));
      const value = toText(cell, context);
      if (value !== '') add(value);
    },
  });
  return rows;
}

function assertWithin(at: { line: number; place: number; characters: number }, limits: SheetContext['limits']): void {
  if (!(at.line >= 1 && at.line <= limits.row)) throw MalformedFile.at(at.line, fault('too_many_rows.place', { max: limits.row }));
  if (!(at.place >= 1 && at.place <= limits.column)) throw MalformedFile.at(at.line, fault('too_many_columns', { max: limits.column }));
  if (at.characters > limits.characters) throw MalformedFile.whole(fault('workbook_too_large'));
}

/** The number of a column from 1, e.g. 28 for `AB12`. */
function columnOf(reference: string): number {
  const letters = /^[A-Z]{1,3}(?=\d)/i.exec(reference)?.[0].toUpperCase() ?? '';
  return [...letters].reduce((number, letter) => number * 26 + letter.charCodeAt(0) - 64, 0);
}

/** The text of a cell, as a text file has it. */
function toText({ type, style, value = '' }: { type: string; style: number; value?: string }, context: SheetContext): string {
  switch (type) {
    case 's':
      return context.strings[Number(value)] ?? '';
    case 'b':
      return value === '1' ? 'TRUE' : 'FALSE';
    case 'str':
      return unescape(value);
    case 'n': {
      if (value.trim() === '') return '';
      const number = Number(value);
      return context.dateStyles.has(style) && number >= 1 ? toDate(number, context.is1904) : toPlainNumber(number, value);
    }
    // Inline texts, errors, and dates in the form of ISO 8601.
    default:
      return value;
  }
}

/** The shortest decimal of the number: a workbook stores 7.1 as 7.0999999999999996. */
function toPlainNumber(number: number, stored: string): string {
  return Number.isFinite(number) ? String(number) : stored;
}

const MS_PER_DAY = 86_400_000;

/** @param serial days since the end of 1899 or 1903; the fraction is the time */
function toDate(serial: number, is1904: boolean): string {
  const start = is1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, 30);
  const time = start + Math.round((serial * MS_PER_DAY) / 1000) * 1000;
  if (!(Math.abs(time) < 8.64e15)) return String(serial);
  const text = new Date(time).toISOString().replace('T', ' ').slice(0, 19);
  return text.endsWith(' 00:00:00') ? text.slice(0, 10) : text;
}
