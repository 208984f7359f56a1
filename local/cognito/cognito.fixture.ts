import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  type AuthenticationResultType,
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { createHmac, randomUUID } from 'node:crypto';
import { type LocalCognito, type LocalCognitoOptions, startCognito } from './server.js';

export const PASSWORD = 'Learn-2026';

/** A clock that tests move. */
export class StoppedClock {
  constructor(private time = Date.now()) {}

  readonly now = () => this.time;

  advance({ seconds = 0, minutes = 0, days = 0 }): void {
    this.time += ((days * 24 * 60 + minutes) * 60 + seconds) * 1000;
  }
}

/** A pool in memory with its own clock, and a client with credentials that are good here. */
export interface Pool {
  readonly cognito: LocalCognito;
  readonly clock: StoppedClock;
  readonly sdk: CognitoIdentityProviderClient;
  close(): Promise<void>;
}

export async function openPool(options: LocalCognitoOptions = {}): Promise<Pool> {
  const clock = new StoppedClock();
  const cognito = await startCognito({ now: clock.now, ...options });
  const sdk = sdkFor(cognito);
  return {
    ...{ cognito, clock, sdk },
    close: async () => {
      sdk.destroy();
      await cognito.close();
    },
  };
}

export function sdkFor({ url, region }: LocalCognito): CognitoIdentityProviderClient {
  return new CognitoIdentityProviderClient({
    ...{ endpoint: url, region, maxAttempts: 1 },
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
}

export interface Person {
  readonly sub: string;
  readonly email: string;
}

/** Adds an invited user who has not signed in. The temporary password is `PASSWORD`. */
export async function invite({ cognito, sdk }: Pool, attributes: Record<string, string> = {}): Promise<Person> {
  const email = attributes.email ?? `${randomUUID()}@school.example`;
  const { User } = await sdk.send(
    new AdminCreateUserCommand({
      UserPoolId: cognito.userPoolId,
      Username: email,
      TemporaryPassword: PASSWORD,
      MessageAction: 'SUPPRESS',
      UserAttributes: Object.entries({ email, email_verified: 'true', ...attributes }).map(([Name, Value]) => ({ Name, Value })),
    }),
  );
  return { sub: User?.Username ?? '', email };
}

/** Adds a user in `groups` with the password `PASSWORD`. */
export async function enrol(pool: Pool, groups: string[] = [], attributes: Record<string, string> = {}): Promise<Person> {
  const person = await invite(pool, attributes);
  const user = { UserPoolId: pool.cognito.userPoolId, Username: person.sub };
  await pool.sdk.send(new AdminSetUserPasswordCommand({ ...user, Password: PASSWORD, Permanent: true }));
  for (const GroupName of groups) await pool.sdk.send(new AdminAddUserToGroupCommand({ ...user, GroupName }));
  return person;
}

/** The first step of a sign-in with the plain password. */
export function enter({ cognito, sdk }: Pool, name: string, password = PASSWORD) {
  const AuthParameters = { USERNAME: name, PASSWORD: password };
  return sdk.send(new InitiateAuthCommand({ ClientId: cognito.clientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters }));
}

/** The tokens of a user without a second factor. */
export async function signIn(pool: Pool, { email }: Person, password = PASSWORD): Promise<Required<AuthenticationResultType>> {
  const { AuthenticationResult } = await enter(pool, email, password);
  return AuthenticationResult as Required<AuthenticationResultType>;
}

/** What a call is refused with, as `Name: message`. @throws if it is not refused */
export async function refusal(call: Promise<unknown>): Promise<string> {
  const error: unknown = await call.then(
    () => new Error('It was not refused.'),
    (reason: unknown) => reason,
  );
  if (error instanceof Error) return `${error.name}: ${error.message}`;
  throw new Error('It was refused with something that is no Error.');
}

/** What an authenticator app shows (RFC 6238), written down a second time so that the server is not compared with itself. */
export function authenticatorCode(base32: string, at: number): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  let key = 0n;
  for (const character of base32) key = key * 32n + BigInt(alphabet.indexOf(character));
  const spareBits = BigInt((base32.length * 5) % 8);
  const hex = (key >> spareBits).toString(16).padStart(Math.floor((base32.length * 5) / 8) * 2, '0');
  const step = Buffer.from(
    Math.floor(at / 30_000)
      .toString(16)
      .padStart(16, '0'),
    'hex',
  );
  const mac = createHmac('sha1', Buffer.from(hex, 'hex')).update(step).digest();
  const offset = (mac.at(-1) ?? 0) % 16;
  return String((mac.readUInt32BE(offset) % 2 ** 31) % 1_000_000).padStart(6, '0');
}
