import {
  AdminDeleteUserCommand,
  AdminDisableUserCommand,
  AdminSetUserPasswordCommand,
  type AuthFlowType,
  type ChallengeNameType,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { PASSWORD, type Pool, enrol, enter, invite, openPool, refusal } from './cognito.fixture.js';

const WRONG = 'NotAuthorizedException: Incorrect username or password.';
const FORGED = 'NotAuthorizedException: Invalid session for the user.';
/** A public number that belongs to no password. */
const SRP_A = 'abcdef'.repeat(100);

describe('sign-in', () => {
  let pool: Pool;
  beforeAll(async () => void (pool = await openPool()));
  afterAll(() => pool.close());

  describe('with name and password', () => {
    it('issues a token for the sub, and for the e-mail address in any letter case', async () => {
      const { sub, email } = await enrol(pool);
      for (const name of [sub, email, email.toUpperCase()])
        expect((await enter(pool, name)).AuthenticationResult?.TokenType).toBe('Bearer');
    });

    it('rejects an unknown name like a wrong password', async () => {
      const { email } = await enrol(pool);
      expect(await refusal(enter(pool, email, 'Learn-2027'))).toBe(WRONG);
      expect(await refusal(enter(pool, 'nobody@school.example'))).toBe(WRONG);
    });

    it('reports a disabled user only if the password is correct', async () => {
      const { sub, email } = await enrol(pool);
      await pool.sdk.send(new AdminDisableUserCommand(user(sub)));
      expect(await refusal(enter(pool, email))).toBe('NotAuthorizedException: User is disabled.');
      expect(await refusal(enter(pool, email, 'Learn-2027'))).toBe(WRONG);
    });

    it('rejects a temporary password after seven days', async () => {
      const { email } = await invite(pool);
      pool.clock.advance({ days: 6, minutes: 24 * 60 - 1 });
      expect(await enter(pool, email)).toMatchObject({ ChallengeName: 'NEW_PASSWORD_REQUIRED' });
      pool.clock.advance({ minutes: 1 });
      const expired = 'NotAuthorizedException: Temporary password has expired and must be reset by an administrator.';
      expect(await refusal(enter(pool, email))).toBe(expired);
    });
  });

  describe('with SRP', () => {
    it('sends the same kind of challenge to an unknown name as to a known one', async () => {
      const { sub, email } = await enrol(pool);
      const known = await ask(email);
      const unknown = await ask('nobody@school.example');

      expect(known.ChallengeParameters).toMatchObject({ USERNAME: sub, USER_ID_FOR_SRP: sub });
      expect(unknown.ChallengeName).toBe(known.ChallengeName);
      expect(shape(unknown.ChallengeParameters)).toEqual(shape(known.ChallengeParameters));
      expect((await ask('Nobody@School.example')).ChallengeParameters).toMatchObject({
        SALT: unknown.ChallengeParameters?.SALT,
        USER_ID_FOR_SRP: unknown.ChallengeParameters?.USER_ID_FOR_SRP,
      });
      expect((await ask('somebody@school.example')).ChallengeParameters?.SALT).not.toBe(unknown.ChallengeParameters?.SALT);
    });

    it('generates valid subs for unknown names', async () => {
      const questions = await Promise.all(Array.from({ length: 80 }, (_, number) => ask(`nobody${number}@school.example`)));
      const subs = questions.map(({ ChallengeParameters }) => ChallengeParameters?.USER_ID_FOR_SRP ?? '');
      for (const sub of subs) expect(sub).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(new Set(subs.map((sub) => sub.charAt(19)))).toEqual(new Set('89ab'));
    });

    it('rejects a wrong proof with the same message for known and unknown names', async () => {
      const { email } = await enrol(pool);
      expect(await refusal(prove(await ask(email)))).toBe(WRONG);
      expect(await refusal(prove(await ask('nobody@school.example')))).toBe(WRONG);
    });

    it('accepts a secret block once, within three minutes', async () => {
      const question = await ask((await enrol(pool)).email);
      expect(await refusal(prove(question))).toBe(WRONG);
      expect(await refusal(prove(question))).toMatch(/session can only be used once/);

      const late = await ask((await enrol(pool)).email);
      pool.clock.advance({ minutes: 3 });
      expect(await refusal(prove(late))).toMatch(/session is expired/);
      expect(await refusal(prove({ ChallengeParameters: { USERNAME: 'x', SECRET_BLOCK: 'Zm9yZ2Vk' } }))).toBe(FORGED);
    });

    it.each(['0', '00', 'zz', '-1'])('rejects %j as a public number', async (value) => {
      expect(await refusal(ask((await enrol(pool)).email, value))).toMatch(/^InvalidParameterException/);
    });
  });

  describe('the session of a challenge', () => {
    it('sets a password once', async () => {
      const { email } = await invite(pool);
      const { Session } = await enter(pool, email);
      const { AuthenticationResult } = await answer({ USERNAME: email, NEW_PASSWORD: 'My-own-2026' }, Session);
      expect(AuthenticationResult?.RefreshToken).toEqual(expect.any(String));
      const again = answer({ USERNAME: email, NEW_PASSWORD: 'Another-2026' }, Session);
      expect(await refusal(again)).toBe(`${FORGED.slice(0, -1)}, session can only be used once.`);
    });

    it('sets no password if it is forged, expired or of another user', async () => {
      const [person, other] = [await invite(pool), await invite(pool)];
      const set = (name: string, session?: string) => refusal(answer({ USERNAME: name, NEW_PASSWORD: 'Stolen-2026' }, session));
      const { Session } = await enter(pool, other.email);

      expect(await set(person.email, 'x'.repeat(64))).toBe(FORGED);
      expect(await set(person.email, Session)).toBe(FORGED);
      pool.clock.advance({ minutes: 3 });
      expect(await set(other.email, Session)).toBe(`${FORGED.slice(0, -1)}, session is expired.`);
      expect(await refusal(enter(pool, person.email, 'Stolen-2026'))).toBe(WRONG);
    });

    it('ends when its user is disabled or deleted', async () => {
      const [disabled, deleted] = [await invite(pool), await invite(pool)];
      const sessions = [(await enter(pool, disabled.email)).Session, (await enter(pool, deleted.email)).Session];
      await pool.sdk.send(new AdminDisableUserCommand(user(disabled.sub)));
      await pool.sdk.send(new AdminDeleteUserCommand(user(deleted.sub)));
      const set = ({ email }: { email: string }, session?: string) =>
        refusal(answer({ USERNAME: email, NEW_PASSWORD: 'My-own-2026' }, session));
      expect(await set(disabled, sessions[0])).toBe('NotAuthorizedException: User is disabled.');
      expect(await set(deleted, sessions[1])).toBe(FORGED);
    });

    it('is rejected for another challenge', async () => {
      const { email } = await invite(pool);
      const { Session } = await enter(pool, email);
      const other = answer({ USERNAME: email, SOFTWARE_TOKEN_MFA_CODE: '123456' }, Session, 'SOFTWARE_TOKEN_MFA');
      expect(await refusal(other)).toBe(FORGED);
    });
  });

  describe('the lock against password guessing', () => {
    it('starts after five wrong passwords, and lasts twice as long after each further one', async () => {
      const { email } = await enrol(pool);
      await guess(email, 5);
      expect(await refusal(enter(pool, email))).toBe('NotAuthorizedException: Password attempts exceeded');
      pool.clock.advance({ seconds: 1 });
      await guess(email, 1);
      pool.clock.advance({ seconds: 1 });
      expect(await refusal(enter(pool, email))).toBe('NotAuthorizedException: Password attempts exceeded');
      pool.clock.advance({ seconds: 1 });
      expect((await enter(pool, email)).AuthenticationResult).toBeDefined();
      await guess(email, 4);
      expect((await enter(pool, email)).AuthenticationResult).toBeDefined();
    });

    it('applies to an unknown name in the same way', async () => {
      await guess('stranger@school.example', 5);
      expect(await refusal(enter(pool, 'Stranger@school.example'))).toBe('NotAuthorizedException: Password attempts exceeded');
    });

    it('applies to challenges issued before it', async () => {
      const { email } = await enrol(pool);
      const question = await ask(email);
      await guess(email, 5);
      expect(await refusal(prove(question))).toBe('NotAuthorizedException: Password attempts exceeded');
      expect(await refusal(ask(email))).toBe('NotAuthorizedException: Password attempts exceeded');
    });

    it('is reset after fifteen minutes without attempts, or when an admin sets a password', async () => {
      const { sub, email } = await enrol(pool);
      await guess(email, 5);
      await pool.sdk.send(new AdminSetUserPasswordCommand({ ...user(sub), Password: PASSWORD, Permanent: true }));
      expect((await enter(pool, email)).AuthenticationResult).toBeDefined();
      await guess(email, 4);
      pool.clock.advance({ minutes: 15 });
      await guess(email, 4);
      expect((await enter(pool, email)).AuthenticationResult).toBeDefined();
    });
  });

  it.each(['CUSTOM_AUTH', 'ADMIN_NO_SRP_AUTH', 'constructor'])('rejects the flow %s', async (flow) => {
    const start = new InitiateAuthCommand({ ClientId: pool.cognito.clientId, AuthFlow: flow as AuthFlowType, AuthParameters: {} });
    expect(await refusal(pool.sdk.send(start))).toMatch(/^InvalidParameterException/);
  });

  it('rejects an unknown client', async () => {
    const AuthParameters = { USERNAME: 'x', PASSWORD };
    const start = new InitiateAuthCommand({ ClientId: 'another', AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters });
    expect(await refusal(pool.sdk.send(start))).toMatch(/^ResourceNotFoundException/);
  });

  function user(sub: string) {
    return { UserPoolId: pool.cognito.userPoolId, Username: sub };
  }

  function ask(name: string, publicNumber = SRP_A) {
    const AuthParameters = { USERNAME: name, SRP_A: publicNumber };
    return pool.sdk.send(new InitiateAuthCommand({ ClientId: pool.cognito.clientId, AuthFlow: 'USER_SRP_AUTH', AuthParameters }));
  }

  function prove({ ChallengeParameters = {} }: { ChallengeParameters?: Record<string, string> }) {
    const responses = {
      USERNAME: ChallengeParameters.USERNAME ?? '',
      PASSWORD_CLAIM_SECRET_BLOCK: ChallengeParameters.SECRET_BLOCK ?? '',
      PASSWORD_CLAIM_SIGNATURE: Buffer.alloc(32).toString('base64'),
      TIMESTAMP: 'Sun Nov 1 09:05:07 UTC 2026',
    };
    return answer(responses, undefined, 'PASSWORD_VERIFIER');
  }

  function answer(responses: Record<string, string>, session?: string, challenge: ChallengeNameType = 'NEW_PASSWORD_REQUIRED') {
    const step = { ClientId: pool.cognito.clientId, ChallengeName: challenge, Session: session, ChallengeResponses: responses };
    return pool.sdk.send(new RespondToAuthChallengeCommand(step));
  }

  async function guess(name: string, times: number): Promise<void> {
    for (let time = 0; time < times; time += 1) expect(await refusal(enter(pool, name, 'Learn-2027'))).toBe(WRONG);
  }
});

/** The values with hexadecimal digits masked, because those are random. `SRP_B` may lack leading zeros. */
function shape({ SRP_B = '', SECRET_BLOCK = '', ...rest }: Record<string, string> = {}): object {
  const masked = Object.entries(rest).map(([name, value]) => `${name}=${value.replace(/[0-9a-f]/g, '·')}`);
  return { masked, blockLength: SECRET_BLOCK.length, isNumber: /^[0-9a-f]{760,768}$/.test(SRP_B) };
}
