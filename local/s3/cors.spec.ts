import { aForm, aServer, BUCKET, closeAll, submit } from './s3.fixture.js';

afterAll(closeAll);

const METHOD = { 'access-control-request-method': 'POST', 'access-control-request-headers': 'x-custom' };

describe('the CORS rules', () => {
  it.each(['http://localhost:5173', 'http://127.0.0.1:3000', 'https://localhost'])('allow the local origin %s', async (origin) => {
    const { s3 } = await aServer();
    const answer = await fetch(`${s3.url}/${BUCKET}`, { method: 'OPTIONS', headers: { origin, ...METHOD } });

    expect(answer.status).toBe(200);
    expect(answer.headers.get('access-control-allow-origin')).toBe(origin);
    expect(answer.headers.get('access-control-allow-methods')).toContain('POST');
    expect(answer.headers.get('access-control-allow-headers')).toBe('x-custom');
    expect(answer.headers.get('vary')).toContain('Origin');
  });

  it.each(['https://example.com', 'http://localhost.example.com', 'http://localhost:5173.example.com', 'null'])(
    'do not allow the origin %s',
    async (origin) => {
      const { s3 } = await aServer();
      const answer = await fetch(`${s3.url}/${BUCKET}`, { method: 'OPTIONS', headers: { origin, ...METHOD } });

      expect(answer.status).toBe(403);
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    },
  );

  it('allow only the configured origins, if there are any', async () => {
    const { s3 } = await aServer({ corsOrigins: ['https://school.example'] });
    const status = async (origin: string): Promise<number> =>
      (await fetch(`${s3.url}/${BUCKET}`, { method: 'OPTIONS', headers: { origin, ...METHOD } })).status;

    expect(await status('https://school.example')).toBe(200);
    expect(await status('http://localhost:5173')).toBe(403);
  });

  it('let an allowed origin read a response, also an error', async () => {
    const { s3, client } = await aServer();
    const headers = { origin: 'http://localhost:5173' };
    const refused = await fetch(`${s3.url}/${BUCKET}/missing`, { headers });

    expect(refused.status).toBe(403);
    expect(refused.headers.get('access-control-allow-origin')).toBe('http://localhost:5173');
    expect(refused.headers.get('access-control-expose-headers')).toContain('ETag');
    expect((await submit(await aForm(client), new Blob(['x']))).headers.get('access-control-allow-origin')).toBeNull();
  });

  it('reject a preflight request without an origin', async () => {
    const { s3 } = await aServer();
    expect((await fetch(`${s3.url}/${BUCKET}`, { method: 'OPTIONS' })).status).toBe(400);
  });
});
