import busboy from 'busboy';
import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { invalidArgument, S3Error } from './errors.js';

/** A form up to its file: what comes after the file is ignored, as S3 does. */
export interface PostedForm {
  /** By lower-case name. */
  readonly fields: Map<string, string>;
  /** Without the folders a browser may have put before it. */
  readonly filename: string;
  /** The file. It ends only when the whole form was well-formed. */
  readonly content: AsyncIterable<Buffer>;
}

const MAX_FIELDS = 20 * 1024;

/**
 * Reads a multipart form up to the beginning of its file.
 * @throws S3Error PreconditionFailed, MalformedPOSTRequest, MaxPostPreDataLengthExceededError, InvalidArgument; `content` throws MalformedPOSTRequest
 */
export async function readForm(incoming: IncomingMessage): Promise<PostedForm> {
  if (incoming.headers['content-length'] === undefined) throw new S3Error('MissingContentLength');
  const parser = parserFor(incoming);
  const form = new Promise<PostedForm>((resolve, reject) => {
    const fields = new Map<string, string>();
    let size = 0;
    let file: Readable | undefined;

    const ended = new Promise<void>((resolveEnd, rejectEnd) => {
      const fail = (): void => {
        const error = new S3Error('MalformedPOSTRequest');
        incoming.unpipe(parser);
        file?.destroy(error);
        rejectEnd(error);
        reject(error);
      };
      // More than one error may come from one form, and any without a listener would end the process.
      parser.on('error', fail);
      incoming.on('error', fail);
      parser.on('close', () => {
        resolveEnd();
        reject(invalidArgument('POST requires exactly one file upload per request.', 'file', '0'));
      });
    });
    ended.catch(() => undefined);

    parser.on('field', (name: string | undefined, value, { valueTruncated }) => {
      if (file !== undefined) return;
      size += (name ?? '').length + Buffer.byteLength(value);
      const field = (name ?? '').toLowerCase();
      if (valueTruncated || size > MAX_FIELDS) reject(new S3Error('MaxPostPreDataLengthExceededError'));
      else if (fields.has(field)) reject(invalidArgument('A field was given more than once.', field, value));
      else fields.set(field, value);
    });

    parser.on('file', (name: string | undefined, stream, { filename }: { filename?: string }) => {
      file = stream;
      // The form may break before its file is read.
      stream.on('error', () => undefined);
      if (name?.toLowerCase() !== 'file') reject(invalidArgument('POST requires exactly one file upload per request.', 'file', '0'));
      else resolve({ fields, filename: filename ?? '', content: untilEndOfForm(stream, ended) });
    });
  });
  incoming.pipe(parser);
  return form;
}

function parserFor(incoming: IncomingMessage): busboy.Busboy {
  const type = incoming.headers['content-type'] ?? '';
  if (!/^multipart\/form-data\b/i.test(type)) {
    const condition = 'Bucket POST must be of the enclosure-type multipart/form-data';
    throw new S3Error('PreconditionFailed', undefined, { Condition: condition });
  }
  try {
    return busboy({ headers: incoming.headers, defParamCharset: 'utf8', limits: { files: 1, fieldSize: MAX_FIELDS } });
  } catch {
    throw new S3Error('MalformedPOSTRequest');
  }
}

async function* untilEndOfForm(file: Readable, ended: Promise<void>): AsyncGenerator<Buffer> {
  try {
    yield* file as AsyncIterable<Buffer>;
  } catch {
    throw new S3Error('MalformedPOSTRequest');
  }
  await ended;
}
