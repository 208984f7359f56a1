import { type CanActivate, type ExecutionContext, Injectable, type PipeTransform, SetMetadata, type Type } from '@nestjs/common';
import type { Request } from 'express';
import { UnsupportedMediaType } from '../../core/errors/errors.js';
import { assertUtf8 } from '../middleware/body.middleware.js';
import { validationPipe } from '../validation/validation.pipe.js';
import { decodeUtf8 } from './csv.js';

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

/** Decodes a CSV body, or rejects it if the route does not accept CSV. Runs after the access guard. */
@Injectable()
export class CsvBodyGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const csv = Reflect.getMetadata(TAKES_CSV, context.getHandler()) as CsvBodyOptions | undefined;
    const request = context.switchToHttp().getRequest<Request>();
    // A JSON body is already parsed.
    if (Buffer.isBuffer(request.body)) {
      if (!csv) throw new UnsupportedMediaType('The body must be application/json.');
      assertUtf8(request, 'Save the file as UTF-8');
      request.body = decodeUtf8(request.body);
    } else if (csv && !csv.orJson) {
      throw new UnsupportedMediaType('The body must be text/csv.');
    }
    return true;
  }
}
