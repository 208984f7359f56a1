import { applyDecorators, Header, SetMetadata, StreamableFile } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { writeCsv } from './csv.js';
import { CSV_MEDIA_TYPE, WORKBOOK_MEDIA_TYPE } from './media-types.js';
import type { Separator } from './parse-records.js';
import { writeWorkbook } from './write-workbook.js';

export const SENDS_FILE = 'spreadsheets:sends-file';

/** The rows of a file that a client downloads. */
export interface FileContent {
  /** Without an extension: letters, digits, `.`, `_` and `-` only. */
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | undefined)[])[];
}

/** Marks a route that returns a `csvDownload`. No cache stores the response. */
export const SendsCsv = (): MethodDecorator =>
  sendsFile({
    description: 'The file, in UTF-8 with a byte order mark.',
    content: { [CSV_MEDIA_TYPE]: { schema: { type: 'string' } } },
  });

/** Marks a route that returns a `workbookDownload`. No cache stores the response. */
export const SendsWorkbook = (): MethodDecorator =>
  sendsFile({
    description: 'The workbook.',
    content: { [WORKBOOK_MEDIA_TYPE]: { schema: { type: 'string', format: 'binary' } } },
  });

const sendsFile = (response: Parameters<typeof ApiOkResponse>[0]): MethodDecorator =>
  applyDecorators(SetMetadata(SENDS_FILE, true), Header('Cache-Control', 'no-store'), ApiOkResponse(response));

/** Makes a CSV file that a browser saves. */
export async function csvDownload({ name, columns, rows }: FileContent, separator?: Separator): Promise<StreamableFile> {
  return download(`${name}.csv`, `${CSV_MEDIA_TYPE}; charset=utf-8`, Buffer.from(await writeCsv(columns, rows, separator)));
}

/** Makes a workbook that a browser saves. */
export async function workbookDownload({ name, columns, rows }: FileContent): Promise<StreamableFile> {
  return download(`${name}.xlsx`, WORKBOOK_MEDIA_TYPE, await writeWorkbook(columns, rows));
}

function download(name: string, type: string, bytes: Uint8Array): StreamableFile {
  return new StreamableFile(bytes, { type, disposition: `attachment; filename="${name}"`, length: bytes.length });
}
