import {
  AuthenticationDetails,
  CognitoUser,
  CognitoUserPool,
  type CognitoUserSession,
  type ICognitoStorage,
} from 'amazon-cognito-identity-js';
import type { Role } from '../../src/auth/actor.js';
import { createClient, createConfig } from '../openapi/client/client/index.js';
import { SchoolApi, type Class, type Subject, type User } from '../openapi/client/index.js';
import { Accounts } from '../fixtures/accounts.js';
import { SchoolFixture } from '../fixtures/school.js';
import { given } from './answers.js';

/** Somebody who signed in, with a generated client of their own. */
export interface Person {
  readonly id: string;
  readonly email: string;
  readonly api: SchoolApi;
}

const PASSWORD = 'My-own-2026';

/** A school whose people have what a single-page app has, and no more: a client made of the API's document, and a library to sign in with. */
export class Day {
  /** Which operations were called, e.g. `post /api/v1/terms`. */
  readonly calls = new Set<string>();
  /** Who is there, and what they made, as the day goes on. */
  admin!: Person;
  lecturer!: Person;
  student!: Person;
  classmate!: Person;
  subject!: Subject;
  schoolClass!: Class;

  private constructor(readonly school: SchoolFixture) {}

  /** Opens a school with one admin, whom nobody invited. */
  static async begin(): Promise<Day> {
    const day = new Day(await SchoolFixture.start({}, { inOneProcess: true }));
    const pool = new Accounts(day.school.pool);
    const admin = { role: 'ADMIN', email: 'office@example.edu', code: 'A-1', status: 'ACTIVE' } as const;
    const id = await pool.open(admin);
    await pool.signIn(admin.email, PASSWORD);
    pool.close();
    await day.school.addUser({ ...admin, id });
    day.admin = { id, email: admin.email, api: await day.signIn(admin.email) };
    return day;
  }

  /** The API, for somebody with a token or for anybody. */
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

  /** Invites somebody, who reads the mail and signs in. */
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

/** Where a browser would keep its tokens. */
function storage(): ICognitoStorage {
  const kept = new Map<string, string>();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
    clear: () => kept.clear(),
  };
}
