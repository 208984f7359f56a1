import { readFileSync } from 'node:fs';
import { aCode } from '../fixtures/builders.js';
import { SchoolFixture } from '../fixtures/school.js';
import { Wire, type WireRequest } from '../fuzz/wire.js';
import { JwtAuthorizer } from './authorizer.js';
import { deployedArtifact } from './deployed-app.js';
import { Gateway } from './gateway.js';
import { LambdaFunction } from './lambda-function.js';
import { ROUTES } from './routes.js';

const API = '/api/v1';

/** Details that are easily lost when a request becomes an event, or when the result of a function becomes a response. */
describe('the packaged app behind the gateway', () => {
  let school: SchoolFixture;
  let wire: Wire;
  let authorization: string;

  beforeAll(async () => {
    school = await SchoolFixture.startWithDefaults();
    wire = new Wire(school.url);
    const { user } = await school.addUser({ role: 'ADMIN' });
    authorization = `Bearer ${await school.tokenFor(user)}`;
  });
  afterAll(async () => {
    wire.close();
    await school.close();
  });

  const send = async ({ method = 'GET', path, headers, body }: Partial<WireRequest> & { path: string }) => {
    const answer = await wire.send({ method, path: `${API}${path}`, headers: { authorization, ...headers }, body });
    const isJson = String(answer.headers['content-type']).includes('json') && answer.text !== '' && !answer.headers['content-encoding'];
    return { ...answer, body: isJson ? (JSON.parse(answer.text) as Record<string, any>) : undefined };
  };
  const json = { 'content-type': 'application/json' };
  const aSubject = (request: object = {}) => school.addSubject(request);
  const patch = async (path: string, change: object) => {
    const { etag } = (await send({ path })).headers;
    return send({ method: 'PATCH', path, headers: { ...json, 'If-Match': String(etag) }, body: JSON.stringify(change) });
  };

  it('changes only the fields of a valid PATCH', async () => {
    const { id, code } = await aSubject();
    expect(await patch(`/subjects/${id}`, { name: 'Giải tích' })).toMatchObject({
      status: 200,
      body: { code, name: 'Giải tích', version: 2 },
    });
  });

  it('rejects an invalid PATCH, and names the invalid fields', async () => {
    const { id } = await aSubject();
    const { status, body } = await patch(`/subjects/${id}`, { name: '', credits: 'many', surprise: 1 });
    expect([status, (body!.errors as { field: string }[]).map(({ field }) => field).sort()]).toEqual([
      400,
      ['credits', 'name', 'surprise'],
    ]);
  });

  it('accepts valid nested objects, and names the invalid fields of others', async () => {
    const { id } = await aSubject();
    const components = [
      { key: 'a', name: 'A', weight: 40 },
      { key: 'b', name: 'B', weight: 60 },
    ];
    expect(await patch(`/subjects/${id}`, { components })).toMatchObject({ status: 200, body: { components } });
    const bad = await patch(`/subjects/${id}`, { components: [{ key: 'a', name: 'A', weight: 'heavy', surprise: 1 }] });
    const fields = (bad.body!.errors as { field: string }[]).map(({ field }) => field);
    expect([bad.status, fields]).toEqual([400, expect.arrayContaining([expect.stringMatching(/^components\W0\W+weight$/)])]);
  });

  it('receives bytes unchanged, and rejects a body that it cannot decode', async () => {
    const { id } = await school.addClass();
    const file = (bytes: Buffer) =>
      send({ method: 'POST', path: `/classes/${id}/scores/import`, headers: { 'Content-Type': 'text/csv' }, body: bytes });
    expect((await file(Buffer.from([0x61, 0xff, 0xfe, 0x0a, 0x31]))).status).toBe(400);
    expect((await file(Buffer.from('\uFEFFstudentCode,exam\n'))).status).toBeLessThan(500);
    expect(
      (await send({ method: 'POST', path: '/terms', headers: { 'Content-Type': 'image/png' }, body: Buffer.from([0, 255]) })).status,
    ).toBe(415);
    const gzipped = Buffer.from('1f8b0800', 'hex');
    const broken = { method: 'POST', path: '/terms', headers: { ...json, 'Content-Encoding': 'gzip' }, body: gzipped };
    expect((await send(broken)).status).toBe(400);
  });

  it('sends a compressed body unchanged', async () => {
    for (let number = 0; number < 12; number += 1) await school.addTerm();
    const headers = { authorization, 'accept-encoding': 'gzip' };
    const answer = await fetch(`${school.url}${API}/terms`, { headers });
    expect([answer.status, answer.headers.get('content-encoding')]).toEqual([200, 'gzip']);
    expect(((await answer.json()) as { items: unknown[] }).items.length).toBeGreaterThanOrEqual(12);
  });

  it('answers HEAD without a body, and an unchanged ETag with 304', async () => {
    const path = `/terms/${await school.addTerm()}`;
    const [whole, head] = [await send({ path }), await send({ method: 'HEAD', path })];
    expect([head.status, head.text, head.headers.etag]).toEqual([200, '', whole.headers.etag]);
    const same = await send({ path, headers: { 'If-None-Match': `"1.x", ${String(whole.headers.etag)}` } });
    expect([same.status, same.text]).toEqual([304, '']);
    expect((await send({ path, headers: { 'If-None-Match': '"1.x"' } })).status).toBe(200);
  });

  it('rejects a body that is too large, and the gateway rejects an even larger one', async () => {
    const post = (size: number) => send({ method: 'POST', path: '/terms', headers: json, body: `{"title":"${'x'.repeat(size)}"}` });
    expect(await post(300_000)).toMatchObject({ status: 413, body: { code: 'payload_too_large' } });
    expect(await post(7 * 1024 ** 2)).toMatchObject({ status: 413, body: { message: expect.any(String) as string } });
  });

  it.each([
    ['100%25', 404, `${API}/terms/100%25`],
    ['100%2525', 404, `${API}/terms/100%2525`],
    ['a%20b', 404, `${API}/terms/a%20b`],
    ['caf%C3%A9', 404, `${API}/terms/caf%C3%A9`],
    ['a%23b', 404, `${API}/terms/a%23b`],
    // The app cannot distinguish a character that the gateway decoded from one that was never encoded.
    ['a%2Fb', 404, `${API}/terms/a/b`],
    ['a%3Fb', 404, `${API}/terms/a`],
    ['%2e%2e', 404, `${API}/terms/..`],
  ])('names the path of %s in the problem document', async (name, status, instance) => {
    const answer = await send({ path: `/terms/${name}` });
    expect([answer.status, answer.body!.instance]).toEqual([status, instance]);
  });

  it('receives the query unchanged', async () => {
    const twice = await send({ path: '/terms?limit=1&limit=2' });
    expect([twice.status, (twice.body!.errors as { field: string }[])[0]!.field]).toEqual([400, 'limit']);
    const code = aCode('Q');
    await school.addUser({ code, familyName: 'Đỗ & Lê+%' });
    const found = await send({ path: `/users?search=${encodeURIComponent('Đỗ & Lê+%')}` });
    expect((found.body!.items as { code: string }[]).map((each) => each.code)).toEqual([code]);
  });

  it('reads header names in any letter case', async () => {
    const { id } = await aSubject();
    const { etag } = (await send({ path: `/subjects/${id}` })).headers;
    const change = { method: 'PATCH', path: `/subjects/${id}`, body: '{"name":"X"}' };
    expect((await send({ ...change, headers: { 'CONTENT-TYPE': 'application/json', 'IF-MATCH': String(etag) } })).status).toBe(200);
  });

  it('rejects requests that bypass CloudFront', async () => {
    const { invoke } = lambdaOf(school);
    const { pool } = school;
    const options = { authorizer: new JwtAuthorizer(pool.issuer, pool.clientId), invoke, originSecret: () => 'guessed' };
    const bypass = await Gateway.listen(options);
    const answers = await Promise.all([`${API}/terms`, '/health'].map((path) => fetch(bypass.url + path, { headers: { authorization } })));
    await bypass.close();
    expect(answers.map(({ status }) => status)).toEqual([403, 403]);
    expect(await answers[0]!.json()).toMatchObject({ code: 'origin_refused' });
  });

  it('runs scheduled maintenance, accepts its code cache, and rejects unknown events', async () => {
    const { invoke } = lambdaOf(school);
    expect(await invoke({ task: 'maintenance' })).toMatchObject({ returned: { failed: 0 } });
    expect(await invoke({ task: 'surprise' })).toMatchObject({ failed: { errorType: 'UnknownEvent' } });
    expect(await invoke({ task: 'code-cache' })).toMatchObject({ returned: { accepted: true } });
  });

  const lambdaOf = ({ serving }: SchoolFixture) => {
    const { lambda } = serving as unknown as { lambda: LambdaFunction };
    return { invoke: (event: unknown) => lambda.invoke(event) };
  };

  it('runs with the runtime, the memory and the routes of the template', () => {
    const { Resources } = JSON.parse(readFileSync(deployedArtifact()!.template, 'utf8')) as {
      Resources: Record<string, { Type: string; Properties: Record<string, any> }>;
    };
    const { Runtime, MemorySize } = Resources.ApiLambdaFunction!.Properties;
    expect([Runtime, MemorySize]).toEqual(['nodejs24.x', 1024]);
    const routes = Object.values(Resources).filter(({ Type }) => Type === 'AWS::ApiGatewayV2::Route');
    const templateRoutes = routes.map(({ Properties }) => ({
      key: Properties.RouteKey as string,
      isAuthorized: Properties.AuthorizationType === 'JWT',
    }));
    const byKey = (one: { key: string }, other: { key: string }) => one.key.localeCompare(other.key);
    expect(templateRoutes.sort(byKey)).toEqual([...ROUTES].sort(byKey));
  });
});
