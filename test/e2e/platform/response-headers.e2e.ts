import { Unavailable } from '../../../src/core/errors/errors.js';
import { TermsService } from '../../../src/features/terms/terms.service.js';
import { aTermRequest } from '../../fixtures/builders.js';
import type { Answer, Client } from '../../fixtures/client.js';
import { SchoolFixture } from '../../fixtures/school.js';

const LISTED = 'https://console.example';
const ALSO_LISTED = 'http://localhost:5173';
const OTHER = 'https://other.example';

const PROTECTION = {
  'content-security-policy': "default-src 'none';frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

describe('the headers of an answer', () => {
  let school: SchoolFixture;
  let admin: Client;
  let code: string;
  let etag: string;

  beforeAll(async () => {
    school = await SchoolFixture.start({ CORS_ORIGINS: `${LISTED},${ALSO_LISTED}` });
    admin = school.asRole('ADMIN');
    ({ code } = (await admin.post('/terms', aTermRequest())).body as { code: string });
    etag = (await admin.get(`/terms/${code}`)).headers.get('etag')!;
  });
  afterAll(() => school.close());
  afterEach(() => jest.restoreAllMocks());

  type Call = (headers: Record<string, string>) => Promise<Answer>;
  const preflight = (path: string, method: string): Call => {
    return (headers) => school.as().send('OPTIONS', path, undefined, { 'access-control-request-method': method, ...headers });
  };

  const ANSWERS: [what: string, status: number, Call][] = [
    ['a health check', 200, (headers) => school.as().get('/health', headers)],
    ['something everybody may read', 200, (headers) => school.as().get('/config', headers)],
    ['a list', 200, (headers) => admin.get('/terms', headers)],
    ['a thing', 200, (headers) => admin.get(`/terms/${code}`, headers)],
    ['the head of a thing', 200, (headers) => admin.send('HEAD', `/terms/${code}`, undefined, headers)],
    ['something made', 201, (headers) => admin.post('/terms', aTermRequest(), headers)],
    ['something that is still the same', 304, (headers) => admin.get(`/terms/${code}`, { 'if-none-match': etag, ...headers })],
    ['malformed JSON', 400, (headers) => admin.post('/terms', '{', headers)],
    ['a malformed path', 400, (headers) => admin.get('/terms/%E0%A4%A', headers)],
    ['a request without a token', 401, (headers) => school.as().get('/terms', headers)],
    ['a user without the permission', 403, (headers) => school.asRole('STUDENT').get('/users', headers)],
    ['an unknown route', 404, (headers) => admin.get('/nothing', headers)],
    ['an unknown thing', 404, (headers) => admin.get('/terms/none', headers)],
    ['an unknown method', 405, (headers) => admin.put('/terms', {}, headers)],
    ['a stale change', 412, (headers) => admin.send('PATCH', `/terms/${code}`, { title: 'X' }, { 'if-match': '"9.x"', ...headers })],
    ['too large a body', 413, (headers) => admin.post('/terms', { title: 'x'.repeat(300_000) }, headers)],
    ['another media type', 415, (headers) => admin.post('/terms', 'x', { 'content-type': 'text/plain', ...headers })],
    ['a change without a version', 428, (headers) => admin.send('PATCH', `/terms/${code}`, { title: 'X' }, headers)],
    ['a fault of ours', 500, (headers) => failing(new Error('of ours'), headers)],
    ['what is not available', 503, (headers) => failing(new Unavailable(), headers)],
  ];
  async function failing(error: Error, headers: Record<string, string>): Promise<Answer> {
    jest.spyOn(school.get(TermsService), 'list').mockRejectedValue(error);
    jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    return admin.get('/terms', headers);
  }

  describe.each(ANSWERS)('to %s (%i)', (_what, status, call) => {
    it('protect the reader', async () => {
      const answer = await call({});
      expect(answer.status).toBe(status);
      expect(Object.fromEntries(answer.headers)).toMatchObject(PROTECTION);
      expect(answer.headers.get('x-powered-by')).toBeNull();
    });

    it('keep it out of shared caches', async () => {
      const { headers } = await call({});
      expect(headers.get('cache-control')).toMatch(/^(private, no-cache|no-store)$/);
      if (status >= 400) expect(headers.get('cache-control')).toBe('no-store');
    });

    it('open it to a listed origin, without credentials', async () => {
      const { headers } = await call({ origin: LISTED });
      expect(headers.get('access-control-allow-origin')).toBe(LISTED);
      expect(headers.get('access-control-expose-headers')).toBe(
        'Content-Disposition,ETag,Link,Location,RateLimit,RateLimit-Policy,Retry-After,X-Request-Id',
      );
      expect(headers.get('access-control-allow-credentials')).toBeNull();
      expect(headers.get('vary')).toContain('Origin');
      expect((await call({ origin: ALSO_LISTED })).headers.get('access-control-allow-origin')).toBe(ALSO_LISTED);
    });

    it.each([OTHER, `${LISTED}.evil.example`, 'null', 'http://console.example', ''])('open it to no other, such as %j', async (origin) => {
      const { headers } = await call({ origin });
      expect([...headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
      expect(headers.get('vary')).toContain('Origin');
    });
  });

  it('let what was read be asked for again', async () => {
    expect((await admin.get(`/terms/${code}`)).headers.get('cache-control')).toBe('private, no-cache');
    expect((await admin.get('/terms')).headers.get('cache-control')).toBe('private, no-cache');
  });

  describe('to a preflight', () => {
    const ALLOWED = 'Authorization,Content-Type,If-Match,If-None-Match,Idempotency-Key,X-Request-Id';

    it.each([
      ['GET', '/terms'],
      ['POST', '/terms'],
      ['PATCH', '/terms/x'],
      ['DELETE', '/terms/x'],
      ['PUT', '/classes/x/students/y'],
      ['GET', '/nothing'],
    ])('allow %s %s to a listed origin', async (method, path) => {
      const { status, headers, body } = await preflight(path, method)({ origin: LISTED, 'access-control-request-headers': 'x-anything' });
      expect({ status, body: body as unknown }).toEqual({ status: 204, body: undefined });
      expect(Object.fromEntries(headers)).toMatchObject({
        ...PROTECTION,
        'access-control-allow-origin': LISTED,
        'access-control-allow-methods': 'GET,HEAD,POST,PUT,PATCH,DELETE',
        'access-control-allow-headers': ALLOWED,
        'access-control-max-age': '600',
        'cache-control': 'private, no-cache',
      });
    });

    it('allow another origin nothing', async () => {
      const { status, headers } = await preflight('/terms', 'POST')({ origin: OTHER });
      expect(status).toBe(405);
      expect([...headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
    });
  });
});
