import { Injectable, SetMetadata, type CanActivate, type ExecutionContext, type PipeTransform, type Type } from '@nestjs/common';
import type { Request } from 'express';
import { UnsupportedMediaType } from '../../core/errors/errors.js';
import { assertUtf8 } from '../middleware/body.middleware.js';
import { validationPipe } from '../validation/validation.pipe.js';
import { decodeUtf8 } from './utf8.js';

export const TAKES_CSV = 'csv:takes-csv';

/** What the documentation says of a route that takes CSV. */
export interface CsvBodyOptions {
  /** What a client may send as JSON instead; without it the route takes CSV only. */
  readonly orJson?: Type;
  /** Which columns the file has, in words. */
  readonly columns: string;
}

/**
 * Lets a route take `text/csv`. Its body is then the text of the file, a string; read it with `readCsv`.
 * With JSON beside it: `@Body(csvOr(SomeDto)) body: string | SomeDto`; CSV alone: `@Body() csv: string`.
 */
export const TakesCsv = (options: CsvBodyOptions): MethodDecorator => SetMetadata(TAKES_CSV, options);

/** Checks a JSON body against its DTO, and leaves the text of a file as it is. */
export const csvOr = (dto: Type): PipeTransform => ({
  transform: (body: unknown) =>
    typeof body === 'string' ? body : (validationPipe().transform(body, { type: 'body', metatype: dto }) as unknown),
});

/** Turns the bytes of a file into text where a route takes it, and refuses it where it does not. Whoever may not call the route was refused before. */
@Injectable()
export class CsvBodyGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const takes = Reflect.getMetadata(TAKES_CSV, context.getHandler()) as CsvBodyOptions | undefined;
    const request = context.switchToHttp().getRequest<Request>();
    // Only the bytes of a file are still bytes here.
    if (Buffer.isBuffer(request.body)) {
      if (!takes) throw new UnsupportedMediaType('The body must be application/json.');
      assertUtf8(request, 'Save the file as UTF-8');
      request.body = decodeUtf8(request.body);
    } else if (takes && !takes.orJson) {
      throw new UnsupportedMediaType('The body must be text/csv.');
    }
    return true;
  }
}
