import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import type { Request } from 'express';
import { isUtf8 } from 'node:buffer';
import { IS_PUBLIC } from '../../auth/access.decorators.js';
import { detail } from '../../core/errors/domain-error.js';
import { MalformedJson, PayloadTooLarge, UnsupportedMediaType } from '../../core/errors/errors.js';
import { type BodyLimit, hasBody, readBody } from '../body/read-body.js';
import { type FileBodyOptions, TAKES_FILE } from '../spreadsheets/file-body.js';
import { FILE_MEDIA_TYPES } from '../spreadsheets/media-types.js';
import { SpreadsheetFile } from '../spreadsheets/spreadsheet-file.js';
import { parseJson } from '../validation/parse-json.js';
import { takes, unexpectedBody } from './strict-request.guard.js';

const JSON_MEDIA_TYPE = 'application/json';
const MEDIA_TYPES = [JSON_MEDIA_TYPE, ...FILE_MEDIA_TYPES];

const LIMIT: BodyLimit = { bytes: 256 * 1024, exceeded: () => new PayloadTooLarge() };
/** Many clients send `{}` to a route that takes no body, and the error for anything else names it. */
const UNEXPECTED_LIMIT: BodyLimit = { bytes: 1024, exceeded: unexpectedBody };

/** Reads the body, for callers who may use the route. JSON becomes a value, and a file stays a file if the route accepts one. */
@Injectable()
export class BodyGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const file = Reflect.getMetadata(TAKES_FILE, context.getHandler()) as FileBodyOptions | undefined;
    const request = context.switchToHttp().getRequest<Request>();
    // The Lambda adapter has put the bytes here.
    request.body = undefined;
    if (hasBody(request)) return takes(RouteParamtypes.BODY, context) ? this.read(request, file) : this.readUnexpected(request, context);
    // An empty file is a file, too.
    if (file && isFileType(request)) request.body = new SpreadsheetFile(Buffer.alloc(0));
    else if (file && !file.orJson) throw notFile();
    return true;
  }

  private async read(request: Request, file?: FileBodyOptions): Promise<boolean> {
    const isFile = isFileBody(request, file);
    const bytes = await readBody(request, LIMIT);
    request.body = isFile ? new SpreadsheetFile(bytes) : parseOptional(bytes);
    return true;
  }

  /** Reads a body where the route takes none, so that `{}` is accepted. Anything that cannot be read is as unexpected as what it could contain. */
  private async readUnexpected(request: Request, context: ExecutionContext): Promise<boolean> {
    if (Reflect.getMetadata(IS_PUBLIC, context.getHandler()) || !request.is(JSON_MEDIA_TYPE)) throw unexpectedBody();
    try {
      request.body = parseOptional(await readBody(request, UNEXPECTED_LIMIT));
    } catch (error) {
      throw error instanceof MalformedJson || error instanceof UnsupportedMediaType ? unexpectedBody() : error;
    }
    return true;
  }
}

/** Whether the body is a file rather than JSON. @throws UnsupportedMediaType for any other body, and for one that the route does not accept */
function isFileBody(request: Request, file?: FileBodyOptions): boolean {
  if (!request.is(MEDIA_TYPES)) throw new UnsupportedMediaType(detail('unsupported_media_type.json_or_file'));
  const isFile = isFileType(request);
  if (isFile && !file) throw new UnsupportedMediaType(detail('unsupported_media_type.json'));
  if (!isFile && file && !file.orJson) throw notFile();
  assertCharset(request, isFile);
  return isFile;
}

function isFileType(request: Request): boolean {
  // Without a body, `request.is` finds no type.
  return FILE_MEDIA_TYPES.some((type) => (request.headers['content-type'] ?? '').toLowerCase().startsWith(type));
}

const notFile = () => new UnsupportedMediaType(detail('unsupported_media_type.file'));

/** Accepts UTF-8, which is also the default, and for files UTF-16 too. @throws UnsupportedMediaType for another charset */
function assertCharset(request: Request, isFile: boolean): void {
  const charset = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(request.headers['content-type']!)?.[1] ?? 'utf-8';
  if (/^utf-?8$/i.test(charset) || (isFile && /^utf-?16$/i.test(charset))) return;
  throw new UnsupportedMediaType(detail(isFile ? 'unsupported_media_type.charset_of_file' : 'unsupported_media_type.charset', { charset }));
}

function parseOptional(bytes: Buffer): unknown {
  return bytes.length === 0 ? {} : parseJson(decode(bytes));
}

function decode(bytes: Buffer): string {
  if (!isUtf8(bytes)) throw new MalformedJson(detail('malformed_json.encoding'));
  return bytes.toString();
}
