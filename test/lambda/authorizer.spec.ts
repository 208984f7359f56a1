import { type LocalCognito, startCognito } from '../../local/cognito/server.js';
import { JwtAuthorizer } from './authorizer.js';

describe('the authorizer of the gateway', () => {
  let pool: LocalCognito;
  let authorizer: JwtAuthorizer;
  const now = Math.floor(Date.now() / 1000);

  beforeAll(async () => {
    pool = await startCognito();
    authorizer = new JwtAuthorizer(pool.issuer, pool.clientId);
  });
  afterAll(() => pool.close());

  const passed = async (authorization?: string) => 'claims' in (await authorizer.verdictOn(authorization));
  const refusalOf = async (authorization?: string) => ((await authorizer.verdictOn(authorization)) as { refusal: string }).refusal;
  const tokenOf = async (claims: object) => `Bearer ${await pool.mint({ ...claims })}`;

  it('accepts access tokens and id tokens of the client, with or without Bearer, and returns their claims', async () => {
    const idToken = await tokenOf({ token_use: 'id', client_id: undefined, aud: pool.clientId });
    expect([await passed(await tokenOf({})), await passed(await pool.mint({})), await passed(idToken)]).toEqual([true, true, true]);
    expect(await authorizer.verdictOn(await tokenOf({ sub: 'somebody' }))).toMatchObject({ claims: { sub: 'somebody' } });
  });

  it.each<[string, object, string]>([
    ['has expired', { exp: now - 1 }, 'expired'],
    ['is not yet valid', { nbf: now + 100 }, 'not yet valid'],
    ['is of another pool', { iss: 'https://elsewhere.example/pool' }, 'issued by another pool'],
    ['is for another client', { client_id: 'another' }, 'audience'],
    ['is for another audience, although it names the client', { aud: 'another' }, 'audience'],
    ['has no expiry', { exp: undefined }, 'expired'],
  ])('rejects a token that %s', async (_what, claims, words) => {
    expect(await refusalOf(await tokenOf(claims))).toMatch(
      new RegExp(`^Bearer scope="" error="invalid_token" error_description=".*${words}.*"$`),
    );
  });

  it('rejects a token that the pool has not signed', async () => {
    const [header, payload, signature] = (await pool.mint({})).split('.') as [string, string, string];
    const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const [, another] = (await pool.mint({ sub: 'another' })).split('.');
    for (const token of [
      `${header}.${another}.${signature}`,
      `${encoded({ alg: 'none' })}.${payload}.${signature}`,
      `${encoded({ alg: 'RS256', kid: 'made-up' })}.${payload}.${signature}`,
      `${header}.${payload}.${signature.slice(0, -8)}`,
      `${header}.${payload}.`,
    ]) {
      expect(await refusalOf(`Bearer ${token}`)).toContain('invalid_token');
    }
  });

  it.each(['Bearer', 'Bearer  ', 'Bearer null', 'Basic YTpi', 'a.b.c', '..'])('rejects the header %j', async (authorization) => {
    expect(await refusalOf(authorization)).toContain('invalid_token');
  });

  it('rejects a request without a token, and gives no details', async () => {
    expect([await refusalOf(undefined), await refusalOf('')]).toEqual(['Bearer', 'Bearer']);
  });

  it('rejects all tokens while it cannot read the keys of the issuer', async () => {
    const token = await tokenOf({});
    const another = new JwtAuthorizer('http://127.0.0.1:1/none', pool.clientId);
    expect(await another.verdictOn(await tokenOf({ iss: 'http://127.0.0.1:1/none' }))).toMatchObject({
      refusal: expect.stringContaining('OIDC'),
    });
    expect(await passed(token)).toBe(true);
  });
});
