import {
  AdminDisableUserCommand,
  AdminGetUserCommand,
  AdminUpdateUserAttributesCommand,
  ConfirmForgotPasswordCommand,
  ForgotPasswordCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { type Pool, enrol, enter, invite, openPool, refusal } from './cognito.fixture.js';

const MISMATCH = 'CodeMismatchException: Invalid verification code provided, please try again.';
const EXPIRED = 'ExpiredCodeException: Invalid code provided, please request a code again.';

describe('password recovery', () => {
  let pool: Pool;
  beforeEach(async () => void (pool = await openPool()));
  afterEach(() => pool.close());

  it('sets a new password with the code from the e-mail, which is valid once', async () => {
    const { sub, email } = await enrol(pool);
    await forget(email.toUpperCase());
    const { kind, code, to } = lastMail();
    expect({ kind, to }).toEqual({ kind: 'FORGOT_PASSWORD', to: email });
    await confirm(sub, code);
    expect((await enter(pool, email, 'Found-2026')).AuthenticationResult).toBeDefined();
    expect(await refusal(enter(pool, email))).toMatch(/Incorrect/);
    expect(await refusal(confirm(email, code))).toBe(EXPIRED);
  });

  it('requires the newest code, within an hour', async () => {
    const { email } = await enrol(pool);
    await forget(email);
    pool.clock.advance({ minutes: 60 });
    expect(await refusal(confirm(email, lastMail().code))).toBe(EXPIRED);
    await forget(email);
    expect(await refusal(confirm(email, other(lastMail().code)))).toBe(MISMATCH);
    await confirm(email, lastMail().code);
  });

  it('rejects a weak password, and keeps the code valid', async () => {
    const { email } = await enrol(pool);
    await forget(email);
    expect(await refusal(confirm(email, lastMail().code, 'weak'))).toMatch(/^InvalidPasswordException/);
    await confirm(email, lastMail().code);
  });

  it('does not reveal whether an account exists', async () => {
    const { email } = await enrol(pool);
    const unknown = await forget(`${email.charAt(0)}nobody@school.example`);
    expect(unknown.CodeDeliveryDetails).toEqual((await forget(email)).CodeDeliveryDetails);
    expect(await refusal(confirm('nobody@school.example', '123456'))).toBe(MISMATCH);
    expect(pool.cognito.outbox).toHaveLength(1);
  });

  it('sends nothing to disabled accounts or unverified addresses', async () => {
    const [disabled, unverified] = [await enrol(pool), await enrol(pool)];
    await pool.sdk.send(new AdminDisableUserCommand(user(disabled.sub)));
    const UserAttributes = [{ Name: 'email_verified', Value: 'false' }];
    await pool.sdk.send(new AdminUpdateUserAttributesCommand({ ...user(unverified.sub), UserAttributes }));
    for (const { email } of [disabled, unverified]) {
      expect((await forget(email)).CodeDeliveryDetails).toMatchObject({ DeliveryMedium: 'EMAIL' });
      expect(await refusal(confirm(email, '123456'))).toBe(MISMATCH);
    }
    expect(pool.cognito.outbox).toEqual([]);
  });

  it('rejects accounts that never set a password', async () => {
    const { sub, email } = await invite(pool);
    expect(await refusal(forget(email))).toBe('NotAuthorizedException: User password cannot be reset in the current state.');
    expect(await pool.sdk.send(new AdminGetUserCommand(user(sub)))).toMatchObject({ UserStatus: 'FORCE_CHANGE_PASSWORD' });
  });

  it('allows ten wrong codes per hour', async () => {
    const { email } = await enrol(pool);
    await forget(email);
    const { code } = lastMail();
    for (let time = 0; time < 10; time += 1) expect(await refusal(confirm(email, other(code)))).toBe(MISMATCH);
    expect(await refusal(confirm(email, code))).toBe('LimitExceededException: Attempt limit exceeded, please try after some time.');
    pool.clock.advance({ minutes: 60 });
    await forget(email);
    await confirm(email, lastMail().code);
  });

  function forget(Username: string) {
    return pool.sdk.send(new ForgotPasswordCommand({ ClientId: pool.cognito.clientId, Username }));
  }

  function confirm(Username: string, ConfirmationCode: string, Password = 'Found-2026') {
    return pool.sdk.send(new ConfirmForgotPasswordCommand({ ClientId: pool.cognito.clientId, Username, ConfirmationCode, Password }));
  }

  function lastMail() {
    const mail = pool.cognito.outbox.at(-1);
    if (!mail) throw new Error('There is no mail.');
    return mail;
  }

  function user(Username: string) {
    return { UserPoolId: pool.cognito.userPoolId, Username };
  }
});

function other(code: string): string {
  return code === '000000' ? '111111' : '000000';
}
