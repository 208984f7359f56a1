import { type Answer, Client } from '../../fixtures/client.js';
import { auditLogOf } from '../../fixtures/audit-log.js';
import { SchoolFixture } from '../../fixtures/school.js';

describe('the app', () => {
  let school: SchoolFixture;
  beforeAll(async () => {
    school = await SchoolFixture.start({ CORS_ORIGINS: 'https://console.example,http://localhost:*' });
  });
  afterAll(() => school.close());

  const expectProblem = ({ status, headers, body }: Answer, expected: { status: number; code: string }) => {
    expect({ status, code: (body as { code: string }).code, body }).toMatchObject(expected);
    expect(headers.get('content-type')).toContain('application/problem+json');
    expect(body).toMatchObject({ type: `urn:student-management:problem:${expected.code}`, status, requestId: headers.get('x-request-id') });
  };

  describe('health', () => {
    it('answers without a token', async () => {
      expect((await school.as().get('/health')).body).toMatchObject({
        status: 'ok',
        version: expect.any(String) as string,
        commit: 'unknown',
      });
    });

    it('is ready while the database answers', async () => {
      expect(await school.as().get('/health/ready')).toMatchObject({ status: 200, body: { status: 'ok', checks: { database: 'ok' } } });
    });

    it('is not ready while it does not, and says no more than that', async () => {
      school.database.faults.failNext('GetItem', 'InternalServerError', 1_000);
      expectProblem(await school.as().get('/health/ready'), { status: 503, code: 'not_ready' });
      await school.database.faults.clear();
    });

    it('tells single-page apps where to sign in', async () => {
      const { body } = await school.as().get('/config');
      const { region, userPoolId, clientId, url: userPoolEndpoint } = school.pool;
      expect(body).toEqual({ region, userPoolId, clientId, userPoolEndpoint, apiVersion: 'v1' });
    });
  });

  describe('refuses with a problem document', () => {
    it.each([
      ['an unknown route', 'GET', '/nothing', undefined, {}, 404, 'route_not_found'],
      ['a path beside the API', 'GET', '/../me', undefined, {}, 404, 'route_not_found'],
      ['the root', 'POST', '/../..', {}, {}, 404, 'route_not_found'],
      ['an unknown method beside the API', 'POST', '/health', {}, {}, 405, 'method_not_allowed'],
      ['an unknown method', 'PUT', '/terms', {}, {}, 405, 'method_not_allowed'],
      [
        'a body that is not JSON',
        'POST',
        '/terms',
        'code=1',
        { 'content-type': 'application/x-www-form-urlencoded' },
        415,
        'unsupported_media_type',
      ],
      ['CSV where it is not taken', 'POST', '/terms', 'code', { 'content-type': 'text/csv' }, 415, 'unsupported_media_type'],
      ['JSON that is malformed', 'POST', '/terms', '{"code":', {}, 400, 'malformed_json'],
      ['JSON that is no object', 'POST', '/terms', '7', {}, 400, 'validation_failed'],
      ['a body that is too large', 'POST', '/terms', JSON.stringify({ title: 'x'.repeat(300_000) }), {}, 413, 'payload_too_large'],
      [
        'a strange charset',
        'POST',
        '/terms',
        '{}',
        { 'content-type': 'application/json; charset=iso-8859-1' },
        415,
        'unsupported_media_type',
      ],
      ['a path that is not properly encoded', 'GET', '/terms/%E0%A4%A', undefined, {}, 400, 'validation_failed'],
      [
        'a property it does not know',
        'POST',
        '/terms',
        { code: 'x', title: 't', startDate: '2026-01-01', endDate: '2026-02-01', extra: 1 },
        {},
        400,
        'validation_failed',
      ],
      ['a query it does not know', 'GET', '/terms?sort=title', undefined, {}, 400, 'validation_failed'],
      ['a limit beyond 100', 'GET', '/terms?limit=101', undefined, {}, 400, 'validation_failed'],
      ['a limit that is no number', 'GET', '/terms?limit=ten', undefined, {}, 400, 'validation_failed'],
      ['a code that is longer than any', 'GET', `/terms/${'a'.repeat(2000)}`, undefined, {}, 404, 'term_not_found'],
      ['lists where objects belong', 'POST', '/subjects', { components: [[]] }, {}, 400, 'validation_failed'],
      ['half a character in an address', 'POST', '/users', '{"email":"\\ud800a@example.edu"}', {}, 400, 'validation_failed'],
      ['a cursor it did not issue', 'GET', '/terms?cursor=abc', undefined, {}, 400, 'invalid_cursor'],
    ] as const)('%s', async (_what, method, path, body, headers, status, code) => {
      expectProblem(await school.asRole('ADMIN').send(method, path, body, headers), { status, code });
    });

    it('naming the field that is wrong', async () => {
      const { body } = await school
        .asRole('ADMIN')
        .post('/terms', { code: 'x', title: 't', startDate: '2026-02-30', endDate: '2026-03-01', extra: 1 });
      const fields = (body as { errors: { field: string; code: string }[] }).errors.map(({ field, code }) => [field, code]);
      expect(fields.sort()).toEqual([
        ['extra', 'unknown_property'],
        ['startDate', 'invalid_date'],
      ]);
    });

    it('naming the methods that a route knows', async () => {
      expect((await school.as().post('/health')).headers.get('allow')).toBe('GET, HEAD');
      expect((await school.asRole('ADMIN').send('PUT', '/terms')).headers.get('allow')).toBe('GET, HEAD, POST');
    });
  });

  it('knows people by ids of any variant, as Cognito gives them', async () => {
    const { user, client } = await school.addUser({ role: 'ADMIN', id: '14a8a4c8-d0b1-7033-cf5e-9ce1b4b0e7a1' });
    expect((await client.get(`/users/${user.id}`)).body).toMatchObject({ id: user.id });
    expect((await client.get('/users/14a8a4c8-d0b1')).status).toBe(400);
  });

  it('answers 200 to a search that is only an accent', async () => {
    expect((await school.asRole('ADMIN').get('/users?search=%CC%81')).status).toBe(200);
  });

  it('accepts a cursor only from the role that received it', async () => {
    const lecturer = await school.addLecturer();
    await Promise.all(
      ['a', 'b'].map((code) =>
        school.asRole('ADMIN').post('/terms', { code: `T-${code}`, title: 't', startDate: '2026-01-01', endDate: '2026-02-01' }),
      ),
    );
    const { nextCursor } = (await lecturer.client.get('/terms?limit=1')).body as { nextCursor: string };
    expect((await lecturer.client.get(`/terms?limit=1&cursor=${nextCursor}`)).status).toBe(200);
    expectProblem(await school.as({ id: lecturer.user.id, role: 'STUDENT' }).get(`/terms?limit=1&cursor=${nextCursor}`), {
      status: 400,
      code: 'invalid_cursor',
    });
  });

  it('accepts a cursor, and knows a page by its ETag, with another token of the same person', async () => {
    const { user, client } = await school.addUser();
    await Promise.all([school.addTerm(), school.addTerm()]);
    const page = await client.get('/terms?limit=1');
    const { nextCursor } = page.body as { nextCursor: string };
    const now = Math.floor(Date.now() / 1000);
    const other = new Client(
      school.url,
      school.pool.mint({ sub: user.id, 'cognito:groups': ['student'], iat: now - 7, auth_time: now - 7 }),
    );
    expect((await other.get(`/terms?limit=1&cursor=${nextCursor}`)).status).toBe(200);
    expect((await other.get('/terms?limit=1', { 'if-none-match': page.headers.get('etag')! })).status).toBe(304);
  });

  describe('request ids', () => {
    it('come back as they were given', async () => {
      expect((await school.as().get('/health', { 'x-request-id': 'Given-1' })).headers.get('x-request-id')).toBe('Given-1');
    });

    it.each(['', 'with space', 'x'.repeat(65), 'semi;colon'])('are made where %j was given', async (given) => {
      expect((await school.as().get('/health', { 'x-request-id': given })).headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    });
  });

  it('keeps the id of a request in the audit log, whatever id it brings', async () => {
    const term = { code: 'ID-1', title: 't', startDate: '2026-01-01', endDate: '2026-02-01' };
    const first = await school.asRole('ADMIN').post('/terms', term);
    const borrowed = first.headers.get('x-request-id')!;
    const second = await school.asRole('ADMIN').post('/terms', { ...term, code: 'ID-2' }, { 'x-request-id': borrowed });
    expect(second.headers.get('x-request-id')).toBe(borrowed);
    const ids = await Promise.all(
      ['ID-1', 'ID-2'].map(async (code) => (await auditLogOf(school, `term:${code}`)).map(({ requestId }) => requestId)),
    );
    expect(ids).toEqual([[borrowed], [expect.stringMatching(/^[0-9a-f-]{36}$/)]]);
    expect(ids[1]).not.toEqual(ids[0]);
    expect(await school.lineOf(second)).toMatchObject({ requestId: ids[1]![0], clientRequestId: borrowed });
  });

  describe('the log', () => {
    it('has one line for each request, with the route pattern, the user id and the cost', async () => {
      const { user, client } = await school.addUser({ role: 'ADMIN' });
      const line = await school.lineOf(await client.get(`/users/${user.id}`, { 'x-request-id': 'log-1' }));
      expect(line).toEqual({
        time: expect.stringMatching(/^\d{4}-.*Z$/),
        level: 'info',
        source: 'Request',
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        clientRequestId: 'log-1',
        method: 'GET',
        route: '/api/v1/users/:id',
        status: 200,
        ms: expect.any(Number),
        userId: user.id,
        role: 'ADMIN',
        address: '127.0.0.1',
        dynamodb: { requests: expect.any(Number), rounds: expect.any(Number), readUnits: expect.any(Number), writeUnits: 0 },
      });
    });

    it.each([
      ['a body that is not JSON', 'POST', '/terms', '{', '/api/v1/terms'],
      ['a path that is not properly encoded', 'GET', '/terms/%zz', undefined, '/api/v1/terms/:code'],
      ['no such route', 'GET', '/nothing', undefined, null],
    ])('names the route also of %s', async (_what, method, path, body, route) => {
      expect(await school.lineOf(await school.asRole('ADMIN').send(method, path, body))).toMatchObject({ route });
    });

    it('contains nothing of what a request sent, for any caller and any outcome', async () => {
      const answer = await school.as().post('/users?search=secret', { email: 'secret@example.edu' }, { authorization: 'Bearer secret' });
      expect(JSON.stringify(await school.lineOf(answer))).not.toContain('secret');
    });
  });

  describe('CORS', () => {
    it('answers the origins that are listed, and exposes our headers', async () => {
      const { headers } = await school.as().get('/health', { origin: 'https://console.example' });
      expect(headers.get('access-control-allow-origin')).toBe('https://console.example');
      expect(headers.get('access-control-expose-headers')).toContain('ETag');
    });

    const allowed = async (origin: string) => (await school.as().get('/health', { origin })).headers.get('access-control-allow-origin');

    it('answers all ports of a machine that is listed with any', async () => {
      for (const origin of ['http://localhost:5173', 'http://localhost:80']) expect(await allowed(origin)).toBe(origin);
    });

    it.each([
      'https://other.example',
      'https://localhost:5173',
      'http://localhost.other.example:80',
      'http://localhost:*x',
      'https://console.example:8443',
      'null',
    ])('does not answer %s', async (origin) => {
      expect(await allowed(origin)).toBeNull();
    });
  });
});
