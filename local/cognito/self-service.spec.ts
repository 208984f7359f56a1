import {
  AssociateSoftwareTokenCommand,
  ChangePasswordCommand,
  GetUserAttributeVerificationCodeCommand,
  GetUserCommand,
  ResendConfirmationCodeCommand,
  RespondToAuthChallengeCommand,
  SetUserMFAPreferenceCommand,
  SignUpCommand,
  UpdateUserAttributesCommand,
  VerifySoftwareTokenCommand,
  VerifyUserAttributeCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { PASSWORD, type Person, type Pool, authenticatorCode, enrol, enter, openPool, refusal, signIn } from './cognito.fixture.js';

describe('the self-service API', () => {
  let pool: Pool;
  beforeAll(async () => void (pool = await openPool()));
  afterAll(() => pool.close());

  it('rejects self-registration', async () => {
    const ClientId = pool.cognito.clientId;
    const signUp = pool.sdk.send(new SignUpCommand({ ClientId, Username: 'me@school.example', Password: PASSWORD }));
    expect(await refusal(signUp)).toBe('NotAuthorizedException: SignUp is not permitted for this user pool');
    const resend = pool.sdk.send(new ResendConfirmationCodeCommand({ ClientId, Username: 'me@school.example' }));
    expect(await refusal(resend)).toMatch(/^InvalidParameterException/);
  });

  it.each(['email', 'email_verified', 'custom:code', 'sub'])('rejects changes to %s by the user', async (Name) => {
    const { AccessToken } = await signIn(pool, await enrol(pool));
    const before = await pool.sdk.send(new GetUserCommand({ AccessToken }));
    const UserAttributes = [
      { Name: 'locale', Value: 'vi' },
      { Name, Value: 'new@school.example' },
    ];
    expect(await refusal(pool.sdk.send(new UpdateUserAttributesCommand({ AccessToken, UserAttributes })))).toMatch(
      /^(NotAuthorized|InvalidParameter)Exception/,
    );
    expect((await pool.sdk.send(new GetUserCommand({ AccessToken }))).UserAttributes).toEqual(before.UserAttributes);
  });

  it('verifies an e-mail address with the code sent to it', async () => {
    const person = await enrol(pool, [], { email_verified: 'false' });
    const { AccessToken } = await signIn(pool, person);
    const request = new GetUserAttributeVerificationCodeCommand({ AccessToken, AttributeName: 'email' });
    const verify = (Code: string) => pool.sdk.send(new VerifyUserAttributeCommand({ AccessToken, AttributeName: 'email', Code }));

    expect(await refusal(verify('123456'))).toMatch(/^ExpiredCodeException/);
    expect((await pool.sdk.send(request)).CodeDeliveryDetails).toMatchObject({ AttributeName: 'email' });
    const mail = pool.cognito.outbox.find(({ to }) => to === person.email);
    expect(mail?.kind).toBe('VERIFY_ATTRIBUTE');
    expect(await refusal(verify(mail?.code === '000000' ? '111111' : '000000'))).toMatch(/^CodeMismatchException/);
    await verify(mail?.code ?? '');
    const { UserAttributes } = await pool.sdk.send(new GetUserCommand({ AccessToken }));
    expect(UserAttributes).toContainEqual({ Name: 'email_verified', Value: 'true' });
  });

  it('locks password changes after five wrong old passwords, like sign-in', async () => {
    const { AccessToken } = await signIn(pool, await enrol(pool));
    const change = (PreviousPassword: string) =>
      pool.sdk.send(new ChangePasswordCommand({ AccessToken, PreviousPassword, ProposedPassword: 'Changed-2026' }));
    for (let time = 0; time < 5; time += 1) expect(await refusal(change('Learn-2027'))).toMatch(/Incorrect/);
    expect(await refusal(change(PASSWORD))).toBe('NotAuthorizedException: Password attempts exceeded');
  });

  describe('a second factor', () => {
    it('cannot be turned on before a code of the app is verified', async () => {
      const { AccessToken } = await signIn(pool, await enrol(pool));
      const turnOn = new SetUserMFAPreferenceCommand({ AccessToken, SoftwareTokenMfaSettings: { Enabled: true } });
      expect(await refusal(pool.sdk.send(turnOn))).toMatch(/^InvalidParameterException/);
      await pool.sdk.send(new AssociateSoftwareTokenCommand({ AccessToken }));
      expect(await refusal(pool.sdk.send(turnOn))).toMatch(/^InvalidParameterException/);
    });

    it('accepts each code once, including the code of the setup', async () => {
      const { person, secret } = await withSecondFactor();
      const replayed = await refusal(answer(person, await session(person), secret));
      expect(replayed).toBe('ExpiredCodeException: Your software token has already been used once.');

      pool.clock.advance({ seconds: 30 });
      const [one, other] = [await session(person), await session(person)];
      expect((await answer(person, one, secret)).AuthenticationResult).toBeDefined();
      expect(await refusal(answer(person, other, secret))).toBe(replayed);
    });

    it('accepts another code in the same session after a wrong one, but locks after five wrong codes', async () => {
      const { person, secret } = await withSecondFactor();
      pool.clock.advance({ seconds: 30 });
      const Session = await session(person);
      expect(await refusal(answer(person, Session, secret, -600))).toBe('CodeMismatchException: Invalid code received for user');
      expect((await answer(person, Session, secret)).AuthenticationResult).toBeDefined();
      expect(await refusal(answer(person, Session, secret, 30))).toMatch(/session can only be used once/);

      pool.clock.advance({ seconds: 30 });
      const next = await session(person);
      for (let time = 0; time < 5; time += 1) expect(await refusal(answer(person, next, secret, -600))).toMatch(/^CodeMismatchException/);
      expect(await refusal(answer(person, next, secret))).toBe('NotAuthorizedException: Password attempts exceeded');
    });

    it('is visible to its owner, and is not required after it is turned off', async () => {
      const { person, AccessToken } = await withSecondFactor();
      const factors = { UserMFASettingList: ['SOFTWARE_TOKEN_MFA'], PreferredMfaSetting: 'SOFTWARE_TOKEN_MFA' };
      expect(await pool.sdk.send(new GetUserCommand({ AccessToken }))).toMatchObject(factors);
      await pool.sdk.send(new SetUserMFAPreferenceCommand({ AccessToken, SoftwareTokenMfaSettings: { Enabled: false } }));
      expect((await enter(pool, person.email)).AuthenticationResult).toBeDefined();
    });

    it('uses the old app until a code of a new app is verified', async () => {
      const { person, secret, AccessToken } = await withSecondFactor();
      await pool.sdk.send(new AssociateSoftwareTokenCommand({ AccessToken }));
      pool.clock.advance({ seconds: 30 });
      expect((await answer(person, await session(person), secret)).AuthenticationResult).toBeDefined();
    });

    it('can be set up only by a signed-in user', async () => {
      const { Session } = await enter(pool, (await withSecondFactor()).person.email);
      expect(await refusal(pool.sdk.send(new AssociateSoftwareTokenCommand({ Session })))).toBe(
        'NotAuthorizedException: Invalid session for the user.',
      );
    });

    async function withSecondFactor() {
      const person = await enrol(pool);
      const { AccessToken } = await signIn(pool, person);
      const { SecretCode: secret = '' } = await pool.sdk.send(new AssociateSoftwareTokenCommand({ AccessToken }));
      const UserCode = authenticatorCode(secret, pool.clock.now());
      await pool.sdk.send(new VerifySoftwareTokenCommand({ AccessToken, UserCode }));
      const SoftwareTokenMfaSettings = { Enabled: true, PreferredMfa: true };
      await pool.sdk.send(new SetUserMFAPreferenceCommand({ AccessToken, SoftwareTokenMfaSettings }));
      return { person, secret, AccessToken };
    }

    async function session({ email }: Person) {
      return (await enter(pool, email)).Session;
    }

    function answer({ email }: Person, Session: string | undefined, secret: string, secondsAway = 0) {
      const code = authenticatorCode(secret, pool.clock.now() + secondsAway * 1000);
      const step = { ClientId: pool.cognito.clientId, ChallengeName: 'SOFTWARE_TOKEN_MFA' as const, Session };
      const ChallengeResponses = { USERNAME: email, SOFTWARE_TOKEN_MFA_CODE: code };
      return pool.sdk.send(new RespondToAuthChallengeCommand({ ...step, ChallengeResponses }));
    }
  });
});
