import { Body, Controller, HttpCode, Module, Post } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE, NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { Public } from '../../auth/access.decorators.js';
import { fileOr, TakesFile } from '../spreadsheets/file-body.js';
import { WORKBOOK_MEDIA_TYPE } from '../spreadsheets/media-types.js';
import { SpreadsheetFile } from '../spreadsheets/spreadsheet-file.js';
import { writeWorkbook } from '../spreadsheets/write-workbook.js';
import { ProblemFilter } from '../problems/problem.filter.js';
import { RefusalLog } from '../problems/refusal-log.js';
import { validationPipe } from '../validation/validation.pipe.js';
import { SingleLine } from '../validation/text.validators.js';
import { BodyGuard } from './body.guard.js';
import { StrictRequestGuard } from './strict-request.guard.js';

class NoteDto {
  @SingleLine(20)
  text!: string;
}

const textsOf = async (file: SpreadsheetFile) =>
  (await file.read({ required: ['text'] }, { maxRows: 9 })).rows.map(({ cells }) => cells.text);

@Controller()
class NotesController {
  @Post('either')
  @HttpCode(200)
  @TakesFile({ columns: 'text', orJson: NoteDto })
  async either(@Body(fileOr(NoteDto)) body: SpreadsheetFile | NoteDto): Promise<object> {
    return body instanceof SpreadsheetFile ? { texts: await textsOf(body) } : { body, is: body instanceof NoteDto ? 'dto' : typeof body };
  }

  @Post('file')
  @HttpCode(200)
  @TakesFile({ columns: 'text' })
  async file(@Body() file: object): Promise<object> {
    return { texts: await textsOf(file as SpreadsheetFile) };
  }

  @Post('json')
  @HttpCode(200)
  json(@Body() body: NoteDto): object {
    return { body };
  }

  @Post('plain')
  @HttpCode(200)
  plain(): object {
    return {};
  }

  @Post('public')
  @Public()
  @HttpCode(200)
  open(): object {
    return {};
  }
}

@Module({
  controllers: [NotesController],
  providers: [
    { provide: APP_FILTER, useClass: ProblemFilter },
    // No route here refuses a person.
    { provide: RefusalLog, useValue: undefined },
    { provide: APP_PIPE, useFactory: validationPipe },
    { provide: APP_GUARD, useClass: BodyGuard },
    { provide: APP_GUARD, useClass: StrictRequestGuard },
  ],
})
class NotesModule {}

/** A stored block of deflate without any content. */
const EMPTY_BLOCK = Buffer.from([0, 0, 0, 0xff, 0xff]);
const LIMIT = 256 * 1024;

