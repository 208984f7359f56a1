import { toGroup } from '../../../src/auth/actor.js';
import type { User } from '../../../src/features/users/user.js';
import { AnotherProcess } from '../../fixtures/another-process.js';
import { Client } from '../../fixtures/client.js';
import { expectProblem } from '../../fixtures/expectations.js';
import { SchoolFixture } from '../../fixtures/school.js';

const PASSWORD = 'Learn-2026';

describe('a second factor of staff', () => {
  let school: SchoolFixture;
  beforeAll(async () => {
    school = await SchoolFixture.startWithAccounts(undefined, { STAFF_MFA: 'required' }, { inOneProcess: true });
  });
  afterAll(() => school.close());

  const signedIn = async (values: Partial<User> = {}) => {
    const user = await school.addAccount({ role: 'LECTURER', status: 'ACTIVE', ...values });
    const session = await school.accounts.signIn(user.email, PASSWORD);
    return { user, session, client: new Client(school.url, Promise.resolve(session.accessToken)) };
  };
  const withApp = async (values?: Partial<User>) => {
    const person = await signedIn(values);
    await school.accounts.addAuthenticator(person.session);
    return person;
  };
  /** A token that the pool issues some seconds from now, as by a refresh or another sign-in. */
  const later = ({ id, role }: Pick<User, 'id' | 'role'>, url = school.url, seconds = 5) => {
    const iat = Math.floor(Date.now() / 1000) + seconds;
    return new Client(url, school.pool.mint({ sub: id, 'cognito:groups': [toGroup(role)], iat, exp: iat + 900 }));
  };
  const cutPool = (calls: number) => {
    for (let call = 0; call < calls; call += 1) school.pool.faults.failNext('AdminGetUser', { when: 'before' });
  };

  it.each(['LECTURER', 'ADMIN'] as const)('is required of the role %s, and opens the school once it is set up', async (role) => {
    const { user, session, client } = await signedIn({ role });
    expect((await client.get('/me')).status).toBe(200);
    const refused = await client.get('/terms');
    expectProblem(refused, 403, 'mfa_required');
    expect((refused.body as { detail: string }).detail).toContain('Set up an authenticator app');
    await school.accounts.addAuthenticator(session);
    expect((await later(user).get('/terms')).status).toBe(200);
  });

  it('opens the school to the same token', async () => {
    const { client } = await withApp();
    expect((await client.get('/terms')).status).toBe(200);
  });

  it('must be turned on in the pool, not only be prepared', async () => {
    const { user, session, client } = await withApp();
    await school.accounts.turnOffAuthenticator(session);
    expectProblem(await client.get('/terms'), 403, 'mfa_required');
    await school.accounts.addAuthenticator(session);
    expect((await later(user).get('/terms')).status).toBe(200);
  });

  it('is required again after the office restores the account, and is the one of the new account', async () => {
    const [{ user, client }, office] = [await withApp(), await withApp({ role: 'ADMIN' })];
    expect((await client.get('/terms')).status).toBe(200);
    await school.accounts.delete(user.id);
    expect((await office.client.post(`/users/${user.id}/restore-account`)).status).toBe(200);
    const account = { id: (await school.profileOf(user.id)).accountId!, role: user.role };
    expectProblem(await later(account).get('/terms'), 403, 'mfa_required');
    await school.accounts.addAuthenticator(await school.accounts.signIn(user.email, PASSWORD));
    expect((await later(account, school.url, 6).get('/terms')).status).toBe(200);
  });

  it('is required again after the office resets it, of the next token in every process', async () => {
    const { user, session, client } = await withApp();
    const office = await withApp({ role: 'ADMIN' });
    const second = await AnotherProcess.of(school, { STAFF_MFA: 'required' });
    try {
      const clients = [client, new Client(second.url, Promise.resolve(session.accessToken))];
      for (const each of clients) expect((await each.get('/terms')).status).toBe(200);
      expect((await office.client.post(`/users/${user.id}/reset-mfa`)).status).toBe(200);
      for (const url of [school.url, second.url]) expectProblem(await later(user, url).get('/terms'), 403, 'mfa_required');
    } finally {
      await second.close();
    }
  });

  it('cannot be checked while the pool is down: only students, and staff whose factor is known, can continue', async () => {
    const known = await withApp();
    expect((await known.client.get('/terms')).status).toBe(200);
    const { client, user } = await withApp();
    const student = await signedIn({ role: 'STUDENT' });
    cutPool(50);
    const { status, headers, body } = await client.get('/terms');
    expect([status, (body as { code: string }).code, headers.get('retry-after')]).toEqual([503, 'unavailable', '1']);
    expect((await client.get('/me')).status).toBe(200);
    expect((await student.client.get('/terms')).status).toBe(200);
    expect((await known.client.get('/terms')).status).toBe(200);
    school.pool.faults.clear();
    expect((await later(user).get('/terms')).status).toBe(200);
    expect((await client.get('/terms')).status).toBe(200);
  });

  it('is missing if the account is', async () => {
    const { user } = await school.addLecturer();
    expectProblem(await school.as(user).get('/terms'), 403, 'mfa_required');
  });
});
