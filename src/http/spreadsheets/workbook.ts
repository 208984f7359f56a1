import { fault } from '../../core/errors/field-error.js';
import { normalise } from '../../core/text/text.js';
import { MalformedFile } from './malformed-file.js';
import { type FileRecord, MAX_CELLS } from './parse-records.js';
import type { FileRecords } from './table.js';
import { readDateStyles, readRelations, readSharedStrings, readSheet, readSheetList } from './workbook-parts.js';

/** The characters of XML that a request may have in a workbook. A class of 500 has a fifth of them. */
export const MAX_XML = 2_000_000;
/** The parts that a workbook may have. */
const MAX_PARTS = 1_000;
/** The number of the row after which no rows are read: they are blank, or too many. */
const MAX_ROW = 20_000;

/** The text of each part of a workbook that is read, by its path. */
type Parts = ReadonlyMap<string, string>;

/**
 * Reads the rows of the first visible sheet of a workbook (`.xlsx`). Numbers come as they are stored, dates as `YYYY-MM-DD` or `YYYY-MM-DD hh:mm:ss`,
 * errors as their name. Formulas are not computed: their stored value is read.
 * @throws MalformedFile for a workbook that is damaged or too large, or for a formula without a value
 */
export async function workbookRecords(bytes: Buffer, maxXml = MAX_XML): Promise<FileRecords> {
  const parts = await unpack(bytes, maxXml);
  const book = await relationsOf(parts, '');
  const bookPath = targetOf(book, 'officeDocument') ?? 'xl/workbook.xml';
  const relations = await relationsOf(parts, bookPath);
  const { sheets, is1904 } = await readSheetList(partOf(parts, bookPath));
  const sheet = sheets.find(({ isHidden }) => !isHidden) ?? sheets[0];
  const path = sheet && relations.get(sheet.relation)?.target;
  if (path === undefined) throw damaged();
  const optional = (type: string) => parts.get(targetOf(relations, type) ?? '') ?? '';
  const context = {
    is1904,
    strings: await readSharedStrings(optional('sharedStrings')),
    dateStyles: await readDateStyles(optional('styles')),
    limits: { row: MAX_ROW, column: MAX_CELLS, characters: maxXml },
  };
  const rows = await readSheet(partOf(parts, path), context);
  return { records: rows.map(toRecord) };
}

function toRecord({ line, cells }: FileRecord): FileRecord {
  return { line, cells: Array.from(cells, (cell) => normalise(cell ?? '').trim()) };
}

/** Unpacks what is needed. Reads the sizes in the directory first, so that a small file cannot become a large one. @throws MalformedFile */
async function unpack(bytes: Buffer, maxXml: number): Promise<Parts> {
  const { unzipSync } = await import('./libraries.js');
  let [size, count] = [0, 0];
  const isNeeded = (name: string) =>
    /\.(xml|rels)$/i.test(name) && !/\/(theme|drawings|media|docProps|customXml|printerSettings)\//i.test(name);
  try {
    const files = unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        count += 1;
        if (!isNeeded(name)) return false;
        size += originalSize;
        if (size > maxXml || count > MAX_PARTS) throw tooLarge();
        return true;
      },
    });
    return new Map(Object.entries(files).map(([name, part]) => [name.replace(/^\//, ''), Buffer.from(part).toString('utf8')]));
  } catch (error) {
    if (error instanceof MalformedFile) throw error;
    throw damaged();
  }
}

interface Relation {
  readonly type: string;
  /** A path from the root of the package. */
  readonly target: string;
}

/** The relations of a part, by their ids. The root has the path ''. */
async function relationsOf(parts: Parts, path: string): Promise<Map<string, Relation>> {
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  const text = parts.get(`${folder}_rels/${path.slice(folder.length)}.rels`) ?? '';
  const relations = await readRelations(text);
  return new Map(
    relations.map(({ id, type, target }) => [id, { type: type.slice(type.lastIndexOf('/') + 1), target: resolve(folder, target) }]),
  );
}

function targetOf(relations: ReadonlyMap<string, Relation>, type: string): string | undefined {
  return [...relations.values()].find((relation) => relation.type === type)?.target;
}

/** A target that is no path has no part. */
function resolve(folder: string, target: string): string {
  const base = `file:///${folder}`;
  return URL.canParse(target, base) ? new URL(target, base).pathname.slice(1) : '';
}

function partOf(parts: Parts, path: string): string {
  const part = parts.get(path);
  if (part === undefined) throw damaged();
  return part;
}

function tooLarge(): MalformedFile {
  return MalformedFile.whole(fault('workbook_too_large'));
}

function damaged(): MalformedFile {
  return MalformedFile.whole(fault('damaged_workbook'));
}
