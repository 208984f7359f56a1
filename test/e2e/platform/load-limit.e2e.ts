import type { NestExpressApplication } from '@nestjs/platform-express';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { type LocalCloud, startCloud } from '../../../local/cloud.js';
import { startServer } from '../../../src/app/create-server.js';
import { Log } from '../../../src/core/logging/log.js';
import { type Answer, Client } from '../../fixtures/client.js';
import { testConfig } from '../../fixtures/engines.js';
import { expectProblem } from '../../fixtures/expectations.js';

const ORIGIN = 'https://console.example';

describe('a plain server with more to do than it can', () => {
  let cloud: LocalCloud;
  let server: NestExpressApplication;
  let url: string;
  let client: Client;
  let release: () => void;

  beforeAll(async () => {
    cloud = await startCloud();
  });
  afterAll(() => cloud.close());
  afterEach(async () => {
    release();
    await cloud.database.faults.clear();
    await server.close();
  });

  const tokenOfAdmin = () => cloud.pool.mint({ sub: randomUUID(), username: 'x', 'cognito:groups': ['admin'] });
  const start = async (settings: Record<string, string>) => {
    server = await startServer(testConfig({ ...cloud.environment, CORS_ORIGINS: ORIGIN, ...settings }), new Log('error', 'json'));
    url = await server.getUrl();
    client = new Client(url, tokenOfAdmin());
    // Requests that the app sends only once must be done before others are held back.
    expect((await client.get('/terms')).status).toBe(200);
  };

  /** Lets so many requests come as far as their question to the database, and no further until they are released. */
  const hold = async <T>(count: number, ask: () => T): Promise<T[]> => {
    const held = new Promise<void>((resolve) => (release = resolve));
    const arrived = new Promise<void>((resolve) => {
      let left = count;
      cloud.database.faults.before('Query', (body) => {
        if (!JSON.stringify(body).includes('"TERM"')) return;
        left -= 1;
        if (left === 0) resolve();
        return held;
      });
    });
    const requests = Array.from({ length: count }, ask);
    await arrived;
    return requests;
  };
  const terms = () => client.get('/terms');
  const statusesOf = async (answers: Promise<Answer>[]) => (await Promise.all(answers)).map(({ status }) => status);

  it('answers one request too many with 503 at once, and accepts the next when another has finished', async () => {
    await start({ REQUESTS_AT_ONCE: '2' });
    const held = await hold(2, terms);
    const refused = await client.get('/config', { origin: ORIGIN });
    expectProblem(refused, 503, 'unavailable');
    expect(refused.body).toMatchObject({ instance: '/api/v1/config', requestId: refused.headers.get('x-request-id') });
    expect(Object.fromEntries(refused.headers)).toMatchObject({
      'retry-after': '1',
      'content-type': expect.stringContaining('application/problem+json') as string,
      'access-control-allow-origin': ORIGIN,
      'cache-control': 'no-store',
    });
    release();
    expect(await statusesOf(held)).toEqual([200, 200]);
    expect((await client.get('/config')).status).toBe(200);
  });

  it('changes nothing for a request that it refuses', async () => {
    await start({ REQUESTS_AT_ONCE: '1' });
    const held = await hold(1, terms);
    const term = { code: '2031-1', title: 'First term', startDate: '2031-01-01', endDate: '2031-05-01' };
    expectProblem(await client.post('/terms', term), 503, 'unavailable');
    // Nor does it read what would be refused otherwise.
    expect((await client.post('/terms', '{')).status).toBe(503);
    release();
    await Promise.all(held);
    expect((await client.get('/terms/2031-1')).status).toBe(404);
    expect((await client.post('/terms', '{')).status).toBe(400);
  });

  it('answers at any load only the health check that needs nothing but memory', async () => {
    await start({ REQUESTS_AT_ONCE: '1' });
    const held = await hold(1, terms);
    const calls = [client.get('/health'), client.get('/health/ready'), client.post('/health'), client.get('/config')];
    expect(await statusesOf(calls)).toEqual([200, 503, 503, 503]);
    release();
    await Promise.all(held);
  });

  it('frees the place of a client that disconnects before its response', async () => {
    await start({ REQUESTS_AT_ONCE: '1' });
    const headers = { authorization: `Bearer ${await tokenOfAdmin()}` };
    const [impatient] = await hold(1, () => httpRequest(`${url}/api/v1/terms`, { headers }).end());
    impatient!.on('error', () => undefined);
    expect((await client.get('/config')).status).toBe(503);
    impatient!.destroy();
    // The server hears of it in its own time.
    while ((await client.get('/config')).status === 503);
  });

  it('keeps no place for a request whose body never arrives', async () => {
    await start({ REQUESTS_AT_ONCE: '1' });
    release = () => undefined;
    const headers = { authorization: `Bearer ${await tokenOfAdmin()}`, 'content-type': 'application/json', 'content-length': '100' };
    const arrived = once(server.getHttpServer() as NodeJS.EventEmitter, 'request');
    const slow = httpRequest(`${url}/api/v1/terms`, { method: 'POST', headers });
    slow.on('error', () => undefined).write('{');
    await arrived;
    expect((await client.get('/config')).status).toBe(200);
    slow.destroy();
  });

  it('closes a connection that does not wait for its answers, and keeps no place for it', async () => {
    await start({ REQUESTS_AT_ONCE: '2' });
    const { hostname, port } = new URL(url);
    const request = `GET /api/v1/terms HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${await tokenOfAdmin()}\r\n\r\n`;
    const [hasty] = await hold(1, () => {
      const socket = connect(Number(port), hostname).on('error', () => undefined);
      socket.write(request.repeat(2));
      return socket;
    });
    await once(hasty!, 'close');
    release();
    const held = await hold(1, terms);
    expect((await client.get('/config')).status).toBe(200);
    release();
    await Promise.all(held);
  });

  it('limits nothing when the limit is 0', async () => {
    await start({ REQUESTS_AT_ONCE: '0' });
    const held = await hold(10, terms);
    expect((await client.get('/config')).status).toBe(200);
    release();
    expect(new Set(await statusesOf(held))).toEqual(new Set([200]));
  });
});
