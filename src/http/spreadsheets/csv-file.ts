import { applyDecorators, Header, SetMetadata, StreamableFile } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { CSV_MEDIA_TYPE } from './csv-body.js';

export const SENDS_CSV = 'csv:sends-csv';

export interface CsvFile {
  /** Letters, digits, `.`, `_` and `-` only. */
  readonly name: string;
  /** The result of `writeCsv`. */
  readonly text: string;
}

/** Marks a route that returns a `csvDownload`. No cache stores the response. */
export const SendsCsv = (): MethodDecorator =>
  applyDecorators(
    SetMetadata(SENDS_CSV, true),
    Header('Cache-Control', 'no-store'),
    ApiOkResponse({
      description: 'The file, in UTF-8 with a byte order mark.',
      content: { [CSV_MEDIA_TYPE]: { schema: { type: 'string' } } },
      headers: { 'Content-Disposition': { description: 'The name of the file.', schema: { type: 'string' } } },
    }),
  );

/** Makes a response that a browser saves as a file. */
export function csvDownload({ name, text }: CsvFile): StreamableFile {
  const bytes = Buffer.from(text);
  return new StreamableFile(bytes, {
    type: `${CSV_MEDIA_TYPE}; charset=utf-8`,
    disposition: `attachment; filename="${name}"`,
    length: bytes.length,
  });
}
