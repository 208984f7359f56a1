import { type LocalCognito, startCognito } from '../../local/cognito/server.js';
import { Wire, type WireAnswer } from '../fuzz/wire.js';
import { JwtAuthorizer } from './authorizer.js';
import type { HttpApiEvent } from './event.js';
import { Gateway } from './gateway.js';
import type { Outcome } from './runtime-api.js';

describe('the gateway', () => {
  let pool: LocalCognito;
  let gateway: Gateway;
  let wire: Wire;
  let authorization: string;
  let events: HttpApiEvent[];
  let outcome: Promise<Outcome>;

  beforeAll(async () => {
    pool = await startCognito();
    authorization = `Bearer ${await pool.mint({})}`;
    gateway = await Gateway.listen({
      authorizer: new JwtAuthorizer(pool.issuer, pool.clientId),
      invoke: (event) => {
        events.push(event as HttpApiEvent);
        return outcome;
      },
      originSecret: () => 'known',
      patience: 50,
    });
    wire = new Wire(gateway.url);
  });
  afterAll(async () => {
    wire.close();
    await gateway.close();
    await pool.close();
  });
  beforeEach(() => {
    events = [];
    returns({ statusCode: 200, headers: { 'content-type': 'text/plain', 'x-ours': 'yes' }, body: 'whole' });
  });

  const returns = (returned: unknown): void => void (outcome = Promise.resolve({ returned }));
  const send = (path: string, { method = 'GET', headers = {}, body }: { method?: string; headers?: object; body?: string | Buffer } = {}) =>
    wire.send({ method, path, headers: { authorization, ...headers }, body });
  const statusAndText = ({ status, text }: WireAnswer) => [status, text];

  it('passes an event to the function, and its response to the caller', async () => {
    const answer = await send('/api/v1/terms?limit=1&limit=2', { headers: { 'X-Many': 'a' } });
    expect(statusAndText(answer)).toEqual([200, 'whole']);
    expect(answer.headers).toMatchObject({ 'x-ours': 'yes', 'content-type': 'text/plain', 'content-length': '5' });
    expect(events).toMatchObject([
      {
        routeKey: 'ANY /{proxy+}',
        rawQueryString: 'limit=1&limit=2',
        queryStringParameters: { limit: '1,2' },
        headers: { 'x-many': 'a', 'x-origin-secret': 'known' },
        requestContext: { authorizer: { jwt: { claims: { client_id: pool.clientId } } } },
      },
    ]);
  });

  it.each(['/', '/api/v1/terms', '/health/', '/nothing'])(
    'requires a valid token at %s, and does not call the function without one',
    async (path) => {
      const answer = await send(path, { headers: { authorization: 'Bearer made-up' } });
      expect(statusAndText(answer)).toEqual([401, '{"message":"Unauthorized"}']);
      expect(answer.headers['www-authenticate']).toContain('invalid_token');
      expect(events).toEqual([]);
    },
  );

  it.each([
    ['GET', '/health'],
    ['POST', '/health/ready'],
    ['GET', '/api/v1/config'],
    ['OPTIONS', '/api/v1/terms'],
  ])('requires no token at %s %s', async (method, path) => {
    expect((await send(path, { method, headers: { authorization: 'Bearer made-up' } })).status).toBe(200);
    expect(events[0]!.requestContext).not.toHaveProperty('authorizer');
  });

  it('sends no body with HEAD, and all cookies', async () => {
    returns({ statusCode: 200, cookies: ['a=1', 'b=2'], headers: { etag: '"x"' }, body: 'whole' });
    const { status, text, headers } = await send('/health', { method: 'HEAD' });
    expect([status, text, headers['set-cookie'], headers.etag]).toEqual([200, '', ['a=1', 'b=2'], '"x"']);
  });

  it.each([204, 304])('answers %i without a body', async (statusCode) => {
    returns({ statusCode, headers: { 'content-length': '5' }, body: '' });
    const { status, text, headers } = await send('/health');
    expect([status, text, headers['content-length']]).toEqual([statusCode, '', undefined]);
  });

  it('rejects a malformed path, a body over 10 MB, an event over 6 MB and headers over 10 KB without a call of the function', async () => {
    const MIB = 1024 ** 2;
    const post = { method: 'POST', headers: { 'content-type': 'text/csv' } };
    const refused = [
      await send('/api/%zz'),
      await send('/api', { ...post, body: Buffer.alloc(10 * MIB + 1, 'x') }),
      await send('/api', { ...post, body: Buffer.alloc(12 * MIB, 'x') }),
      await send('/api', { ...post, body: Buffer.alloc(6 * MIB, 'x') }),
      await send('/api', { headers: { 'x-long': 'x'.repeat(10_240) } }),
    ];
    expect(refused.map(statusAndText)).toEqual([
      [400, '{"message":"Bad Request"}'],
      [413, '{"message":"Request Entity Too Large"}'],
      [413, '{"message":"Request Entity Too Large"}'],
      [413, '{"message":"Request Entity Too Large"}'],
      [431, '{"message":"Request Header Fields Too Large"}'],
    ]);
    expect(events).toEqual([]);
    expect((await send('/api', { ...post, body: Buffer.alloc(5 * MIB, 'x') })).status).toBe(200);
  });

  it('answers 500 if the function fails or its result is invalid, and 503 if it does not respond in time', async () => {
    outcome = Promise.resolve({ failed: { errorType: 'Error', errorMessage: 'of ours' } });
    expect(statusAndText(await send('/health'))).toEqual([500, '{"message":"Internal Server Error"}']);
    returns({ statusCode: 'none' });
    expect(statusAndText(await send('/health'))).toEqual([500, '{"message":"Internal Server Error"}']);
    outcome = new Promise(() => undefined);
    expect(statusAndText(await send('/health'))).toEqual([503, '{"message":"Service Unavailable"}']);
  });
});
