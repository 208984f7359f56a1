import { dataOf } from '../fixtures/dump.js';
import type { Wire } from './wire.js';
import { World } from './world.js';

const MIB = 1024 ** 2;

describe('a raw request with', () => {
  let world: World;
  let wire: Wire;
  beforeAll(async () => {
    world = await World.open();
    ({ wire } = world);
  });
  afterAll(() => world.close());

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
  ])('%s gets a response, changes nothing and leaves the server running', async (_what, bytes, status) => {
    const before = await dataOf(world.school);
    const answer = await wire.raw(bytes((await world.byAdmin()).token));
    expect(answer.split('\r\n')[0]).toContain(` ${status} `);
    expect(await dataOf(world.school)).toEqual(before);
    expect((await world.school.as().get('/health')).status).toBe(200);
  });
});
