import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import type { Request } from 'express';
import { isUtf8 } from 'node:buffer';
import { IS_PUBLIC } from '../../auth/access.decorators.js';
import { MalformedJson, PayloadTooLarge, UnsupportedMediaType } from '../../core/errors/errors.js';
import { type BodyLimit, hasBody, readBody } from '../body/read-body.js';
import { CSV_MEDIA_TYPE, type CsvBodyOptions, TAKES_CSV } from '../spreadsheets/csv-body.js';
import { decodeUtf8 } from '../spreadsheets/csv.js';
import { parseJson } from '../validation/parse-json.js';
import { takes, unexpectedBody } from './strict-request.guard.js';

const JSON_MEDIA_TYPE = 'application/json';
const MEDIA_TYPES = [JSON_MEDIA_TYPE, CSV_MEDIA_TYPE];

const LIMIT: BodyLimit = { bytes: 256 * 1024, exceeded: () => new PayloadTooLarge() };
/** Many clients send `{}` to a route that takes no body, and the error for anything else names it. */
const UNEXPECTED_LIMIT: BodyLimit = { bytes: 1024, exceeded: unexpectedBody };

/** Reads the body, for callers who may use the route. JSON becomes a value, and CSV becomes text if the route accepts it. */
@Injectable()
export class BodyGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const csv = Reflect.getMetadata(TAKES_CSV, context.getHandler()) as CsvBodyOptions | undefined;
    const request = context.switchToHttp().getRequest<Request>();
    // The Lambda adapter has put the bytes here.
    request.body = undefined;
    if (hasBody(request)) return this.read(request, context, csv);
    // An empty file is CSV, too.
    if (csv && request.is(CSV_MEDIA_TYPE)) request.body = '';
    else if (csv && !csv.orJson) throw notCsv();
    return true;
  }

  private async read(request: Request, context: ExecutionContext, csv?: CsvBodyOptions): Promise<boolean> {
    const isCsv = isCsvBody(request, csv);
    const isExpected = takes(RouteParamtypes.BODY, context);
    if (!isExpected && Reflect.getMetadata(IS_PUBLIC, context.getHandler())) throw unexpectedBody();
    const bytes = await readBody(request, isExpected ? LIMIT : UNEXPECTED_LIMIT);
    if (isCsv) request.body = decodeUtf8(bytes);
    else request.body = bytes.length === 0 ? {} : parseJson(decode(bytes));
    return true;
  }
}

/** Whether the body is CSV rather than JSON. @throws UnsupportedMediaType for any other body, and for one that the route does not accept */
function isCsvBody(request: Request, csv?: CsvBodyOptions): boolean {
  const type = request.is(MEDIA_TYPES);
  if (!type) throw new UnsupportedMediaType('The body must be application/json, or text/csv if the route accepts it.');
  const isCsv = type === CSV_MEDIA_TYPE;
  if (isCsv && !csv) throw new UnsupportedMediaType('The body must be application/json.');
  if (!isCsv && csv && !csv.orJson) throw notCsv();
  assertUtf8(request, isCsv ? 'Save the file as UTF-8' : 'Send UTF-8');
  return isCsv;
}

const notCsv = () => new UnsupportedMediaType('The body must be text/csv.');

/** Accepts UTF-8, which is also the default. @throws UnsupportedMediaType for another charset */
function assertUtf8(request: Request, advice: string): void {
  const charset = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(request.headers['content-type']!)?.[1] ?? 'utf-8';
  if (!/^utf-?8$/i.test(charset)) throw new UnsupportedMediaType(`The charset ${charset} is not supported. ${advice}.`);
}

function decode(bytes: Buffer): string {
  if (!isUtf8(bytes)) throw new MalformedJson('The body is not valid JSON: it is not UTF-8.');
  return bytes.toString();
}
