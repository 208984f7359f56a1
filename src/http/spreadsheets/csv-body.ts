import { type PipeTransform, SetMetadata, type Type } from '@nestjs/common';
import { validationPipe } from '../validation/validation.pipe.js';

export const CSV_MEDIA_TYPE = 'text/csv';

export const TAKES_CSV = 'csv:takes-csv';

export interface CsvBodyOptions {
  /** The DTO that a client may send as JSON instead. Without it the route accepts only CSV. */
  readonly orJson?: Type;
  /** Describes the columns of the file, for the documentation. */
  readonly columns: string;
}

/**
 * Lets a route accept `text/csv`. Its body is then the text of the file. Read it with `readCsv`.
 * For CSV or JSON: `@Body(csvOr(SomeDto)) body: string | SomeDto`. For CSV only: `@Body() csv: string`.
 */
export const TakesCsv = (options: CsvBodyOptions): MethodDecorator => SetMetadata(TAKES_CSV, options);

/** Validates a JSON body by its DTO. Does not change the text of a file. */
export const csvOr = (dto: Type): PipeTransform => ({
  transform: (body: unknown) =>
    typeof body === 'string' ? body : (validationPipe().transform(body, { type: 'body', metatype: dto }) as unknown),
});
