import { type PipeTransform, SetMetadata, type Type } from '@nestjs/common';
import { validationPipe } from '../validation/validation.pipe.js';
import { SpreadsheetFile } from './spreadsheet-file.js';

export const TAKES_FILE = 'spreadsheets:takes-file';

export interface FileBodyOptions {
  /** The DTO that a client may send as JSON instead. Without it the route accepts only files. */
  readonly orJson?: Type;
  /** Describes the columns of the file, for the documentation. */
  readonly columns: string;
}

/**
 * Lets a route accept a CSV file or a workbook. Its body is then a `SpreadsheetFile`.
 * For a file or JSON: `@Body(fileOr(SomeDto)) body: SpreadsheetFile | SomeDto`. For files only: `@Body() file: SpreadsheetFile`.
 */
export const TakesFile = (options: FileBodyOptions): MethodDecorator => SetMetadata(TAKES_FILE, options);

/** Validates a JSON body by its DTO. Does not change a file. */
export const fileOr = (dto: Type): PipeTransform => ({
  transform: (body: unknown) =>
    body instanceof SpreadsheetFile ? body : (validationPipe().transform(body, { type: 'body', metatype: dto }) as unknown),
});
