import { throughCloudFront } from './cloudfront.js';
import { BadPath, eventOf, splitTarget } from './event.js';
import type { HttpRequest } from './http-request.js';

const ROUTE = 'ANY /{proxy+}';
const aRequest = (changes: Partial<HttpRequest> = {}): HttpRequest => ({
  method: 'GET',
  target: '/api/v1/terms',
  headers: [],
  body: Buffer.alloc(0),
  address: '198.51.100.7',
  ...changes,
});

describe('an event', () => {
  it.each([
    ['/api/v1/terms', '/api/v1/terms', ''],
    ['/a%20b/c?limit=1', '/a b/c', 'limit=1'],
    ['/100%25%20done', '/100% done', ''],
    ['/a%2Fb', '/a/b', ''],
    ['/a%3Fb/c?d=%3F', '/a', 'd=%3F'],
    ['/a%252Fb', '/a%2Fb', ''],
    ['/c%C3%A9?q=%C3%A9+%zz', '/cé', 'q=%C3%A9+%zz'],
    ['/a?b?c', '/a', 'b?c'],
    ['/a?', '/a', ''],
  ])('has the decoded path and the original query of %s', (target, rawPath, rawQueryString) => {
    expect(splitTarget(target)).toEqual({ rawPath, rawQueryString });
    expect(eventOf(aRequest({ target }), ROUTE)).toMatchObject({ rawPath, rawQueryString, pathParameters: { proxy: rawPath.slice(1) } });
  });

  it.each(['/%', '/%zz', '/%ff', '/%E0%A4%A'])('is not created for the malformed path %s', (target) => {
    expect(() => eventOf(aRequest({ target }), ROUTE)).toThrow(BadPath);
  });

  it('has decoded query parameters, and joins those of the same name', () => {
    const { queryStringParameters } = eventOf(aRequest({ target: '/a?b=1&c=x%20y&b=2&d' }), ROUTE);
    expect(queryStringParameters).toEqual({ b: '1,2', c: 'x y', d: '' });
    expect(eventOf(aRequest(), ROUTE)).not.toHaveProperty('queryStringParameters');
  });

  it('has lower-case header names, joins headers of the same name, and lists cookies separately', () => {
    const headers = [
      ['X-Many', 'a'],
      ['x-many', 'b'],
      ['Cookie', 'a=1; b=2'],
      ['COOKIE', 'c=3'],
    ] as const;
    const event = eventOf(aRequest({ headers }), ROUTE);
    expect(event.headers).toMatchObject({ 'x-many': 'a,b', 'content-length': '0' });
    expect(event.headers).not.toHaveProperty('cookie');
    expect(event.cookies).toEqual(['a=1', 'b=2', 'c=3']);
    expect(eventOf(aRequest(), ROUTE)).not.toHaveProperty('cookies');
  });

  const TEXT = Buffer.from('{"name":"Nguyễn"}');
  it.each([
    ['application/json', TEXT, false],
    ['application/json; charset=utf-8', TEXT, false],
    ['APPLICATION/JSON', TEXT, false],
    ['text/csv', TEXT, false],
    ['application/merge-patch+json', TEXT, true],
    ['application/x-www-form-urlencoded', TEXT, true],
    ['image/png', TEXT, true],
    ['application/json', Buffer.from([0x7b, 0xff]), true],
    [undefined, TEXT, true],
  ])('has a body of type %s as text or as base64', (type, body, isBase64Encoded) => {
    const event = eventOf(aRequest({ method: 'POST', headers: type ? [['Content-Type', type]] : [], body }), ROUTE);
    expect(event.isBase64Encoded).toBe(isBase64Encoded);
    expect(Buffer.from(event.body!, isBase64Encoded ? 'base64' : 'utf8')).toEqual(body);
    expect(event.headers['content-length']).toBe(String(body.length));
  });

  it('has a compressed body as base64, and no body property for an empty body', () => {
    const headers = [['Content-Type', 'application/json'] as const, ['Content-Encoding', 'gzip'] as const];
    expect(eventOf(aRequest({ headers, body: TEXT }), ROUTE).isBase64Encoded).toBe(true);
    const event = eventOf(aRequest(), ROUTE);
    expect(event).not.toHaveProperty('body');
    expect(event.isBase64Encoded).toBe(false);
  });

  it('contains the claims as strings, and details of the request', () => {
    const event = eventOf(
      aRequest(),
      ROUTE,
      { sub: 'x', exp: 7, 'cognito:groups': ['admin', 'lecturer'] },
      new Date('2026-03-10T05:16:23Z'),
    );
    expect(event.requestContext).toMatchObject({
      authorizer: { jwt: { claims: { sub: 'x', exp: '7', 'cognito:groups': '[admin lecturer]' }, scopes: null } },
      http: { method: 'GET', path: '/api/v1/terms', protocol: 'HTTP/1.1', sourceIp: '198.51.100.7' },
      routeKey: ROUTE,
      stage: '$default',
      time: '10/Mar/2026:05:16:23 +0000',
      timeEpoch: Date.parse('2026-03-10T05:16:23Z'),
    });
  });

  it('contains the address of the viewer and the secret that a viewer cannot set, for a request through CloudFront', () => {
    const headers = [
      ['X-Forwarded-For', '10.0.0.1'],
      ['X-Origin-Secret', 'guessed'],
      ['X-Forwarded-Proto', 'gopher'],
      ['Connection', 'keep-alive'],
      ['Accept', '*/*'],
      ['Host', 'school.example'],
    ] as const;
    const event = eventOf(throughCloudFront(aRequest({ headers }), 'known'), ROUTE);
    expect(event.headers).toMatchObject({
      'x-forwarded-for': '10.0.0.1, 198.51.100.7, 130.176.1.1',
      'x-forwarded-proto': 'https',
      'x-origin-secret': 'known',
      accept: '*/*',
      host: expect.stringContaining('.execute-api.') as string,
    });
    expect(event.headers).not.toHaveProperty('connection');
  });
});
