import {
  AdminDisableUserCommand,
  AdminSetUserPasswordCommand,
  GetTokensFromRefreshTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import {
  AuthenticationDetails,
  CognitoUser,
  CognitoUserPool,
  type CognitoUserSession,
  type ICognitoStorage,
} from 'amazon-cognito-identity-js';
import { PASSWORD, type Person, type Pool, authenticatorCode, enrol, invite, openPool, refusal } from './cognito.fixture.js';

type Outcome =
  | { step: 'signedIn'; session: CognitoUserSession }
  | { step: 'newPassword'; attributes: Record<string, string> }
  | { step: 'totp' }
  | { step: 'refused'; reason: string };

describe('the user pool used through amazon-cognito-identity-js', () => {
  let pool: Pool;
  beforeAll(async () => void (pool = await openPool()));
  afterAll(() => pool.close());

  it('signs in by e-mail address, regardless of letter case', async () => {
    const person = await enrol(pool, ['lecturer'], { email: 'Ada@School.example' });
    const { session } = await signedIn(browser('aDA@school.EXAMPLE'), PASSWORD);

    expect(session.getAccessToken().payload).toMatchObject({ sub: person.sub, username: person.sub, 'cognito:groups': ['lecturer'] });
    expect(session.getIdToken().payload).toMatchObject({ sub: person.sub, email: 'Ada@School.example' });
  });

  it('rejects a wrong password, an unknown name and a disabled user', async () => {
    const person = await enrol(pool);
    expect(await authenticate(browser(person.email), 'Learn-2027')).toEqual(refused('Incorrect username or password.'));
    expect(await authenticate(browser('nobody@school.example'), PASSWORD)).toEqual(refused('Incorrect username or password.'));

    await pool.sdk.send(new AdminDisableUserCommand({ UserPoolId: pool.cognito.userPoolId, Username: person.sub }));
    expect(await authenticate(browser(person.email), PASSWORD)).toEqual(refused('User is disabled.'));
    expect(await authenticate(browser(person.email), 'Learn-2027')).toEqual(refused('Incorrect username or password.'));
  });

  it('requires a new password from an invited user', async () => {
    const person = await invite(pool);
    const user = browser(person.email);
    const first = await authenticate(user, PASSWORD);
    expect(first).toMatchObject({ step: 'newPassword', attributes: { email: person.email, email_verified: 'true' } });

    expect(await newPassword(user, 'short')).toEqual({
      step: 'refused',
      reason: 'InvalidPasswordException: Password did not conform with policy: Password not long enough',
    });
    expect(await newPassword(user, 'My-own-2026')).toMatchObject({ step: 'signedIn' });
    expect(await authenticate(browser(person.email), PASSWORD)).toEqual(refused('Incorrect username or password.'));
    expect(await authenticate(browser(person.email), 'My-own-2026')).toMatchObject({ step: 'signedIn' });
  });

  it('rejects a password that an admin changes during the sign-in', async () => {
    const person = await enrol(pool);
    pool.cognito.faults.before('RespondToAuthChallenge', async () => {
      const change = { UserPoolId: pool.cognito.userPoolId, Username: person.sub, Password: 'Other-2026', Permanent: true };
      await pool.sdk.send(new AdminSetUserPasswordCommand(change));
    });
    expect(await authenticate(browser(person.email), PASSWORD)).toEqual(refused('Incorrect username or password.'));
    expect(await authenticate(browser(person.email), 'Other-2026')).toMatchObject({ step: 'signedIn' });
  });

  it('accepts only the locale as an attribute along with the new password', async () => {
    const user = browser((await invite(pool)).email);
    await authenticate(user, PASSWORD);
    expect(await newPassword(user, 'My-own-2026', { email: 'rector@school.example' })).toEqual(
      refused('A client attempted to write unauthorized attribute'),
    );
    expect(await newPassword(user, 'My-own-2026', { locale: 'vi' })).toMatchObject({ step: 'signedIn' });
  });

  it('resets a forgotten password with the code from the e-mail', async () => {
    const person = await enrol(pool);
    const user = browser(person.email);
    const details = await new Promise((resolve, reject) => user.forgotPassword({ onSuccess: resolve, onFailure: reject }));
    expect(details).toMatchObject({ CodeDeliveryDetails: { DeliveryMedium: 'EMAIL', Destination: `${person.email.charAt(0)}***@s***` } });

    const code = mailTo(person).at(-1)?.code ?? '';
    const confirm = (given: string) =>
      new Promise((resolve) =>
        user.confirmPassword(given, 'Found-2026', { onSuccess: resolve, onFailure: (error) => resolve(error.name) }),
      );
    expect(await confirm(code === '000000' ? '111111' : '000000')).toBe('CodeMismatchException');
    expect(await confirm(code)).toBe('SUCCESS');
    expect(await confirm(code)).toBe('ExpiredCodeException');
    expect(await authenticate(browser(person.email), 'Found-2026')).toMatchObject({ step: 'signedIn' });
  });

  it('changes a password only if the old one is correct', async () => {
    const person = await enrol(pool);
    const user = browser(person.email);
    await signedIn(user, PASSWORD);
    const change = (old: string, next: string) =>
      new Promise((resolve) => user.changePassword(old, next, (error, result) => resolve(error?.name ?? result)));

    expect(await change('Learn-2027', 'Changed-2026')).toBe('NotAuthorizedException');
    expect(await change(PASSWORD, 'nodigits-Here')).toBe('InvalidPasswordException');
    expect(await change(PASSWORD, 'Changed-2026')).toBe('SUCCESS');
    expect(await authenticate(browser(person.email), 'Changed-2026')).toMatchObject({ step: 'signedIn' });
  });

  it('refreshes a session until the user signs out globally', async () => {
    const user = browser((await enrol(pool)).email);
    const { session } = await signedIn(user, PASSWORD);
    const next = await new Promise<CognitoUserSession>((resolve, reject) =>
      user.refreshSession(session.getRefreshToken(), (error: Error | null, fresh: CognitoUserSession) =>
        error ? reject(error) : resolve(fresh),
      ),
    );
    expect(next.getAccessToken().getJwtToken()).not.toBe(session.getAccessToken().getJwtToken());
    expect(next.getAccessToken().payload.origin_jti).toBe(session.getAccessToken().payload.origin_jti);

    await new Promise((resolve, reject) => user.globalSignOut({ onSuccess: resolve, onFailure: reject }));
    // This uses the SDK, because the library retries a rejected refresh for five seconds.
    const again = new GetTokensFromRefreshTokenCommand({
      ClientId: pool.cognito.clientId,
      RefreshToken: session.getRefreshToken().getToken(),
    });
    expect(await refusal(pool.sdk.send(again))).toBe('NotAuthorizedException: Refresh Token has been revoked');
  });

  it('asks for a TOTP code after an authenticator app is set up', async () => {
    const person = await enrol(pool);
    const user = browser(person.email);
    await signedIn(user, PASSWORD);
    const secret = await new Promise<string>((resolve, reject) =>
      user.associateSoftwareToken({ associateSecretCode: resolve, onFailure: reject }),
    );
    const verify = (code: string) =>
      new Promise((resolve) =>
        user.verifySoftwareToken(code, 'phone', { onSuccess: resolve, onFailure: (error: Error) => resolve(error.name) }),
      );
    expect(await verify(authenticatorCode(secret, pool.clock.now() - 600_000))).toBe('EnableSoftwareTokenMFAException');
    expect(await verify(authenticatorCode(secret, pool.clock.now()))).toEqual({ Status: 'SUCCESS' });
    await new Promise((resolve, reject) =>
      user.setUserMfaPreference(null, { Enabled: true, PreferredMfa: true }, (error, result) => (error ? reject(error) : resolve(result))),
    );

    const next = browser(person.email);
    expect(await authenticate(next, PASSWORD)).toEqual({ step: 'totp' });
    expect(await sendCode(next, authenticatorCode(secret, pool.clock.now() - 600_000))).toEqual({
      step: 'refused',
      reason: 'CodeMismatchException: Invalid code received for user',
    });
    pool.clock.advance({ seconds: 30 });
    expect(await sendCode(next, authenticatorCode(secret, pool.clock.now()))).toMatchObject({ step: 'signedIn' });
  });

  function browser(name: string): CognitoUser {
    const { url, userPoolId, clientId } = pool.cognito;
    const Storage = memoryStorage();
    const Pool = new CognitoUserPool({ UserPoolId: userPoolId, ClientId: clientId, endpoint: url, Storage });
    return new CognitoUser({ Username: name, Pool, Storage });
  }

  function mailTo({ email }: Person) {
    return pool.cognito.outbox.filter(({ to }) => to === email);
  }
});

function callbacks(resolve: (outcome: Outcome) => void) {
  return {
    onSuccess: (session: CognitoUserSession) => resolve({ step: 'signedIn', session }),
    onFailure: (error: Error) => resolve({ step: 'refused', reason: `${error.name}: ${error.message}` }),
    newPasswordRequired: (attributes: Record<string, string>) => resolve({ step: 'newPassword', attributes }),
    totpRequired: () => resolve({ step: 'totp' }),
  };
}

function authenticate(user: CognitoUser, password: string): Promise<Outcome> {
  const details = new AuthenticationDetails({ Username: user.getUsername(), Password: password });
  return new Promise((resolve) => user.authenticateUser(details, callbacks(resolve)));
}

async function signedIn(user: CognitoUser, password: string): Promise<{ session: CognitoUserSession }> {
  const outcome = await authenticate(user, password);
  if (outcome.step !== 'signedIn') throw new Error(`Not signed in: ${JSON.stringify(outcome)}`);
  return outcome;
}

function newPassword(user: CognitoUser, password: string, attributes: Record<string, string> = {}): Promise<Outcome> {
  return new Promise((resolve) => user.completeNewPasswordChallenge(password, attributes, callbacks(resolve)));
}

function sendCode(user: CognitoUser, code: string): Promise<Outcome> {
  return new Promise((resolve) => user.sendMFACode(code, callbacks(resolve), 'SOFTWARE_TOKEN_MFA'));
}

function refused(message: string): Outcome {
  return { step: 'refused', reason: `NotAuthorizedException: ${message}` };
}

function memoryStorage(): ICognitoStorage {
  const items = new Map<string, string>();
  return {
    setItem: (key, value) => void items.set(key, value),
    getItem: (key) => items.get(key) ?? null,
    removeItem: (key) => void items.delete(key),
    clear: () => items.clear(),
  };
}
