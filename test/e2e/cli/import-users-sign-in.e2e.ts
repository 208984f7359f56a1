import {
  AssociateSoftwareTokenCommand,
  SetUserMFAPreferenceCommand,
  VerifySoftwareTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { CognitoUser } from 'amazon-cognito-identity-js';
import {
  authenticatorCode,
  enrol,
  invite,
  openPool,
  PASSWORD,
  type Person,
  type Pool,
  signIn,
} from '../../../local/cognito/cognito.fixture.js';
import { listenOnLoopback, type LoopbackServer, readBody } from '../../../local/loopback.js';
import { SignIn } from '../../../scripts/import-users/sign-in.js';

const payloadOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as Record<string, unknown>;

describe('the sign-in of npm run import-users', () => {
  let pool: Pool;
  let school: LoopbackServer;
  let operations: string[];
  beforeAll(async () => {
    pool = await openPool();
    school = await startSchool();
  });
  afterAll(async () => {
    await school.close();
    await pool.close();
  });
  beforeEach(() => void (operations = []));

  /** A school whose app client is as on AWS: it allows only SRP and refresh tokens. */
  function startSchool(): Promise<LoopbackServer> {
    return listenOnLoopback((request, response) => {
      void readBody(request, 65_536).then(async (body) => {
        if (request.url === '/api/v1/config') {
          const { userPoolId, clientId } = pool.cognito;
          return response.end(JSON.stringify({ region: 'us-east-1', userPoolId, clientId, userPoolEndpoint: school.url }));
        }
        const target = String(request.headers['x-amz-target']);
        const { AuthFlow } = JSON.parse(body.toString()) as { AuthFlow?: string };
        operations.push([target.split('.')[1], AuthFlow].filter(Boolean).join(' '));
        if (AuthFlow && !['USER_SRP_AUTH', 'REFRESH_TOKEN_AUTH', 'REFRESH_TOKEN'].includes(AuthFlow)) {
          response.statusCode = 400;
          return response.end(
            JSON.stringify({ __type: 'InvalidParameterException', message: `${AuthFlow} flow not enabled for this client` }),
          );
        }
        const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target };
        const answer = await fetch(pool.cognito.url, { method: 'POST', headers, body });
        response.statusCode = answer.status;
        return response.end(await answer.text());
      });
    });
  }

  const start = ({ email }: Person, askCode = () => Promise.resolve(''), password = PASSWORD) =>
    new SignIn(school.url, { SCHOOL_EMAIL: email, SCHOOL_PASSWORD: password }, askCode);

  async function withAuthenticator(person: Person): Promise<string> {
    const { AccessToken } = await signIn(pool, person);
    const { SecretCode } = await pool.sdk.send(new AssociateSoftwareTokenCommand({ AccessToken }));
    await pool.sdk.send(new VerifySoftwareTokenCommand({ AccessToken, UserCode: authenticatorCode(SecretCode!, pool.clock.now()) }));
    await pool.sdk.send(new SetUserMFAPreferenceCommand({ AccessToken, SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true } }));
    pool.clock.advance({ seconds: 30 });
    return SecretCode!;
  }

  it('never sends the password, and signs in only once', async () => {
    const person = await enrol(pool);
    const session = start(person);
    const token = await session.accessToken();
    expect(payloadOf(token)).toMatchObject({ sub: person.sub, token_use: 'access' });
    expect(await session.accessToken()).toBe(token);
    expect(operations).toEqual(['InitiateAuth USER_SRP_AUTH', 'RespondToAuthChallenge']);
  });

  it('asks for the code of the authenticator app, again after a wrong one, and not for a new token', async () => {
    const person = await enrol(pool);
    const secret = await withAuthenticator(person);
    const answers = [authenticatorCode(secret, pool.clock.now() - 600_000), authenticatorCode(secret, pool.clock.now())];
    const session = start(person, () => Promise.resolve(answers.shift()!));
    const first = await session.accessToken();
    expect(answers).toEqual([]);
    pool.clock.advance({ minutes: 20 });
    await session.renew();
    const second = await session.accessToken();
    expect(second).not.toBe(first);
    expect(payloadOf(second).sub).toBe(person.sub);
  });

  it('ends after three wrong codes, or without a terminal', async () => {
    const person = await enrol(pool);
    const secret = await withAuthenticator(person);
    let prompts = 0;
    const wrong = () => {
      prompts += 1;
      return Promise.resolve(authenticatorCode(secret, pool.clock.now() - 600_000));
    };
    await expect(start(person, wrong).accessToken()).rejects.toThrow(/^Cannot sign in as .+: Invalid code/);
    expect(prompts).toBe(3);
    await expect(start(person).accessToken()).rejects.toThrow(
      /there is no terminal to ask for its code\. Alternatively, set ACCESS_TOKEN\.$/,
    );
  });

  it('says what to do if the account still has the password of its invitation', async () => {
    await expect(start(await invite(pool)).accessToken()).rejects.toThrow(/Sign in to the school once and choose a password of your own\./);
  });

  it('names a wrong password, and a missing one', async () => {
    const person = await enrol(pool);
    await expect(start(person, undefined, 'Learn-2027').accessToken()).rejects.toThrow(
      `Cannot sign in as ${person.email}: Incorrect username or password. Alternatively, set ACCESS_TOKEN.`,
    );
    await expect(new SignIn(school.url, {}).accessToken()).rejects.toThrow(/^Set the variables SCHOOL_EMAIL and SCHOOL_PASSWORD/);
  });

  it('signs in again if the refresh token is no longer valid', async () => {
    const person = await enrol(pool);
    const session = start(person);
    const first = await session.accessToken();
    pool.clock.advance({ days: 31 });
    // The library repeats for five seconds what was refused.
    jest.spyOn(globalThis, 'setTimeout').mockImplementation(((act: () => void) => setImmediate(act)) as unknown as typeof setTimeout);
    await session.renew().finally(() => jest.restoreAllMocks());
    expect(await session.accessToken()).not.toBe(first);
  });

  it('keeps the session while the user pool does not answer, so that it needs no other code', async () => {
    const session = start(await enrol(pool));
    const first = await session.accessToken();
    pool.clock.advance({ minutes: 20 });
    // The library itself waits for several seconds before it gives up.
    jest.spyOn(CognitoUser.prototype, 'refreshSession').mockImplementationOnce((_token, done: (error: Error) => void) => {
      done(Object.assign(new Error('Network error'), { code: 'NetworkError' }));
    });
    await expect(session.renew()).rejects.toThrow('Network error');
    operations = [];
    await session.renew();
    expect(await session.accessToken()).not.toBe(first);
    expect(operations).not.toContain('RespondToAuthChallenge');
  });

  it('uses a given access token as it is', async () => {
    const session = new SignIn('http://127.0.0.1:1', { ACCESS_TOKEN: 'given' });
    expect([await session.accessToken(), session.isRenewable]).toEqual(['given', false]);
  });
});
