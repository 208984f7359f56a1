import { request } from 'node:http';
import { gzipSync } from 'node:zlib';
import { expectProblem, expectUnauthenticated } from '../../fixtures/expectations.js';
import { SchoolFixture } from '../../fixtures/school.js';

/** Bodies that are refused as soon as they are read. */
const BAD_BODIES: readonly [what: string, body: string | Buffer, headers: Record<string, string>][] = [
  ['malformed', '{', {}],
  ['of another type', 'x', { 'content-type': 'text/plain' }],
  ['too large', 'x'.repeat(300_000), {}],
  ['nested and compressed', gzipSync('['.repeat(131_067)), { 'content-encoding': 'gzip' }],
];

describe('a request with a body that is bad', () => {
  let school: SchoolFixture;
  beforeAll(async () => {
    school = await SchoolFixture.start();
  });
  afterAll(() => school.close());

  const send = async (method: string, path: string, body: string | Buffer, headers: Record<string, string>, token?: string) => {
    const response = await fetch(`${school.url}${path}`, {
      method,
      body: body as BodyInit,
      headers: { 'content-type': 'application/json', ...headers, ...(token && { authorization: `Bearer ${token}` }) },
    });
    return { status: response.status, headers: response.headers, body: (await response.json()) as object };
  };
  const student = () => school.tokenFor({ id: '14a8a4c8-d0b1-4033-8f5e-9ce1b4b0e7a1', role: 'STUDENT' });

  describe.each(BAD_BODIES)('because it is %s', (_what, body, headers) => {
    it('is refused without a token, before anything else', async () => {
      expectUnauthenticated(await send('POST', '/api/v1/terms', body, headers));
    });

    it('is refused to a role that may not use the route', async () => {
      expectProblem(await send('POST', '/api/v1/terms', body, headers, await student()), 403, 'forbidden');
    });

    it('is refused where there is no such route or method', async () => {
      const token = await student();
      expectProblem(await send('POST', '/api/v1/nothing', body, headers, token), 404, 'route_not_found');
      expectProblem(await send('PUT', '/api/v1/terms', body, headers, token), 405, 'method_not_allowed');
      expectProblem(await send('POST', '/health', body, headers, token), 405, 'method_not_allowed');
    });

    it('is refused to others for its body', async () => {
      const admin = await school.tokenFor({ id: '14a8a4c8-d0b1-4033-8f5e-9ce1b4b0e7a2', role: 'ADMIN' });
      expect([400, 413, 415]).toContain((await send('POST', '/api/v1/terms', body, headers, admin)).status);
    });
  });

  it('is refused without a token while its body has not arrived', async () => {
    const headers = { 'content-type': 'application/json', 'content-length': '100' };
    const status = await new Promise((resolve, reject) => {
      const slow = request(`${school.url}/api/v1/terms`, { method: 'POST', headers }, (response) => {
        resolve(response.statusCode);
        slow.destroy();
      });
      slow.on('error', reject).write('{');
    });
    expect(status).toBe(401);
  });
});
