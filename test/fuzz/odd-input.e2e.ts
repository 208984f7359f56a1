import { requestOf, type GoodCall } from './call.js';
import { withValue, valueAt } from './body-cases.js';
import { OPERATIONS, propertiesOf, type Operation, type Property } from './document.js';
import { etagOf, GOOD_CALLS } from './good-calls.js';
import { isFreeText, ODD_BUT_GOOD } from './values.js';
import type { Wire, WireAnswer } from './wire.js';
import { World } from './world.js';
import { dumpOf } from '../fixtures/dump.js';

const MIB = 1024 ** 2;

describe('odd input', () => {
  let world: World;
  let wire: Wire;
  beforeAll(async () => {
    world = await World.open();
    ({ wire } = world);
  });
  afterAll(() => world.close());

  /** Where any text is good: not what names an upload, or what a row of a list is refused for by itself. */
  const freeTextsOf = ({ body }: Operation, good: unknown): Property[] =>
    propertiesOf(body!, good).filter(({ path, schema }) => isFreeText(schema) && typeof valueAt(good, path) === 'string');
  const OPERATIONS_WITH_TEXT = OPERATIONS.filter(({ id }) => !['avatarsAdopt', 'userImportImport'].includes(id)).filter(
    ({ body }) => body && propertiesOf(body, {}).some(({ schema }) => isFreeText(schema)),
  );

  describe.each(ODD_BUT_GOOD)('with %s', (_what, text) => {
    it.each(OPERATIONS_WITH_TEXT.map((operation) => ({ name: `${operation.method} ${operation.path}`, operation })))(
      'is kept by $name as it was sent',
      async ({ operation }) => {
        const call = await GOOD_CALLS[operation.id]!(world);
        const fitting = freeTextsOf(operation, call.body).filter(({ schema }) => text.length <= (schema.maxLength ?? Infinity));
        const body = fitting.reduce<unknown>((sofar, { path }) => JSON.parse(withValue(sofar, path, text)), call.body);
        const headers = await conditionOf(operation, call);

        const answer = await wire.send(requestOf(operation, { ...call, body, headers }));
        expect({ ok: answer.status < 300, text: answer.text }).toEqual({ ok: true, text: answer.text });
        for (const shown of [answer, ...(await readAgain(operation, call, answer))].map((each) => JSON.parse(each.text) as unknown)) {
          const texts = fitting.map(({ path }) => valueAt(shown, path)).filter((each) => each !== undefined);
          expect(texts).toEqual(texts.map(() => JSON.parse(text)));
        }
      },
    );
  });

  /** What was written, as a read of it shows it: where there is one. */
  async function readAgain(operation: Operation, call: GoodCall, { headers }: WireAnswer): Promise<WireAnswer[]> {
    const path = headers.location ?? (operation.method === 'PATCH' ? requestOf(operation, call).path : undefined);
    if (typeof path !== 'string') return [];
    const answer = await wire.send({ ...requestOf(operation, { token: call.token, params: call.params }), method: 'GET', path });
    // Notifications are not read one by one.
    return answer.status === 405 ? [] : [answer];
  }

  async function conditionOf(operation: Operation, call: GoodCall): Promise<Record<string, string>> {
    return operation.method === 'PATCH' && operation.parameters.some(({ name }) => name === 'If-Match')
      ? { 'if-match': await etagOf(wire, operation, call) }
      : {};
  }

  describe('on the wire', () => {
    const body = '{"surprise":1}';
    const post = (token: string, headers: string, content: string | Buffer = body): Buffer =>
      Buffer.concat([
        Buffer.from(`POST /api/v1/terms HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer ${token}\r\n${headers}\r\n\r\n`),
        Buffer.from(content as string),
      ]);
    const json = 'Content-Type: application/json\r\n';

    it.each<[what: string, bytes: (token: string) => string | Buffer, status: number]>([
      ['HTTP/1.0', () => 'GET /health HTTP/1.0\r\n\r\n', 200],
      ['no host', () => 'GET /health HTTP/1.1\r\n\r\n', 400],
      ['a method that there is not', () => 'BREW /health HTTP/1.1\r\nHost: x\r\n\r\n', 400],
      ['a method that we do not know', () => 'PROPFIND /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 405],
      ['a URL of 20,000 characters', () => `GET /${'x'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`, 431],
      ['headers of 20,000 characters', () => `GET /health HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
      ['an expectation that there is not', () => 'GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\nExpect: nonsense\r\n\r\n', 417],
      ['a body that is shorter than it says', (token) => post(token, `${json}Content-Length: 1000`), 400],
      ['a body that is longer than it says', (token) => post(token, `${json}Content-Length: 5`), 400],
      ['two lengths', (token) => post(token, `${json}Content-Length: 14\r\nContent-Length: 15`), 400],
      ['a length and chunks', (token) => post(token, `${json}Content-Length: 14\r\nTransfer-Encoding: chunked`), 400],
      ['a chunk that is none', (token) => post(token, `${json}Transfer-Encoding: chunked`, 'zz\r\n{}\r\n'), 400],
      ['a body of 10 MB', (token) => post(token, `${json}Content-Length: ${10 * MIB}`, Buffer.alloc(10 * MIB, ' ')), 413],
    ])('%s is answered, changes nothing, and harms nobody', async (_what, bytes, status) => {
      const before = await dumpOf(world.school);
      const answer = await wire.raw(bytes((await world.byAdmin()).token));
      expect(answer.split('\r\n')[0]).toContain(` ${status} `);
      expect(await dumpOf(world.school)).toEqual(before);
      expect((await world.school.as().get('/health')).status).toBe(200);
    });
  });
});
