import { Body, Controller, HttpCode, Module, Post } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE, NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { BODY_MEDIA_TYPES, parseJsonBody, requireSupportedBody } from '../middleware/body.middleware.js';
import { ProblemFilter } from '../problems/problem.filter.js';
import { validationPipe } from '../validation/validation.pipe.js';
import { SingleLine } from '../validation/validators.js';
import { CsvBodyGuard, csvOr, TakesCsv } from './csv-body.js';

class NoteDto {
  @SingleLine(20)
  text!: string;
}

@Controller()
class NotesController {
  @Post('either')
  @HttpCode(200)
  @TakesCsv({ columns: 'text', orJson: NoteDto })
  either(@Body(csvOr(NoteDto)) body: string | NoteDto): object {
    return { body, is: body instanceof NoteDto ? 'dto' : typeof body };
  }

  @Post('file')
  @HttpCode(200)
  @TakesCsv({ columns: 'text' })
  file(@Body() csv: string): object {
    return { body: csv };
  }

  @Post('plain')
  @HttpCode(200)
  plain(): object {
    return {};
  }
}

@Module({
  controllers: [NotesController],
  providers: [
    { provide: APP_FILTER, useClass: ProblemFilter },
    { provide: APP_PIPE, useFactory: validationPipe },
    { provide: APP_GUARD, useClass: CsvBodyGuard },
  ],
})
class NotesModule {}

describe('a body of CSV', () => {
  let app: NestExpressApplication;
  beforeAll(async () => {
    app = await NestFactory.create<NestExpressApplication>(NotesModule, { bodyParser: false, logger: false });
    app.use(requireSupportedBody);
    app.useBodyParser('raw', { limit: '1kb', type: BODY_MEDIA_TYPES });
    app.use(parseJsonBody);
    await app.listen(0, '127.0.0.1');
  });
  afterAll(() => app.close());

  const post = async (path: string, body: string | Uint8Array<ArrayBuffer> | undefined, type?: string) => {
    const headers: Record<string, string> = type ? { 'content-type': type } : {};
    const response = await fetch(`${await app.getUrl()}/${path}`, { method: 'POST', body, headers });
    return { status: response.status, body: (await response.json()) as Record<string, any> };
  };

  it.each(['text/csv', 'Text/CSV; charset=UTF-8', 'text/csv;header=present;charset="utf8"'])(
    'becomes text if it is sent as %s',
    async (type) => {
      expect(await post('either', '\uFEFFtext\nNguyễn', type)).toEqual({ status: 200, body: { body: 'text\nNguyễn', is: 'string' } });
      expect(await post('file', 'text', type)).toEqual({ status: 200, body: { body: 'text' } });
    },
  );

  it('can be empty', async () => {
    expect(await post('file', '', 'text/csv')).toEqual({ status: 200, body: { body: '' } });
  });

  it('can be JSON if the route accepts it, and is then validated', async () => {
    expect(await post('either', '{"text":" x "}', 'application/json')).toEqual({ status: 200, body: { body: { text: 'x' }, is: 'dto' } });
    for (const wrong of ['{"text":7}', '{"text":"x","more":1}', '[]', '{}']) {
      expect(await post('either', wrong, 'application/json')).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
    }
    expect(await post('either', undefined)).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
  });

  it('is rejected with the line that is not UTF-8', async () => {
    const bytes = new Uint8Array([...Buffer.from('text\r\nAn\r\n'), 0xe9, 0x0a]);
    expect(await post('either', bytes, 'text/csv')).toMatchObject({
      status: 400,
      body: { code: 'malformed_csv', errors: [{ field: 'line 3', code: 'not_utf8' }] },
    });
  });

  it.each([
    ['CSV of another charset', 'either', 'text/csv; charset=windows-1258'],
    ['CSV where the route takes none', 'plain', 'text/csv'],
    ['JSON where the route takes none', 'file', 'application/json'],
    ['anything else', 'either', 'application/xml'],
  ])('is rejected as %s', async (_what, path, type) => {
    expect(await post(path, '{}', type)).toMatchObject({ status: 415, body: { code: 'unsupported_media_type' } });
  });

  it('is rejected if it is absent and the route accepts only CSV', async () => {
    expect(await post('file', undefined)).toMatchObject({ status: 415 });
  });

  it('is rejected beyond the size limit', async () => {
    expect(await post('either', 'x'.repeat(2_000), 'text/csv')).toMatchObject({ status: 413, body: { code: 'payload_too_large' } });
  });
});
