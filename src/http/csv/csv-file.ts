import { applyDecorators, Header, SetMetadata, StreamableFile } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { CSV_MEDIA_TYPE } from '../middleware/body.middleware.js';

export const SENDS_CSV = 'csv:sends-csv';

/** A file to be saved. */
export interface CsvFile {
  /** Letters, digits, `.`, `_` and `-` only. */
  readonly name: string;
  /** As `writeCsv` makes it. */
  readonly text: string;
}

/** Marks a route that answers with a file, made by `csvDownload`. It is kept by nobody but who asked for it. */
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

/** The answer by which a browser saves a file under its name. */
export function csvDownload({ name, text }: CsvFile): StreamableFile {
  const bytes = Buffer.from(text);
  return new StreamableFile(bytes, {
    type: `${CSV_MEDIA_TYPE}; charset=utf-8`,
    disposition: `attachment; filename="${name}"`,
    length: bytes.length,
  });
}
