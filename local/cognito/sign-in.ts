import type { Account } from './account.js';
import { assertWritable } from './attributes.js';
import { CognitoError, incorrectPassword, invalidParameter, notAuthorized } from './errors.js';
import { type Input, nested, parameter, text } from './input.js';
import { OneUse } from './one-use.js';
import { chosenPassword } from './password.js';
import { refresh } from './refresh.js';
import { type Operations, type Service, assertClient, srpIdentity } from './service.js';
import { type PasswordVerifier, type SrpExchange, isPassword, isProof, openExchange } from './srp.js';
import { totpStep } from './totp.js';

/** What a person has to do next. */
interface Challenge {
  readonly name: 'NEW_PASSWORD_REQUIRED' | 'SOFTWARE_TOKEN_MFA';
  readonly sub: string;
}

/** An open password challenge. Unknown names get one too. */
interface PasswordQuestion {
  readonly sub: string;
  readonly password: PasswordVerifier;
  readonly exchange: SrpExchange;
}

const TIMESTAMP = /^\w{3} \w{3} \d{1,2} \d{2}:\d{2}:\d{2} UTC \d{4}$/;
const ATTRIBUTE_PREFIX = 'userAttributes.';

/** InitiateAuth and RespondToAuthChallenge. */
export function signInOperations(service: Service): Operations {
  const { pool, grants, tokens, lockout, now } = service;
  const questions = new OneUse<PasswordQuestion>(now);
  const challenges = new OneUse<Challenge>(now);

  const flows = new Map<string, (parameters: Input) => object | Promise<object>>([
    ['USER_SRP_AUTH', askForProof],
    ['USER_PASSWORD_AUTH', checkPassword],
    ['REFRESH_TOKEN_AUTH', refreshTokens],
    ['REFRESH_TOKEN', refreshTokens],
  ]);
  const answers = new Map<string, (responses: Input, input: Input) => Promise<object>>([
    ['PASSWORD_VERIFIER', checkProof],
    ['NEW_PASSWORD_REQUIRED', setNewPassword],
    ['SOFTWARE_TOKEN_MFA', checkTotp],
  ]);

  return {
    InitiateAuth: (input) => {
      assertClient(service, input);
      const flow = flows.get(text(input, 'AuthFlow'));
      if (!flow) throw invalidParameter(`${text(input, 'AuthFlow')} flow not enabled for this client`);
      return flow(nested(input, 'AuthParameters'));
    },
    RespondToAuthChallenge: (input) => {
      assertClient(service, input);
      const answer = answers.get(text(input, 'ChallengeName'));
      if (!answer) throw invalidParameter(`Challenge ${text(input, 'ChallengeName')} is not supported.`);
      return answer(nested(input, 'ChallengeResponses'), input);
    },
  };

  function refreshTokens(parameters: Input): Promise<object> {
    return refresh(service, parameter(parameters, 'REFRESH_TOKEN'));
  }

  function askForProof(parameters: Input): object {
    const name = parameter(parameters, 'USERNAME');
    const { sub, password } = pool.find(name) ?? pool.stranger(name);
    lockout.assertOpen(sub);
    const exchange = openExchange(password, parameter(parameters, 'SRP_A'));
    if (!exchange) throw invalidParameter('SRP_A is not a usable public value.');
    return {
      ChallengeName: 'PASSWORD_VERIFIER',
      ChallengeParameters: {
        SALT: password.salt,
        SRP_B: exchange.serverPublic.toString(16),
        SECRET_BLOCK: questions.issue({ sub, password, exchange }),
        USERNAME: sub,
        USER_ID_FOR_SRP: sub,
      },
    };
  }

  function checkProof(responses: Input): Promise<object> {
    const secretBlock = parameter(responses, 'PASSWORD_CLAIM_SECRET_BLOCK');
    const timestamp = parameter(responses, 'TIMESTAMP');
    if (!TIMESTAMP.test(timestamp)) throw invalidParameter('TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english.');
    const { sub, password, exchange } = questions.use(secretBlock);
    const account = pool.find(sub);
    const proof = { secretBlock, timestamp, signature: parameter(responses, 'PASSWORD_CLAIM_SIGNATURE') };
    // A challenge from before a lock or a password change does not bypass it.
    lockout.assertOpen(sub);
    const proven = isProof(srpIdentity(service, sub), exchange, proof) && account?.password === password;
    return afterPassword(sub, proven && isNameOf(account, responses) ? account : undefined);
  }

  function checkPassword(parameters: Input): Promise<object> {
    const name = parameter(parameters, 'USERNAME');
    const account = pool.find(name);
    const { sub, password } = account ?? pool.stranger(name);
    lockout.assertOpen(sub);
    return afterPassword(sub, isPassword(srpIdentity(service, sub), parameter(parameters, 'PASSWORD'), password) ? account : undefined);
  }

  /** `account` is set only if the password was right: otherwise the answer would reveal that it is disabled or expired. */
  async function afterPassword(sub: string, account: Account | undefined): Promise<object> {
    if (!account) {
      lockout.failed(sub);
      throw incorrectPassword();
    }
    if (!account.enabled) throw notAuthorized('User is disabled.');
    if (account.status !== 'FORCE_CHANGE_PASSWORD') return afterOwnPassword(account);
    if ((account.temporaryUntil ?? 0) <= now()) {
      throw notAuthorized('Temporary password has expired and must be reset by an administrator.');
    }
    return challenge('NEW_PASSWORD_REQUIRED', account, { requiredAttributes: '[]', userAttributes: JSON.stringify(account.attributes) });
  }

  async function afterOwnPassword(account: Account): Promise<object> {
    if (account.totp?.enabled) return challenge('SOFTWARE_TOKEN_MFA', account, {});
    return complete(account);
  }

  function setNewPassword(responses: Input, input: Input): Promise<object> {
    const account = challenged('NEW_PASSWORD_REQUIRED', responses, input);
    const attributes = attributesIn(responses);
    assertWritable(attributes);
    const password = chosenPassword(srpIdentity(service, account.sub), parameter(responses, 'NEW_PASSWORD'));
    challenges.use(text(input, 'Session'));
    return afterOwnPassword(pool.change(account.sub, { ...password, attributes: { ...account.attributes, ...attributes } }));
  }

  function checkTotp(responses: Input, input: Input): Promise<object> {
    const account = challenged('SOFTWARE_TOKEN_MFA', responses, input);
    const code = parameter(responses, 'SOFTWARE_TOKEN_MFA_CODE');
    lockout.assertOpen(account.sub);
    const step = account.totp && totpStep(account.totp.secret, code, now());
    if (!account.totp || step === undefined) {
      lockout.failed(account.sub);
      throw new CognitoError('CodeMismatchException', 'Invalid code received for user');
    }
    if (step <= account.totp.usedStep) throw new CognitoError('ExpiredCodeException', 'Your software token has already been used once.');
    challenges.use(text(input, 'Session'));
    return complete(pool.change(account.sub, { totp: { ...account.totp, usedStep: step } }));
  }

  function challenge(name: Challenge['name'], { sub }: Account, parameters: Record<string, string>): object {
    const ChallengeParameters = { USER_ID_FOR_SRP: sub, ...parameters };
    return { ChallengeName: name, Session: challenges.issue({ name, sub }), ChallengeParameters };
  }

  /** The current account of a session. The session stays valid, so that the user can retry after a typo. */
  function challenged(name: Challenge['name'], responses: Input, input: Input): Account {
    parameter(responses, 'USERNAME');
    const challenge = challenges.look(text(input, 'Session'));
    const account = pool.find(challenge.sub);
    if (challenge.name !== name || !account || !isNameOf(account, responses)) throw notAuthorized('Invalid session for the user.');
    if (!account.enabled) throw notAuthorized('User is disabled.');
    return account;
  }

  function isNameOf(account: Account | undefined, responses: Input): boolean {
    return account !== undefined && pool.find(parameter(responses, 'USERNAME'))?.sub === account.sub;
  }

  async function complete(account: Account): Promise<object> {
    lockout.succeeded(account.sub);
    const { grant, refreshToken } = grants.open(account.sub);
    return { ChallengeParameters: {}, AuthenticationResult: { ...(await tokens.issue(account, grant)), RefreshToken: refreshToken } };
  }
}

function attributesIn(responses: Input): Record<string, string> {
  const names = Object.keys(responses).filter((name) => name.startsWith(ATTRIBUTE_PREFIX));
  return Object.fromEntries(names.map((name) => [name.slice(ATTRIBUTE_PREFIX.length), parameter(responses, name)]));
}
