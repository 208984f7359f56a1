import {
  AuthenticationDetails,
  CognitoUser,
  CognitoUserPool,
  type CognitoUserSession,
  type IAuthenticationCallback,
  type ICognitoStorage,
} from 'amazon-cognito-identity-js';
import { ask } from '../ask.js';
import { Failure } from '../failure.js';

interface PoolConfig {
  readonly userPoolId: string;
  readonly clientId: string;
  readonly userPoolEndpoint?: string;
}

interface Credentials {
  readonly email: string;
  readonly password: string;
}

type CognitoError = Error & { code?: string };

/** How often the office may type a wrong code. */
const MAX_CODES = 3;
const QUESTION = 'Code of the authenticator app: ';
/** Errors of Cognito after which the same request may succeed. */
const TEMPORARY = /^(TooManyRequests|LimitExceeded|InternalError|ServiceUnavailable)/;

/** The sign-in of an admin, with the variables of the environment: by SRP, because a pool on AWS accepts no password in a request. */
export class SignIn {
  private session?: Promise<{ user: CognitoUser; tokens: CognitoUserSession }>;

  constructor(
    private readonly url: string,
    private readonly environment: NodeJS.ProcessEnv,
    private readonly askCode: () => Promise<string> = () => ask(QUESTION),
  ) {}

  /** Whether the token can be renewed. One that was given as ACCESS_TOKEN cannot. */
  get isRenewable(): boolean {
    return !this.environment.ACCESS_TOKEN;
  }

  /** Signs in, once. Asks for the code of the second factor, if there is one. @throws Failure if that cannot succeed */
  async accessToken(): Promise<string> {
    const { ACCESS_TOKEN } = this.environment;
    if (ACCESS_TOKEN) return ACCESS_TOKEN;
    this.session ??= this.start();
    try {
      return (await this.session).tokens.getAccessToken().getJwtToken();
    } catch (error) {
      this.session = undefined;
      throw error;
    }
  }

  /**
   * Renews the token after the API has rejected it, without another code if Cognito allows it.
   * @returns true @throws Failure, or another error if the user pool does not answer. The session then stays as it is
   */
  async renew(): Promise<true> {
    const before = await this.session;
    if (!before) return true;
    try {
      const tokens = await refresh(before.user, before.tokens);
      this.session = Promise.resolve({ user: before.user, tokens });
    } catch (error) {
      if (isTemporary(error as CognitoError)) throw error;
      await this.restart();
    }
    return true;
  }

  /** Signs in with the password again. @throws Failure if that cannot succeed */
  async restart(): Promise<void> {
    this.session = undefined;
    await this.accessToken();
  }

  private async start(): Promise<{ user: CognitoUser; tokens: CognitoUserSession }> {
    const { SCHOOL_EMAIL: email, SCHOOL_PASSWORD: password } = this.environment;
    if (!email || !password) throw new Failure('Set the variables SCHOOL_EMAIL and SCHOOL_PASSWORD, or ACCESS_TOKEN, to sign in.');
    const user = await this.openUser(email);
    return { user, tokens: await this.authenticate(user, { email, password }) };
  }

  private async openUser(Username: string): Promise<CognitoUser> {
    const answer = await fetch(new URL('/api/v1/config', this.url));
    if (!answer.ok) throw new Failure(`${this.url} is not the address of a school: /api/v1/config answers ${answer.status}.`);
    const { userPoolId: UserPoolId, clientId: ClientId, userPoolEndpoint: endpoint } = (await answer.json()) as PoolConfig;
    const Storage = memoryStorage();
    return new CognitoUser({ Username, Storage, Pool: new CognitoUserPool({ UserPoolId, ClientId, endpoint, Storage }) });
  }

  private authenticate(user: CognitoUser, { email, password }: Credentials): Promise<CognitoUserSession> {
    return new Promise((resolve, reject) => {
      const refuse = (reason: string) => reject(new Failure(`Cannot sign in as ${email}: ${reason} Alternatively, set ACCESS_TOKEN.`));
      const fail = (error: CognitoError) => {
        if (isTemporary(error)) reject(error);
        else refuse(error.message.replace(/\.?$/, '.'));
      };
      const answerCode = (left: number, type?: string): void => {
        const retry = (error: CognitoError) => {
          if (error.code === 'CodeMismatchException' && left > 1) answerCode(left - 1, type);
          else fail(error);
        };
        this.askCode()
          .then((code) => {
            if (!code) return refuse('a second factor is set up, and there is no terminal to ask for its code.');
            return user.sendMFACode(code, { onSuccess: resolve, onFailure: retry }, type);
          })
          .catch(reject);
      };
      const callbacks: IAuthenticationCallback = {
        onSuccess: resolve,
        onFailure: fail,
        totpRequired: () => answerCode(MAX_CODES, 'SOFTWARE_TOKEN_MFA'),
        newPasswordRequired: () =>
          refuse('the account still has the password of its invitation. Sign in to the school once and choose a password of your own.'),
        mfaSetup: () => refuse('the account needs a second factor. Sign in to the school once and set it up.'),
        mfaRequired: () => refuse('this command knows no second factor but an authenticator app.'),
        selectMFAType: () => refuse('the account has several second factors. Choose the authenticator app as the preferred one.'),
      };
      user.authenticateUser(new AuthenticationDetails({ Username: email, Password: password }), callbacks);
    });
  }
}

/** No answer, or a busy server: not the fault of the office. */
function isTemporary({ code }: CognitoError): boolean {
  return !code?.endsWith('Exception') || TEMPORARY.test(code);
}

function refresh(user: CognitoUser, tokens: CognitoUserSession): Promise<CognitoUserSession> {
  return new Promise((resolve, reject) =>
    user.refreshSession(tokens.getRefreshToken(), (error: Error | null, fresh: CognitoUserSession) =>
      error ? reject(error) : resolve(fresh),
    ),
  );
}

/** Keeps tokens no longer than the process. */
function memoryStorage(): ICognitoStorage {
  const items = new Map<string, string>();
  return {
    setItem: (key, value) => void items.set(key, value),
    getItem: (key) => items.get(key) ?? null,
    removeItem: (key) => void items.delete(key),
    clear: () => items.clear(),
  };
}
