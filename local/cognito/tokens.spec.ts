import {
  AdminAddUserToGroupCommand,
  AdminDeleteUserCommand,
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  AdminRemoveUserFromGroupCommand,
  AdminUserGlobalSignOutCommand,
  GetTokensFromRefreshTokenCommand,
  GetUserCommand,
  GlobalSignOutCommand,
  InitiateAuthCommand,
  RevokeTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import jwksClient from 'jwks-rsa';
import { createPublicKey, verify } from 'node:crypto';
import { type Pool, enrol, openPool, refusal, signIn } from './cognito.fixture.js';

describe('tokens', () => {
  let pool: Pool;
  beforeAll(async () => void (pool = await openPool()));
  afterAll(() => pool.close());

  it('are signed with the key that the pool publishes', async () => {
    const { AccessToken, IdToken } = await signIn(pool, await enrol(pool));
    expect(await isSigned(AccessToken)).toBe(true);
    expect(await isSigned(IdToken)).toBe(true);
    expect(await isSigned(`${AccessToken.slice(0, -8)}AAAAAAAA`)).toBe(false);
  });

  it('have the same claims as on AWS', async () => {
    const person = await enrol(pool, ['lecturer'], { 'custom:code': 'L-17' });
    const { AccessToken, IdToken, ExpiresIn } = await signIn(pool, person);
    const now = Math.floor(pool.clock.now() / 1000);
    const uuid = expect.stringMatching(/^[0-9a-f-]{36}$/) as string;
    const common = {
      ...{ sub: person.sub, iss: pool.cognito.issuer, iat: now, exp: now + 900, auth_time: now },
      ...{ jti: uuid, origin_jti: uuid, event_id: uuid, 'cognito:groups': ['lecturer'] },
    };
    expect(ExpiresIn).toBe(900);
    expect(claims(AccessToken)).toEqual({
      ...common,
      ...{ token_use: 'access', client_id: pool.cognito.clientId, username: person.sub, scope: 'aws.cognito.signin.user.admin' },
    });
    expect(claims(IdToken)).toEqual({
      ...common,
      ...{ token_use: 'id', aud: pool.cognito.clientId, 'cognito:username': person.sub },
      ...{ email: person.email, email_verified: true, 'custom:code': 'L-17' },
    });
  });

  it('have no groups claim for a user without groups', async () => {
    const { AccessToken } = await signIn(pool, await enrol(pool));
    expect(claims(AccessToken)).not.toHaveProperty('cognito:groups');
  });

  it('have an issuer that publishes the location of its keys', async () => {
    const response = await fetch(`${pool.cognito.issuer}/.well-known/openid-configuration`);
    expect(await response.json()).toMatchObject({ issuer: pool.cognito.issuer, jwks_uri: `${pool.cognito.issuer}/.well-known/jwks.json` });
  });

  describe('after a refresh', () => {
    it.each(['REFRESH_TOKEN_AUTH', 'REFRESH_TOKEN', 'GetTokensFromRefreshToken'])(
      'by %s have the current groups and the original sign-in time',
      async (way) => {
        const person = await enrol(pool, ['student']);
        const { AccessToken, RefreshToken } = await signIn(pool, person);
        await pool.sdk.send(new AdminAddUserToGroupCommand({ ...user(person.sub), GroupName: 'admin' }));
        await pool.sdk.send(new AdminRemoveUserFromGroupCommand({ ...user(person.sub), GroupName: 'student' }));
        pool.clock.advance({ minutes: 20 });

        const result = await refresh(RefreshToken, way);
        const { auth_time, origin_jti } = claims(AccessToken);
        const iat = Math.floor(pool.clock.now() / 1000);
        expect(claims(result?.AccessToken)).toMatchObject({ 'cognito:groups': ['admin'], auth_time, origin_jti, iat });
        expect(result?.RefreshToken).toBeUndefined();
      },
    );

    it('are issued until thirty days after the sign-in', async () => {
      const { RefreshToken } = await signIn(pool, await enrol(pool));
      pool.clock.advance({ days: 29 });
      expect(await refresh(RefreshToken)).toMatchObject({ TokenType: 'Bearer' });
      pool.clock.advance({ days: 1 });
      expect(await refusal(refresh(RefreshToken))).toBe('NotAuthorizedException: Refresh Token has expired');
    });

    it('are not issued for a token that is not a refresh token', async () => {
      const { AccessToken } = await signIn(pool, await enrol(pool));
      expect(await refusal(refresh(AccessToken))).toBe('NotAuthorizedException: Invalid Refresh Token');
    });
  });

  describe('of a session', () => {
    const revoked = ['NotAuthorizedException: Refresh Token has been revoked', 'NotAuthorizedException: Access Token has been revoked'];

    it('are revoked with its refresh token, and those of other sessions are not', async () => {
      const person = await enrol(pool);
      const [here, there] = [await signIn(pool, person), await signIn(pool, person)];
      await pool.sdk.send(new RevokeTokenCommand({ ClientId: pool.cognito.clientId, Token: here.RefreshToken }));
      expect(await outcomesOf(here)).toEqual(revoked);
      expect(await outcomesOf(there)).toEqual(['good', 'good']);
    });

    it('are revoked when the user signs out globally, and those of later sessions are not', async () => {
      const person = await enrol(pool);
      const [here, there] = [await signIn(pool, person), await signIn(pool, person)];
      await pool.sdk.send(new GlobalSignOutCommand({ AccessToken: here.AccessToken }));
      expect([await outcomesOf(here), await outcomesOf(there)]).toEqual([revoked, revoked]);
      expect(await outcomesOf(await signIn(pool, person))).toEqual(['good', 'good']);
    });

    it('are revoked when an admin signs the user out, and those of other users are not', async () => {
      const [person, other] = [await enrol(pool), await enrol(pool)];
      const [tokens, others] = [await signIn(pool, person), await signIn(pool, other)];
      await pool.sdk.send(new AdminUserGlobalSignOutCommand(user(person.sub)));
      expect(await outcomesOf(tokens)).toEqual(revoked);
      expect(await outcomesOf(others)).toEqual(['good', 'good']);
    });

    it('are revoked when the user is disabled, and stay revoked when the user is enabled', async () => {
      const person = await enrol(pool);
      const tokens = await signIn(pool, person);
      await pool.sdk.send(new AdminDisableUserCommand(user(person.sub)));
      expect((await outcomesOf(tokens))[1]).toBe('NotAuthorizedException: User is disabled.');
      await pool.sdk.send(new AdminEnableUserCommand(user(person.sub)));
      expect(await outcomesOf(tokens)).toEqual(revoked);
    });

    it('are rejected when the user is deleted', async () => {
      const person = await enrol(pool);
      const tokens = await signIn(pool, person);
      await pool.sdk.send(new AdminDeleteUserCommand(user(person.sub)));
      expect(await outcomesOf(tokens)).toEqual([revoked[0], 'UserNotFoundException: User does not exist.']);
    });

    it('include an access token that expires after fifteen minutes', async () => {
      const tokens = await signIn(pool, await enrol(pool));
      pool.clock.advance({ minutes: 14 });
      expect(await outcomesOf(tokens)).toEqual(['good', 'good']);
      pool.clock.advance({ minutes: 1 });
      expect(await outcomesOf(tokens)).toEqual(['good', 'NotAuthorizedException: Access Token has expired']);
    });
  });

  describe('for access', () => {
    it('are rejected if they are id tokens, of another pool, changed, unsigned or malformed', async () => {
      const { AccessToken, IdToken } = await signIn(pool, await enrol(pool));
      const other = await openPool();
      const foreign = (await signIn(other, await enrol(other))).AccessToken;
      await other.close();
      const [header, payload, signature] = AccessToken.split('.');
      const changed = Buffer.from(JSON.stringify({ ...claims(AccessToken), exp: 9_999_999_999 })).toString('base64url');
      const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`;
      for (const token of [IdToken, foreign, `${header}.${changed}.${signature}`, unsigned, 'a.b.c', 'x', `${AccessToken}.x`]) {
        expect(await refusal(read(token))).toBe('NotAuthorizedException: Invalid Access Token');
      }
    });

    it('can be created for tests with any claims', async () => {
      const minted = await pool.cognito.mint({ sub: 'somebody', 'cognito:groups': ['admin'], exp: 1, client_id: undefined });
      expect(await isSigned(minted)).toBe(true);
      expect(claims(minted)).toMatchObject({
        sub: 'somebody',
        username: 'somebody',
        token_use: 'access',
        'cognito:groups': ['admin'],
        exp: 1,
      });
      expect(claims(minted)).not.toHaveProperty('client_id');
      expect(await refusal(read(await pool.cognito.mint()))).toMatch(/^UserNotFoundException/);
    });
  });

  async function isSigned(token: string): Promise<boolean> {
    const [header = '', payload = '', signature = ''] = token.split('.');
    const { kid, alg } = JSON.parse(Buffer.from(header, 'base64url').toString()) as { kid: string; alg: string };
    const key = await jwksClient({ jwksUri: `${pool.cognito.issuer}/.well-known/jwks.json` }).getSigningKey(kid);
    const valid = verify(
      'sha256',
      Buffer.from(`${header}.${payload}`),
      createPublicKey(key.getPublicKey()),
      Buffer.from(signature, 'base64url'),
    );
    return alg === 'RS256' && valid;
  }

  async function refresh(token: string, way = 'GetTokensFromRefreshToken') {
    const ClientId = pool.cognito.clientId;
    if (way === 'GetTokensFromRefreshToken') {
      return (await pool.sdk.send(new GetTokensFromRefreshTokenCommand({ ClientId, RefreshToken: token }))).AuthenticationResult;
    }
    const AuthFlow = way as 'REFRESH_TOKEN_AUTH';
    return (await pool.sdk.send(new InitiateAuthCommand({ ClientId, AuthFlow, AuthParameters: { REFRESH_TOKEN: token } })))
      .AuthenticationResult;
  }

  function read(token: string) {
    return pool.sdk.send(new GetUserCommand({ AccessToken: token }));
  }

  /** The outcomes of a refresh with the refresh token and of a request with the access token. */
  function outcomesOf({ RefreshToken, AccessToken }: { RefreshToken: string; AccessToken: string }): Promise<string[]> {
    const outcome = (call: Promise<unknown>) =>
      call.then(
        () => 'good',
        (error: Error) => `${error.name}: ${error.message}`,
      );
    return Promise.all([outcome(refresh(RefreshToken)), outcome(read(AccessToken))]);
  }

  function user(sub: string) {
    return { UserPoolId: pool.cognito.userPoolId, Username: sub };
  }
});

function claims(token = ''): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;
}
