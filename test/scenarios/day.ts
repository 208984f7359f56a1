import {
  AuthenticationDetails,
  CognitoUser,
  CognitoUserPool,
  type CognitoUserSession,
  type ICognitoStorage,
} from 'amazon-cognito-identity-js';
import type { Role } from '../../src/auth/actor.js';
import { SchoolFixture } from '../fixtures/school.js';
import { createClient, createConfig } from '../openapi/client/client/index.js';
import { type Class, SchoolApi, type Subject, type User } from '../openapi/client/index.js';
import { given } from './answers.js';

/** A signed-in user with a generated client. */
export interface Person {
  readonly id: string;
  readonly email: string;
  readonly api: SchoolApi;
}

export const PASSWORD = 'My-own-2026';

/** A school whose users have only what a single-page app has: a client generated from the API document, and a sign-in library. */
export class Day {
  /** Which operations were called, e.g. `post /api/v1/terms`. */
  readonly calls = new Set<string>();
  /** The users and things of the day, added step by step. */
  admin!: Person;
  lecturer!: Person;
  student!: Person;
  classmate!: Person;
  subject!: Subject;
  schoolClass!: Class;

  private constructor(readonly school: SchoolFixture) {}

  /** Starts a school with one admin. */
  static async begin(): Promise<Day> {
    const day = new Day(await SchoolFixture.start({}, { inOneProcess: true }));
    const { accounts } = day.school;
    const admin = { role: 'ADMIN', email: 'office@example.edu', code: 'A-1', status: 'ACTIVE' } as const;
    const id = await accounts.open(admin);
    await accounts.signIn(admin.email, PASSWORD);
    await day.school.addUser({ ...admin, id });
    day.admin = { id, email: admin.email, api: await day.signIn(admin.email) };
    return day;
  }

  /** The API, with or without a token. */
  api(token?: string): SchoolApi {
    const client = createClient(createConfig({ baseUrl: this.school.url, auth: () => token }));
    client.interceptors.request.use((request, { url }) => {
      this.calls.add(`${request.method.toLowerCase()} ${url}`);
      return request;
    });
    return new SchoolApi({ client });
  }

  /** Signs in by SRP at the pool that the API names, and chooses a password if asked for one. */
  async signIn(email: string, password = PASSWORD): Promise<SchoolApi> {
    const { userPoolId, clientId, userPoolEndpoint: endpoint } = await given(this.api().healthConfiguration());
    const Storage = storage();
    const Pool = new CognitoUserPool({ UserPoolId: userPoolId, ClientId: clientId, endpoint, Storage });
    const user = new CognitoUser({ Username: email, Pool, Storage });
    const session = await new Promise<CognitoUserSession>((resolve, reject) => {
      const callbacks = { onSuccess: resolve, onFailure: reject };
      user.authenticateUser(new AuthenticationDetails({ Username: email, Password: password }), {
        ...callbacks,
        newPasswordRequired: () => user.completeNewPasswordChallenge(PASSWORD, {}, callbacks),
      });
    });
    return this.api(session.getAccessToken().getJwtToken());
  }

  /** Invites a user, and signs in with the password in the mail. */
  async welcome(role: Role, code: string, familyName: string): Promise<Person> {
    return this.accept(await this.invite(role, code, familyName));
  }

  invite(role: Role, code: string, familyName: string): Promise<User> {
    const body = { role, code, email: `${code.toLowerCase()}@example.edu`, givenName: 'Ánh', familyName };
    return given(this.admin.api.usersInvite({ body }));
  }

  async accept({ id, email }: User): Promise<Person> {
    return { id, email, api: await this.signIn(email, this.invitations(email).at(-1)!.code) };
  }

  invitations(email: string) {
    return this.school.pool.outbox.filter(({ to, kind }) => to === email && kind === 'INVITATION');
  }

  end(): Promise<void> {
    return this.school.close();
  }
}

/** The token storage of a browser. */
function storage(): ICognitoStorage {
  const kept = new Map<string, string>();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
    clear: () => kept.clear(),
  };
}
