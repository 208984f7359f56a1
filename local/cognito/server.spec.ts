import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminDeleteUserCommand,
  AdminListGroupsForUserCommand,
  ForgotPasswordCommand,
  GetTokensFromRefreshTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DamagedData } from '../damaged-data.js';
import { PortInUse } from '../loopback.js';
import { PASSWORD, type Pool, enrol, enter, invite, openPool, refusal, signIn } from './cognito.fixture.js';
import { startCognito } from './server.js';

const SIGNATURE =
  'AWS4-HMAC-SHA256 Credential=local/20261101/us-east-1/cognito-idp/aws4_request, SignedHeaders=host;x-amz-date, Signature=' +
  'a'.repeat(64);

describe('the Cognito server', () => {
  let pool: Pool;
  beforeEach(async () => void (pool = await openPool()));
  afterEach(() => pool.close());

  it('generates its own ids, in the format of AWS', async () => {
    const other = await startCognito();
    await other.close();
    expect(pool.cognito.userPoolId).toMatch(/^us-east-1_[A-Za-z0-9]{9}$/);
    expect(pool.cognito.clientId).toMatch(/^[a-z0-9]{26}$/);
    expect([other.userPoolId, other.clientId]).not.toEqual([pool.cognito.userPoolId, pool.cognito.clientId]);
    expect(new URL(pool.cognito.url).hostname).toBe('127.0.0.1');
  });

  it('rejects a port that is in use', async () => {
    const port = Number(new URL(pool.cognito.url).port);
    await expect(startCognito({ port })).rejects.toThrow(PortInUse);
  });

  describe('over HTTP', () => {
    it.each([
      ['an unknown operation', 'AWSCognitoIdentityProviderService.DropPool', '{}', 'UnknownOperationException'],
      ['an operation named like an inherited property', 'AWSCognitoIdentityProviderService.constructor', '{}', 'UnknownOperationException'],
      ['a target without an operation', 'nonsense', '{}', 'UnknownOperationException'],
      ['broken JSON', 'AWSCognitoIdentityProviderService.InitiateAuth', '{"a":', 'SerializationException'],
      ['a body that is a list', 'AWSCognitoIdentityProviderService.InitiateAuth', '[]', 'SerializationException'],
      ['a number instead of a string', 'AWSCognitoIdentityProviderService.InitiateAuth', '{"ClientId":1}', 'SerializationException'],
      ['a missing body', 'AWSCognitoIdentityProviderService.InitiateAuth', '', 'InvalidParameterException'],
    ])('rejects %s', async (_what, target, body, code) => {
      const response = await post(target, body);
      expect(response.status).toBe(400);
      expect(response.headers.get('content-type')).toBe('application/x-amz-json-1.1');
      expect(response.headers.get('x-amzn-errortype')).toBe(`${code}:`);
      expect(await response.json()).toMatchObject({ __type: code });
    });

    it('rejects admin calls without a signature', async () => {
      const list = (authorization?: string) =>
        post('AWSCognitoIdentityProviderService.ListUsers', JSON.stringify({ UserPoolId: pool.cognito.userPoolId }), { authorization });
      expect(await (await list()).json()).toMatchObject({ __type: 'MissingAuthenticationTokenException' });
      expect(await (await list('Bearer x')).json()).toMatchObject({ __type: 'IncompleteSignatureException' });
      expect(await (await list(SIGNATURE)).json()).toEqual({ Users: [] });
    });

    it.each(['http://localhost:5173', 'http://127.0.0.1:3000', 'https://console.localhost', 'http://[::1]:8080'])(
      'allows cross-origin requests from %s',
      async (origin) => {
        const headers = { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type,x-amz-target' };
        const preflight = await fetch(pool.cognito.url, { method: 'OPTIONS', headers });
        expect(preflight.status).toBe(204);
        expect(preflight.headers.get('access-control-allow-origin')).toBe(origin);
        expect(preflight.headers.get('access-control-allow-headers')).toBe('content-type,x-amz-target');
        const refused = await post('nonsense', '{}', { origin });
        expect(refused.headers.get('access-control-allow-origin')).toBe(origin);
      },
    );

    it.each(['https://evil.example', 'http://localhost.evil.example', 'null'])(
      'does not allow cross-origin requests from %s',
      async (origin) => {
        const preflight = await fetch(pool.cognito.url, {
          method: 'OPTIONS',
          headers: { origin, 'access-control-request-method': 'POST' },
        });
        expect(preflight.headers.get('access-control-allow-origin')).toBeNull();
      },
    );

    it('keeps running after a body that is too large and a client that disconnects', async () => {
      const large = await post('AWSCognitoIdentityProviderService.InitiateAuth', `{"ClientId":"${'x'.repeat(200_000)}"}`);
      expect(large.status).toBe(413);
      await new Promise((resolve) => {
        const half = request(pool.cognito.url, { method: 'POST', headers: { 'content-length': '1000' } });
        half.on('error', resolve).write('{', () => half.destroy(new Error('gone')));
      });
      expect((await fetch(`${pool.cognito.url}/nothing`)).status).toBe(404);
      expect((await fetch(pool.cognito.url, { method: 'DELETE' })).status).toBe(405);
    });

    function post(target: string, body: string, headers: Record<string, string | undefined> = {}) {
      const given = Object.entries({ 'x-amz-target': target, ...headers }).filter(
        (entry): entry is [string, string] => entry[1] !== undefined,
      );
      return fetch(pool.cognito.url, { method: 'POST', body, headers: given });
    }
  });

  describe('with faults', () => {
    it('changes nothing if the fault comes before the operation, and everything if it comes after', async () => {
      const { sub } = await enrol(pool);
      const join = (GroupName: string) =>
        pool.sdk.send(new AdminAddUserToGroupCommand({ UserPoolId: pool.cognito.userPoolId, Username: sub, GroupName }));
      pool.cognito.faults.failNext('AdminAddUserToGroup', { when: 'before', error: 'TooManyRequestsException' });
      pool.cognito.faults.failNext('AdminAddUserToGroup', { when: 'after', error: 'InternalErrorException' });

      expect(await refusal(join('student'))).toMatch(/^TooManyRequestsException/);
      expect(await groupsOf(sub)).toEqual([]);
      expect(await refusal(join('student'))).toMatch(/^InternalErrorException/);
      expect(await groupsOf(sub)).toEqual(['student']);
      await join('lecturer');
    });

    it('closes the connection if the fault names no error', async () => {
      const { sub } = await enrol(pool);
      pool.cognito.faults.failNext('AdminDeleteUser', { when: 'after' });
      const remove = new AdminDeleteUserCommand({ UserPoolId: pool.cognito.userPoolId, Username: sub });
      expect(await refusal(pool.sdk.send(remove))).toMatch(/socket hang up|ECONNRESET/);
      expect(await refusal(pool.sdk.send(remove))).toMatch(/^UserNotFoundException/);
    });

    it('delays one call until a hook is complete', async () => {
      const { sub, email } = await enrol(pool);
      const seen: string[] = [];
      pool.cognito.faults.before('InitiateAuth', async () => void seen.push(...(await groupsOf(sub)), 'paused'));
      await enter(pool, email);
      await enter(pool, email);
      expect(seen).toEqual(['paused']);
    });
  });

  it('can limit the request rate like AWS', async () => {
    const paced = await openPool({ pace: true });
    const create = (name: string) => {
      const account = { UserPoolId: paced.cognito.userPoolId, Username: `${name}@school.example`, TemporaryPassword: PASSWORD };
      return paced.sdk.send(new AdminCreateUserCommand({ ...account, MessageAction: 'SUPPRESS' }));
    };
    for (let person = 0; person < 50; person += 1) await create(`p${person}`);
    expect(await refusal(create('late'))).toBe('TooManyRequestsException: Too many requests');
    paced.clock.advance({ seconds: 1 });
    const { User } = await create('late');
    const join = new AdminAddUserToGroupCommand({
      ...{ UserPoolId: paced.cognito.userPoolId, Username: User?.Username, GroupName: 'student' },
    });
    for (let time = 0; time < 25; time += 1) await paced.sdk.send(join);
    expect(await refusal(paced.sdk.send(join))).toBe('TooManyRequestsException: Too many requests');
    await paced.close();
  });

  describe('with a folder', () => {
    let folder: string;
    beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'cognito-'))));
    afterEach(() => rmSync(folder, { recursive: true }));

    it('restores the same pool after a crash', async () => {
      const before = await openPool({ path: join(folder, 'cognito') });
      const person = await enrol(before, ['lecturer'], { 'custom:code': 'L-1' });
      const invited = await invite(before);
      const { RefreshToken, AccessToken } = await signIn(before, person);
      const keys = await jwks(before);
      await before.sdk.send(new ForgotPasswordCommand({ ClientId: before.cognito.clientId, Username: person.email }));

      // The first server is not closed, so its state must be in the file already.
      const after = await openPool({ path: join(folder, 'cognito') });
      expect([after.cognito.userPoolId, after.cognito.clientId]).toEqual([before.cognito.userPoolId, before.cognito.clientId]);
      expect(await jwks(after)).toEqual(keys);
      expect((await enter(after, person.email)).AuthenticationResult).toBeDefined();
      expect(await enter(after, invited.email)).toMatchObject({ ChallengeName: 'NEW_PASSWORD_REQUIRED' });
      const refresh = new GetTokensFromRefreshTokenCommand({ ClientId: after.cognito.clientId, RefreshToken });
      const { AuthenticationResult } = await after.sdk.send(refresh);
      expect(payload(AuthenticationResult?.AccessToken)).toMatchObject({
        'cognito:groups': ['lecturer'],
        origin_jti: payload(AccessToken).origin_jti,
      });
      await Promise.all([before.close(), after.close()]);
    });

    it('stores neither passwords nor refresh tokens', async () => {
      const kept = await openPool({ path: join(folder, 'cognito') });
      const { RefreshToken } = await signIn(kept, await enrol(kept));
      await kept.close();
      const content = readFileSync(join(folder, 'cognito', 'pool.jsonl'), 'utf8');
      expect(content).toContain('"verifier"');
      expect(content).not.toContain(PASSWORD);
      expect(content).not.toContain(RefreshToken);
    });

    it('removes expired refresh tokens', async () => {
      const kept = await openPool({ path: join(folder, 'cognito') });
      await signIn(kept, await enrol(kept));
      await kept.close();
      kept.clock.advance({ days: 30 });
      await (await openPool({ path: join(folder, 'cognito'), now: kept.clock.now })).close();
      await (await openPool({ path: join(folder, 'cognito'), now: kept.clock.now })).close();
      expect(readFileSync(join(folder, 'cognito', 'pool.jsonl'), 'utf8')).not.toContain('grant/');
    });

    it('writes e-mails to the outbox folder, and never uses an address as a path', async () => {
      const heard: string[] = [];
      const kept = await openPool({ path: join(folder, 'cognito'), onMail: ({ to }) => heard.push(to) });
      const Username = '/../../x@school.example';
      await kept.sdk.send(new AdminCreateUserCommand({ UserPoolId: kept.cognito.userPoolId, Username }));
      await kept.close();
      expect(heard).toEqual([Username]);
      const [file = '', ...others] = readdirSync(join(folder, 'outbox'));
      expect(others).toEqual([]);
      expect(readFileSync(join(folder, 'outbox', file), 'utf8')).toContain(kept.cognito.outbox[0]?.code);
    });

    it('rejects a damaged file, and releases the port', async () => {
      const path = join(folder, 'cognito');
      const kept = await openPool({ path });
      const port = Number(new URL(kept.cognito.url).port);
      await kept.close();
      writeFileSync(join(path, 'pool.jsonl'), 'nonsense\n');
      await expect(startCognito({ path, port })).rejects.toThrow(DamagedData);
      await (await startCognito({ port })).close();
    });
  });

  async function groupsOf(sub: string) {
    const list = new AdminListGroupsForUserCommand({ UserPoolId: pool.cognito.userPoolId, Username: sub });
    return (await pool.sdk.send(list)).Groups?.map(({ GroupName }) => GroupName ?? '') ?? [];
  }
});

async function jwks({ cognito }: Pool): Promise<unknown> {
  return (await fetch(`${cognito.issuer}/.well-known/jwks.json`)).json();
}

function payload(token = ''): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;
}
