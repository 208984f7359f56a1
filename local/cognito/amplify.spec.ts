import {
  AdminAddUserToGroupCommand,
  AdminDisableUserCommand,
  AdminUserGlobalSignOutCommand,
  GetUserCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { Amplify } from 'aws-amplify';
import {
  confirmResetPassword,
  confirmSignIn,
  fetchAuthSession,
  fetchUserAttributes,
  resetPassword,
  setUpTOTP,
  signIn,
  signOut,
  updateMFAPreference,
  updatePassword,
  updateUserAttribute,
  verifyTOTPSetup,
} from 'aws-amplify/auth';
import { cognitoUserPoolsTokenProvider } from 'aws-amplify/auth/cognito';
import { ConsoleLogger } from 'aws-amplify/utils';
import { PASSWORD, type Pool, authenticatorCode, enrol, invite, openPool, refusal, signIn as signInElsewhere } from './cognito.fixture.js';

describe('the user pool used through Amplify', () => {
  let pool: Pool;
  beforeAll(async () => {
    // Amplify warns about every endpoint that is not on AWS.
    ConsoleLogger.LOG_LEVEL = 'ERROR';
    pool = await openPool();
    const { userPoolId, clientId, url } = pool.cognito;
    Amplify.configure({ Auth: { Cognito: { userPoolId, userPoolClientId: clientId, userPoolEndpoint: url } } });
    const items = new Map<string, string>();
    cognitoUserPoolsTokenProvider.setKeyValueStorage({
      setItem: (key, value) => Promise.resolve(void items.set(key, value)),
      getItem: (key) => Promise.resolve(items.get(key) ?? null),
      removeItem: (key) => Promise.resolve(void items.delete(key)),
      clear: () => Promise.resolve(items.clear()),
    });
  });
  afterEach(() => signOut());
  afterAll(() => pool.close());

  it('signs in, and refreshes a token with the current groups', async () => {
    const person = await enrol(pool, ['student']);
    expect(await signIn({ username: person.email, password: PASSWORD })).toMatchObject({ isSignedIn: true });
    const before = await accessToken();
    expect(before.payload).toMatchObject({ sub: person.sub, 'cognito:groups': ['student'] });

    await pool.sdk.send(new AdminAddUserToGroupCommand({ ...user(person.sub), GroupName: 'lecturer' }));
    const after = await accessToken({ forceRefresh: true });
    expect(after.payload['cognito:groups']).toEqual(['student', 'lecturer']);
    expect(after.payload.auth_time).toBe(before.payload.auth_time);
  });

  it('rejects a wrong password and a disabled user', async () => {
    const person = await enrol(pool);
    expect(await refusal(signIn({ username: person.email, password: 'Learn-2027' }))).toBe(
      'NotAuthorizedException: Incorrect username or password.',
    );
    await pool.sdk.send(new AdminDisableUserCommand(user(person.sub)));
    expect(await refusal(signIn({ username: person.email, password: PASSWORD }))).toBe('NotAuthorizedException: User is disabled.');
  });

  it('requires a new password from an invited user', async () => {
    const person = await invite(pool);
    expect(await signIn({ username: person.email, password: PASSWORD })).toMatchObject({
      nextStep: { signInStep: 'CONFIRM_SIGN_IN_WITH_NEW_PASSWORD_REQUIRED', missingAttributes: [] },
    });
    expect(await refusal(confirmSignIn({ challengeResponse: 'nouppercase1' }))).toMatch(/^InvalidPasswordException: .*uppercase/);
    expect(await confirmSignIn({ challengeResponse: 'My-own-2026' })).toMatchObject({ isSignedIn: true });
  });

  it('resets a forgotten password', async () => {
    const { email } = await enrol(pool);
    expect(await resetPassword({ username: email })).toMatchObject({
      nextStep: { resetPasswordStep: 'CONFIRM_RESET_PASSWORD_WITH_CODE', codeDeliveryDetails: { deliveryMedium: 'EMAIL' } },
    });
    const confirmationCode = pool.cognito.outbox.find(({ to }) => to === email)?.code ?? '';
    await confirmResetPassword({ username: email, confirmationCode, newPassword: 'Found-2026' });
    expect(await signIn({ username: email, password: 'Found-2026' })).toMatchObject({ isSignedIn: true });
  });

  it('ends all sessions of a user who signs out globally', async () => {
    const person = await enrol(pool);
    await signIn({ username: person.email, password: PASSWORD });
    const elsewhere = await signInElsewhere(pool, person);
    await signOut({ global: true });

    expect((await fetchAuthSession()).tokens).toBeUndefined();
    const read = pool.sdk.send(new GetUserCommand({ AccessToken: elsewhere.AccessToken }));
    expect(await refusal(read)).toBe('NotAuthorizedException: Access Token has been revoked');
  });

  it('issues no new tokens after an admin signed the user out', async () => {
    const person = await enrol(pool);
    await signIn({ username: person.email, password: PASSWORD });
    await pool.sdk.send(new AdminUserGlobalSignOutCommand(user(person.sub)));
    expect((await fetchAuthSession({ forceRefresh: true })).tokens).toBeUndefined();
  });

  it('asks for a TOTP code after an authenticator app is set up', async () => {
    const { email } = await enrol(pool);
    await signIn({ username: email, password: PASSWORD });
    const { sharedSecret } = await setUpTOTP();
    await verifyTOTPSetup({ code: authenticatorCode(sharedSecret, pool.clock.now()) });
    await updateMFAPreference({ totp: 'PREFERRED' });
    await signOut();

    expect(await signIn({ username: email, password: PASSWORD })).toMatchObject({
      nextStep: { signInStep: 'CONFIRM_SIGN_IN_WITH_TOTP_CODE' },
    });
    const wrong = confirmSignIn({ challengeResponse: authenticatorCode(sharedSecret, pool.clock.now() - 600_000) });
    expect(await refusal(wrong)).toBe('CodeMismatchException: Invalid code received for user');
    pool.clock.advance({ seconds: 30 });
    const right = await confirmSignIn({ challengeResponse: authenticatorCode(sharedSecret, pool.clock.now()) });
    expect(right).toMatchObject({ isSignedIn: true });
  });

  it('changes the password and the locale of a user, and no other attribute', async () => {
    const person = await enrol(pool, [], { 'custom:code': 'S-0001' });
    await signIn({ username: person.email, password: PASSWORD });
    await updatePassword({ oldPassword: PASSWORD, newPassword: 'Changed-2026' });
    await updateUserAttribute({ userAttribute: { attributeKey: 'locale', value: 'vi' } });
    const other = updateUserAttribute({ userAttribute: { attributeKey: 'email', value: 'rector@school.example' } });
    expect(await refusal(other)).toBe('NotAuthorizedException: A client attempted to write unauthorized attribute');

    const { sub, email } = person;
    expect(await fetchUserAttributes()).toEqual({ sub, email, email_verified: 'true', 'custom:code': 'S-0001', locale: 'vi' });
  });

  function user(sub: string) {
    return { UserPoolId: pool.cognito.userPoolId, Username: sub };
  }
});

async function accessToken(options?: { forceRefresh: boolean }) {
  const { tokens } = await fetchAuthSession(options);
  if (!tokens) throw new Error('No user is signed in.');
  return tokens.accessToken;
}
