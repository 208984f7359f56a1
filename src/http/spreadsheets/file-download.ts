import { applyDecorators, Header, SetMetadata, StreamableFile } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { writeCsv } from './csv.js';
import { CSV_MEDIA_TYPE, WORKBOOK_MEDIA_TYPE } from './media-types.js';
import { SEPARATORS } from './separator.dto.js';
import { writeWorkbook } from './write-workbook.js';

export const SENDS_FILE = 'spreadsheets:sends-file';

/** The rows of a file that a client downloads. */
export interface FileContent {
  /** Without an extension: letters, digits, `.`, `_` and `-` only. */
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | undefined)[])[];
  /** Where the next file of a longer list begins. Absent in the last one. */
  readonly next?: string;
}

/** A file to save. The answer links to the next one of a longer list. */
export class FileDownload extends StreamableFile {
  constructor(
    bytes: Uint8Array,
    { name, type }: { readonly name: string; readonly type: string },
    readonly next?: string,
  ) {
    super(bytes, { type, disposition: `attachment; filename="${name}"`, length: bytes.length });
  }
}

export interface SentFile {
  /** Whether a longer list is several files, and the answer links to the next one. */
  readonly isPaged: boolean;
}

/** Marks a route that returns a `csvDownload`. No cache stores the response. */
export const SendsCsv = (file: SentFile = { isPaged: false }): MethodDecorator =>
  sendsFile(file, {
    description: 'The file, in UTF-8 with a byte order mark.',
    content: { [CSV_MEDIA_TYPE]: { schema: { type: 'string' } } },
  });

/** Marks a route that returns a `workbookDownload`. No cache stores the response. */
export const SendsWorkbook = (file: SentFile = { isPaged: false }): MethodDecorator =>
  sendsFile(file, {
    description: 'The workbook.',
    content: { [WORKBOOK_MEDIA_TYPE]: { schema: { type: 'string', format: 'binary' } } },
  });

const sendsFile = (file: SentFile, response: Parameters<typeof ApiOkResponse>[0]): MethodDecorator =>
  applyDecorators(SetMetadata(SENDS_FILE, file), Header('Cache-Control', 'no-store'), ApiOkResponse(response));

/** Makes a CSV file that a browser saves. */
export async function csvDownload(
  { name, columns, rows, next }: FileContent,
  separator: keyof typeof SEPARATORS = 'comma',
): Promise<FileDownload> {
  const bytes = Buffer.from(await writeCsv(columns, rows, SEPARATORS[separator]));
  return new FileDownload(bytes, { name: `${name}.csv`, type: `${CSV_MEDIA_TYPE}; charset=utf-8` }, next);
}

/** Makes a workbook that a browser saves. */
export async function workbookDownload({ name, columns, rows, next }: FileContent): Promise<FileDownload> {
  return new FileDownload(await writeWorkbook(columns, rows), { name: `${name}.xlsx`, type: WORKBOOK_MEDIA_TYPE }, next);
}
