import type { NestExpressApplication } from '@nestjs/platform-express';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { parse } from 'yaml';
import { type LocalCloud, startCloud } from '../../../local/cloud.js';
import { startServer } from '../../../src/app/create-server.js';
import { Log } from '../../../src/core/logging/log.js';
import { type Answer, Client } from '../../fixtures/client.js';
import { testConfig } from '../../fixtures/engines.js';
import { expectProblem } from '../../fixtures/expectations.js';

const ORIGIN = 'https://console.example';

describe('a plain server', () => {
  let cloud: LocalCloud;
  let server: NestExpressApplication | undefined;
  let url: string;
  let log: string;

  beforeAll(async () => {
    cloud = await startCloud();
  });
  afterAll(() => cloud.close());
  afterEach(() => server?.close());

  const start = async (settings: Record<string, string>) => {
    log = '';
    const config = testConfig({ ...cloud.environment, CORS_ORIGINS: ORIGIN, ...settings });
    server = await startServer(config, new Log('info', 'json', (line) => (log += line)));
    url = await server.getUrl();
  };
  const anAdmin = () => new Client(url, cloud.pool.mint({ sub: randomUUID(), username: 'x', 'cognito:groups': ['admin'] }));
  const statusesOf = async (calls: (() => Promise<Answer>)[]): Promise<number[]> => {
    const statuses: number[] = [];
    for (const call of calls) statuses.push((await call()).status);
    return statuses;
  };
  const times = <T>(count: number, one: T): T[] => Array<T>(count).fill(one);
  const from = (address: string) => ({ 'x-forwarded-for': address });

  it('answers 429 with Retry-After to a client that sends too many requests', async () => {
    await start({ RATE_LIMIT_PER_MINUTE: '3' });
    const [hasty, other] = [anAdmin(), anAdmin()];
    const first = await hasty.get('/terms');
    expect(first.headers.get('ratelimit')).toMatch(/"caller"; r=2; t=\d+/);
    expect(first.headers.get('ratelimit-policy')).toMatch(/"address"; q=50000; w=300; .*"caller"; q=3; w=60; /);
    expect(await statusesOf(times(3, () => hasty.get('/terms')))).toEqual([200, 200, 429]);

    const refused = await hasty.get('/terms', { origin: ORIGIN });
    expectProblem(refused, 429, 'too_many_requests');
    expect(refused.headers.get('content-type')).toContain('application/problem+json');
    expect(refused.body).toMatchObject({ instance: '/api/v1/terms', requestId: refused.headers.get('x-request-id') });
    const seconds = Number(refused.headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(60);
    expect(Object.fromEntries(refused.headers)).toMatchObject({
      'access-control-allow-origin': ORIGIN,
      'access-control-expose-headers': expect.stringContaining('Retry-After') as string,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      vary: expect.stringContaining('Origin') as string,
    });
    expect((await other.get('/terms')).status).toBe(200);
  });

  it('counts requests that are refused before routing', async () => {
    await start({ RATE_LIMIT_PER_MINUTE: '4' });
    const client = anAdmin();
    const calls = [
      () => client.post('/terms', '{'),
      () => client.post('/terms', 'x', { 'content-type': 'text/plain' }),
      () => client.post('/terms', 'x'.repeat(300_000)),
      () => client.get('/nothing'),
      () => client.get('/nothing'),
      () => client.post('/terms', '{'),
    ];
    expect(await statusesOf(calls)).toEqual([400, 415, 413, 404, 429, 429]);
  });

  it('counts a person once, however many tokens they use and however they spell the header', async () => {
    await start({ RATE_LIMIT_PER_MINUTE: '3' });
    const sub = randomUUID();
    const minted = () => cloud.pool.mint({ sub, username: 'x', 'cognito:groups': ['admin'] });
    const [one, another] = await Promise.all([minted(), minted()]);
    const ask = (authorization: string) => () => new Client(url).get('/terms', { authorization });
    const calls = [`Bearer ${one}`, `bearer ${one}`, `Bearer ${another}`, `Bearer ${one}`, `BEARER ${another}`].map(ask);
    expect(await statusesOf(calls)).toEqual([200, 200, 200, 429, 429]);
    expect((await anAdmin().get('/terms')).status).toBe(200);
  });

  it.each([
    ['a text behind the token', (token: string) => `Bearer ${token} x1`],
    ['a text before it', (token: string) => `x1 Bearer ${token}`],
    ['two spaces', (token: string) => `Bearer  ${token}`],
    ['a tab', (token: string) => `Bearer\t${token}`],
    ['a comma', (token: string) => `Bearer ${token},`],
    ['padding', (token: string) => `Bearer ${token}=`],
    ['another alphabet of base64', (token: string) => `Bearer ${token.slice(0, -1)}+`],
    ['a fourth part', (token: string) => `Bearer ${token}.x`],
    ['another scheme', (token: string) => `JWT ${token}`],
    ['no scheme', (token: string) => token],
  ])('refuses a header with %s', async (_what, authorization) => {
    await start({ RATE_LIMIT_PER_MINUTE: '0' });
    const token = await cloud.pool.mint({ sub: randomUUID(), username: 'x', 'cognito:groups': ['admin'] });
    const ask = (header: string) => new Client(url).get('/terms', { authorization: header });
    expect((await ask(`Bearer ${token}`)).status).toBe(200);
    expectProblem(await ask(authorization(token)), 401, 'not_authenticated');
  });

  it('counts requests without a valid token by their address', async () => {
    await start({ RATE_LIMIT_PER_MINUTE: '2', RATE_LIMIT_PER_ADDRESS: '5' });
    const withToken = () => new Client(url).get('/terms', { authorization: `Bearer ${randomUUID()}` });
    expect(await statusesOf([...times(3, () => new Client(url).get('/config')), ...times(3, withToken)])).toEqual([
      200, 200, 200, 401, 401, 429,
    ]);
    expect((await anAdmin().get('/terms')).status).toBe(429);
  });

  it('never limits preflights and the health check that answers from memory', async () => {
    await start({ RATE_LIMIT_PER_MINUTE: '1', RATE_LIMIT_PER_ADDRESS: '1' });
    await new Client(url).get('/config');
    const preflight = () =>
      new Client(url).send('OPTIONS', '/terms', undefined, { origin: ORIGIN, 'access-control-request-method': 'GET' });
    const calls = [() => new Client(url).get('/health'), () => new Client(url).send('HEAD', '/health'), preflight];
    expect(await statusesOf([...calls, ...calls])).toEqual([200, 200, 204, 200, 200, 204]);
    const limited = ['GET /health/ready', 'POST /health', 'GET /health/', 'GET /config'].map((call) => call.split(' '));
    const answers = await Promise.all(limited.map(([method, path]) => new Client(url).send(method!, path!)));
    expect(answers.map(({ status }) => status)).toEqual([429, 429, 429, 429]);
  });

  it('limits nothing when the limit is 0', async () => {
    await start({ RATE_LIMIT_PER_MINUTE: '0', RATE_LIMIT_PER_ADDRESS: '0' });
    const { status, headers } = await new Client(url).get('/config');
    expect([status, headers.get('ratelimit')]).toEqual([200, null]);
    expect(await statusesOf(times(400, () => new Client(url).get('/config')))).toEqual(times(400, 200));
  });

  it('trusts as many proxies as configured', async () => {
    await start({ RATE_LIMIT_PER_ADDRESS: '1', TRUST_PROXY: '1' });
    const ask = (address: string) => () => new Client(url).get('/config', from(address));
    const calls = ['203.0.113.1', '203.0.113.1', '203.0.113.2', '198.51.100.7, 203.0.113.2'].map(ask);
    expect(await statusesOf(calls)).toEqual([200, 429, 200, 429]);
  });

  it('counts an IPv6 network as one address', async () => {
    await start({ RATE_LIMIT_PER_ADDRESS: '1', TRUST_PROXY: '1' });
    const calls = ['2001:db8:1::1', '2001:db8:1::2', '2001:db8:2::1'].map((address) => () => new Client(url).get('/config', from(address)));
    expect(await statusesOf(calls)).toEqual([200, 429, 200]);
  });

  it('trusts no proxy by default', async () => {
    await start({ RATE_LIMIT_PER_ADDRESS: '1' });
    const calls = ['203.0.113.1', '203.0.113.2'].map((address) => () => new Client(url).get('/config', from(address)));
    expect(await statusesOf(calls)).toEqual([200, 429]);
  });

  it('writes no token to the log', async () => {
    await start({ RATE_LIMIT_PER_ADDRESS: '1' });
    const ask = () => new Client(url).get('/terms', { authorization: 'Bearer secret.secret.secret' });
    expect(await statusesOf(times(2, ask))).toEqual([401, 429]);
    await server!.close();
    server = undefined;
    expect(log).toContain('"status":429');
    expect(log).not.toContain('secret');
  });

  it('logs the address of the caller, as its proxies name it', async () => {
    const addressIn = async (settings: Record<string, string>) => {
      await start(settings);
      await new Client(url).send('OPTIONS', '/terms', undefined, {
        origin: ORIGIN,
        'access-control-request-method': 'GET',
        ...from('203.0.113.9'),
      });
      await server!.close();
      server = undefined;
      return (JSON.parse(log.split('\n').find((line) => line.includes('OPTIONS'))!) as { address: string }).address;
    };
    expect(await addressIn({ TRUST_PROXY: '1' })).toBe('203.0.113.9');
    expect(await addressIn({})).toBe('127.0.0.1');
  });

  describe('with a limit of connections', () => {
    const sockets: Socket[] = [];
    afterEach(() => sockets.splice(0).forEach((socket) => socket.destroy()));

    const open = (localAddress = '127.0.0.1') => {
      const { hostname, port } = new URL(url);
      const socket = connect({ host: hostname, port: Number(port), localAddress }).on('error', () => undefined);
      sockets.push(socket);
      return socket;
    };
    const answerTo = (socket: Socket) => {
      socket.write('GET /health HTTP/1.1\r\nHost: x\r\n\r\n');
      return new Promise<string>((resolve) => socket.once('data', (part) => resolve(part.toString())).once('close', () => resolve('')));
    };
    const ANSWERED = expect.stringContaining(' 200 ') as string;
    /** The server counts a connection when it has accepted it. */
    const holdTwo = async () => {
      const held = [open(), open()];
      expect(await Promise.all(held.map(answerTo))).toEqual([ANSWERED, ANSWERED]);
      return held;
    };

    it('closes new ones beyond it', async () => {
      await start({ MAX_CONNECTIONS: '2' });
      await holdTwo();
      expect(await answerTo(open())).toBe('');
      expect(log).toContain('MAX_CONNECTIONS)');
    });

    it('closes new ones of an address that has too many, until it has fewer', async () => {
      await start({ MAX_CONNECTIONS_PER_ADDRESS: '2' });
      const [held] = await holdTwo();
      expect(await answerTo(open())).toBe('');
      expect(log).toContain('MAX_CONNECTIONS_PER_ADDRESS)');
      expect(await answerTo(open('127.0.0.2'))).toEqual(ANSWERED);
      held!.destroy();
      // The server hears of it in its own time.
      while ((await answerTo(open())) === '');
    });

    it('does not count the connections of a proxy by their address', async () => {
      await start({ MAX_CONNECTIONS_PER_ADDRESS: '1', TRUST_PROXY: '1' });
      await holdTwo();
    });
  });

  it('serialises its documentation once', async () => {
    await start({});
    const file = JSON.parse(readFileSync('openapi.json', 'utf8')) as object;
    for (const [path, type, read] of [
      ['openapi.json', 'application/json; charset=utf-8', (text: string) => JSON.parse(text) as unknown],
      ['openapi.yaml', 'text/yaml; charset=utf-8', (text: string) => parse(text) as unknown],
    ] as const) {
      const ask = async () => {
        const response = await fetch(`${url}/api/${path}`);
        const { status, headers } = response;
        return { status, type: headers.get('content-type'), etag: headers.get('etag')!, text: await response.text() };
      };
      const first = await ask();
      expect(first).toMatchObject({ status: 200, type, etag: expect.stringMatching(/^".{43}"$/) as string });
      expect(read(first.text)).toEqual(file);
      const serialise = jest.spyOn(JSON, 'stringify');
      try {
        expect(await ask()).toEqual(first);
        expect((await fetch(`${url}/api/${path}`, { headers: { 'if-none-match': first.etag, 'cache-control': 'max-age=0' } })).status).toBe(
          304,
        );
        expect(serialise.mock.calls.filter(([value]) => (value as { openapi?: string } | undefined)?.openapi)).toEqual([]);
      } finally {
        serialise.mockRestore();
      }
    }
    expect((await fetch(`${url}/api/openapi.json`, { method: 'POST' })).status).toBe(405);
  });

  it('has no documentation if it is switched off', async () => {
    await start({ DOCUMENTATION: 'off' });
    for (const path of ['docs', 'docs/swagger-ui-init.js', 'openapi.json', 'openapi.yaml']) {
      expect((await fetch(`${url}/api/${path}`)).status).toBe(404);
    }
  });

  it.each([
    ['security@school.example', 'mailto:security@school.example'],
    ['https://school.example/security', 'https://school.example/security'],
  ])('names %s in security.txt, for less than a year', async (contact, uri) => {
    await start({ SECURITY_CONTACT: contact });
    const answer = await fetch(`${url}/.well-known/security.txt`);
    expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    const [first, second, ...others] = (await answer.text()).split('\n');
    expect([first, ...others]).toEqual([`Contact: ${uri}`, 'Preferred-Languages: en', '']);
    const days = (Date.parse(second!.replace(/^Expires: /, '')) - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(350);
    expect(days).toBeLessThan(365);
  });

  it('has no security.txt without a contact', async () => {
    await start({});
    expect((await fetch(`${url}/.well-known/security.txt`)).status).toBe(404);
  });

  it('shows its documentation under a policy that lets nothing in from elsewhere', async () => {
    await start({});
    const page = await fetch(`${url}/api/docs`);
    expect(page.headers.get('content-security-policy')).toBe(
      [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
      ].join(';'),
    );
    const html = await page.text();
    // What the policy would stop: scripts in the page itself, and anything from another host.
    const scripts = [...html.matchAll(/<script([^>]*)>([^]*?)<\/script>/g)].map(([, attributes, code]) => ({
      attributes,
      code: code!.trim(),
    }));
    expect(scripts.length).toBeGreaterThan(0);
    const sources = [...html.matchAll(/(?:src|href)="([^"#][^"]*)"/g)].map(([, source]) => new URL(source!, `${url}/api/docs`));
    expect(scripts.filter(({ attributes, code }) => !attributes!.includes('src=') || code !== '')).toEqual([]);
    expect(html).not.toMatch(/\son\w+=|javascript:/i);
    expect(sources.map(({ origin }) => origin)).toEqual(sources.map(() => url));
    for (const source of sources) {
      const part = await fetch(source);
      expect([part.status, await part.text()]).toEqual([200, expect.stringMatching(/./)]);
    }
    const init = await (await fetch(`${url}/api/docs/swagger-ui-init.js`)).text();
    expect(init).not.toMatch(/\beval\(|new Function/);
  });
});