describe('a body', () => {
  let app: NestExpressApplication;
  beforeAll(async () => {
    app = await NestFactory.create<NestExpressApplication>(NotesModule, { bodyParser: false, logger: false });
    await app.listen(0, '127.0.0.1');
  });
  afterAll(() => app.close());

  const post = async (path: string, body: string | Uint8Array<ArrayBuffer> | undefined, type?: string, encoding?: string) => {
    const headers = { ...(type && { 'content-type': type }), ...(encoding && { 'content-encoding': encoding }) };
    const response = await fetch(`${await app.getUrl()}/${path}`, { method: 'POST', body, headers });
    return { status: response.status, body: (await response.json()) as Record<string, any> };
  };

  describe('of JSON', () => {
    const JSON_TYPE = 'application/json';
    const note = { status: 200, body: { body: { text: 'Nguyễn' } } };
    const written = '{"text":"Nguyễn"}';
    const bytes = (compressed: Buffer) => new Uint8Array(compressed);

    it('is UTF-8', async () => {
      expect(await post('json', written, JSON_TYPE)).toEqual(note);
      expect(await post('json', written, `${JSON_TYPE}; charset="UTF-8"`)).toEqual(note);
      expect(await post('json', new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), JSON_TYPE)).toMatchObject({
        status: 400,
        body: { code: 'malformed_json' },
      });
      expect(await post('json', written, `${JSON_TYPE}; charset=utf-16le`)).toMatchObject({ status: 415 });
    });

    it.each([
      ['gzip', gzipSync],
      ['deflate', deflateSync],
      ['br', brotliCompressSync],
    ])('is decompressed if it is encoded as %s', async (encoding, compress) => {
      expect(await post('json', bytes(compress(written)), JSON_TYPE, encoding)).toEqual(note);
      expect(await post('json', bytes(compress(written)), JSON_TYPE, encoding.toUpperCase())).toEqual(note);
      expect(await post('json', bytes(compress(written).subarray(0, -9)), JSON_TYPE, encoding)).toMatchObject({
        status: 400,
        body: { code: 'malformed_json' },
      });
      expect(await post('json', bytes(compress(`{"text":"${'x'.repeat(50 * LIMIT)}"}`)), JSON_TYPE, encoding)).toMatchObject({
        status: 413,
        body: { code: 'payload_too_large' },
      });
    });

    it('is rejected if it is too large before it is decompressed', async () => {
      const withEmptyBlocks = (count: number) => {
        const compressed = deflateSync(written);
        return bytes(Buffer.concat([compressed.subarray(0, 2), ...Array<Buffer>(count).fill(EMPTY_BLOCK), compressed.subarray(2)]));
      };
      expect(await post('json', withEmptyBlocks(10), JSON_TYPE, 'deflate')).toEqual(note);
      expect(await post('json', withEmptyBlocks(LIMIT), JSON_TYPE, 'deflate')).toMatchObject({
        status: 413,
        body: { code: 'payload_too_large' },
      });
    });

    it.each(['zstd', 'compress', 'gzip, gzip', 'constructor'])('is rejected if it is encoded as %s', async (encoding) => {
      expect(await post('json', written, JSON_TYPE, encoding)).toMatchObject({ status: 415, body: { code: 'unsupported_media_type' } });
    });

    it('is read if the client has closed its side of the connection behind it', async () => {
      const { hostname, port } = new URL(await app.getUrl());
      const answer = await new Promise<string>((resolve) => {
        let text = '';
        const head = `POST /json HTTP/1.1\r\nHost: x\r\nContent-Type: ${JSON_TYPE}\r\nContent-Length: ${Buffer.byteLength(written)}\r\n\r\n`;
        const socket = connect({ host: hostname, port: Number(port) }, () => socket.end(head + written));
        socket.on('data', (part) => (text += part.toString())).on('close', () => resolve(text));
      });
      expect(answer).toContain('HTTP/1.1 200 OK');
    });
  });

  describe('that the route does not take', () => {
    const unexpected = { status: 400, body: { code: 'validation_failed', errors: [{ field: 'body', code: 'unexpected' }] } };
    const bomb = new Uint8Array(gzipSync('['.repeat(LIMIT / 2)));

    it('can be an empty object, which many clients send', async () => {
      expect(await post('plain', '{}', 'application/json')).toMatchObject({ status: 200 });
    });

    it('is rejected with its first property', async () => {
      expect(await post('plain', '{"surprise":1}', 'application/json')).toMatchObject({
        status: 400,
        body: { errors: [{ field: 'surprise', code: 'unknown_property' }] },
      });
    });

    it('is not read beyond 1 KiB, in any encoding', async () => {
      expect(await post('plain', '['.repeat(1025), 'application/json')).toMatchObject(unexpected);
      expect(await post('plain', bomb, 'application/json', 'gzip')).toMatchObject(unexpected);
    });

    it.each([
      ['text', 'x', 'text/plain', undefined],
      ['a form', 'a=b', 'application/x-www-form-urlencoded', undefined],
      ['CSV', 'text\nAn\n', 'text/csv', undefined],
      ['malformed JSON', '{', 'application/json', undefined],
      ['another charset', '{}', 'application/json; charset=utf-16', 'gzip'],
      ['nothing that can be decompressed', '{}', 'application/json', 'br'],
      ['an unknown encoding', '{}', 'application/json', 'zstd'],
    ])('is unexpected as %s, like any other', async (_what, body, type, encoding) => {
      expect(await post('plain', body, type, encoding)).toMatchObject(unexpected);
    });

    it('is not read at all on a public route', async () => {
      expect(await post('public', '{}', 'application/json')).toMatchObject(unexpected);
      expect(await post('public', bomb, 'application/json', 'gzip')).toMatchObject(unexpected);
      expect(await post('public', undefined)).toMatchObject({ status: 200 });
      // A body that never arrives.
      const status = await new Promise((resolve, reject) => {
        void app.getUrl().then((url) => {
          const headers = { 'content-type': 'application/json', 'content-length': '100' };
          const slow = httpRequest(`${url}/public`, { method: 'POST', headers }, (response) => {
            resolve(response.statusCode);
            slow.destroy();
          });
          slow.on('error', reject).write('{');
        });
      });
      expect(status).toBe(400);
    });
  });

  describe('of a file', () => {
    it.each(['text/csv', 'Text/CSV; charset=UTF-8', 'text/csv;header=present;charset="utf8"'])(
      'becomes a file if it is sent as %s',
      async (type) => {
        expect(await post('either', '\uFEFFtext\nNguyễn', type)).toEqual({ status: 200, body: { texts: ['Nguyễn'] } });
        expect(await post('file', 'text', type)).toEqual({ status: 200, body: { texts: [] } });
      },
    );

    it('can be empty', async () => {
      expect(await post('file', '', 'text/csv')).toMatchObject({ status: 400, body: { errors: [{ code: 'empty' }] } });
    });

    it('can be UTF-16', async () => {
      const bytes = new Uint8Array(Buffer.from('\uFEFFtext\nNguyễn', 'utf16le'));
      expect(await post('file', bytes, 'text/csv; charset=utf-16')).toEqual({ status: 200, body: { texts: ['Nguyễn'] } });
    });

    it('can be a workbook, whatever it is called', async () => {
      const bytes = new Uint8Array(await writeWorkbook(['text'], [['Nguyễn']]));
      for (const type of [WORKBOOK_MEDIA_TYPE, 'text/csv'])
        expect(await post('either', bytes, type)).toEqual({ status: 200, body: { texts: ['Nguyễn'] } });
    });

    it('can be JSON if the route accepts it, and is then validated', async () => {
      expect(await post('either', '{"text":" x "}', 'application/json')).toEqual({ status: 200, body: { body: { text: 'x' }, is: 'dto' } });
      for (const wrong of ['{"text":7}', '{"text":"x","more":1}', '[]', '{}']) {
        expect(await post('either', wrong, 'application/json')).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
      }
      expect(await post('either', undefined)).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
    });

    it('is rejected with the line that is not UTF-8', async () => {
      expect(await post('either', Buffer.from('text\r\nAn\r\n\xe9\n', 'latin1'), 'text/csv')).toMatchObject({
        status: 400,
        body: { code: 'malformed_csv', errors: [{ field: 'line 3', code: 'not_utf8' }] },
      });
    });

    it.each([
      ['CSV of another charset', 'either', 'text/csv; charset=windows-1258'],
      ['CSV where the route takes none', 'json', 'text/csv'],
      ['JSON where the route takes none', 'file', 'application/json'],
      ['anything else', 'either', 'application/xml'],
    ])('is rejected as %s', async (_what, path, type) => {
      expect(await post(path, '{}', type)).toMatchObject({ status: 415, body: { code: 'unsupported_media_type' } });
    });

    it('is rejected if it is absent and the route accepts only CSV', async () => {
      expect(await post('file', undefined)).toMatchObject({ status: 415 });
    });

    it('is rejected beyond the size limit', async () => {
      expect(await post('either', 'x'.repeat(LIMIT + 1), 'text/csv')).toMatchObject({ status: 413, body: { code: 'payload_too_large' } });
    });
  });
});
