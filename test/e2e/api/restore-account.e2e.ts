import { toAccountId, toGroup } from '../../../src/auth/actor.js';
import { accountJob } from '../../../src/features/users/account.job.js';
import type { User } from '../../../src/features/users/user.js';
import { Background } from '../../../src/core/context/background.js';
import { aCode, anEntry, aTermRequest, newIdentity } from '../../fixtures/builders.js';
import { AnotherProcess } from '../../fixtures/another-process.js';
import { Client } from '../../fixtures/client.js';
import { dataOf } from '../../fixtures/dump.js';
import { expectProblem } from '../../fixtures/expectations.js';
import { SchoolFixture } from '../../fixtures/school.js';

const PASSWORD = 'Learn-2026';

describe('restoring an account', () => {
  let school: SchoolFixture;
  beforeAll(async () => {
    school = await SchoolFixture.startWithAccounts(undefined, {}, { inOneProcess: true });
    await school.addDefaults();
  });
  afterAll(() => school.close());

  const restore = ({ id }: Pick<User, 'id'>, by = school.admin) => by.post(`/users/${id}/restore-account`);
  const restored = async (values: Partial<User> = {}): Promise<User> => {
    const { id } = await school.addWithoutAccount(values);
    expect(await restore({ id })).toMatchObject({ status: 200, body: { id } });
    return school.profileOf(id);
  };
  /** A client with a token of the account that the pool has for a user. Some seconds from now, they sign in. */
  const signedIn = (user: User, url = school.url) => {
    const iat = Math.floor(Date.now() / 1000) + 5;
    const claims = { sub: toAccountId(user), 'cognito:groups': [toGroup(user.role)] };
    const token = school.pool.mint({ ...claims, iat, auth_time: iat, exp: iat + 900 });
    return new Client(url, token, () => school.get(Background).settled());
  };

  it('gives a person another account, with their profile and data, and invites them', async () => {
    const user = await school.addWithoutAccount();
    const room = await school.addClassroom({ students: [{ user, client: school.as(user) }] });
    expect(await restore(user)).toMatchObject({ status: 200, body: { id: user.id, email: user.email, status: 'INVITED' } });

    const profile = await school.profileOf(user.id);
    expect(profile.accountId).not.toBe(user.id);
    await school.expectAgreement(user.id);
    expect(school.mailsTo(user.email)).toBe(1);
    expect(await school.entriesOf(user.id, 'user.account_restored')).toMatchObject([
      { actorRole: 'ADMIN', before: { status: 'ACTIVE' }, after: { status: 'INVITED' } },
    ]);
    const client = signedIn(profile);
    expect((await client.get('/me')).body).toMatchObject({ id: user.id, status: 'ACTIVE' });
    expect((await client.get('/me/classes')).body).toMatchObject({ items: [{ id: room.schoolClass.id }] });
  });

  it('lets the person sign in with the password of the mail', async () => {
    const { email } = await restored();
    const { code } = school.pool.outbox.filter(({ to }) => to === email).at(-1)!;
    expect(await school.accounts.mustChangePassword(email, code)).toBe(true);
  });

  it('rejects the tokens of the account that is gone', async () => {
    const user = await school.addAccount();
    const client = school.as(user);
    expect((await client.get('/me')).status).toBe(200);
    await school.accounts.delete(user.id);
    await restore(user);
    expectProblem(await client.get('/me'), 401, 'not_authenticated');
  });

  it('can be resent as an invitation until the person signs in', async () => {
    const { id, email } = await restored();
    expect((await school.admin.post(`/users/${id}/resend-invitation`)).status).toBe(200);
    expect(school.mailsTo(email)).toBe(2);
  });

  it('is refused while the pool has the account, and changes nothing', async () => {
    const user = await school.addAccount();
    const before = await dataOf(school);
    expectProblem(await restore(user), 409, 'account_exists');
    expect(await dataOf(school)).toEqual(before);

    const again = await restored();
    expectProblem(await restore(again), 409, 'account_exists');
    expect(await school.entriesOf(again.id, 'user.account_restored')).toHaveLength(1);
    expect(school.mailsTo(again.email)).toBe(1);
  });

  it('works again if the new account is gone too', async () => {
    const first = await restored();
    await school.accounts.delete(first.accountId!);
    expect((await restore(first)).status).toBe(200);
    await school.expectAgreement(first.id);
    expect((await signedIn(await school.profileOf(first.id)).get('/me')).body).toMatchObject({ id: first.id });
  });

  it('is done once, by one of several admins who ask at once', async () => {
    const user = await school.addWithoutAccount();
    const others = await Promise.all([1, 2].map(() => school.addUser({ role: 'ADMIN' })));
    const count = await school.accounts.count();
    const answers = await Promise.all([school.admin, ...others.map(({ client }) => client)].map((admin) => restore(user, admin)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    expect(await school.accounts.count()).toBe(count + 1);
    expect(school.mailsTo(user.email)).toBe(1);
    expect(await school.entriesOf(user.id, 'user.account_restored')).toHaveLength(1);
    await school.expectAgreement(user.id);
  });

  it('changes nothing if the pool does not answer', async () => {
    const user = await school.addWithoutAccount();
    const before = [await dataOf(school), await school.accounts.count()];
    for (const operation of ['AdminGetUser', 'AdminCreateUser']) {
      school.pool.faults.failNext(operation, { when: 'before' });
      expectProblem(await restore(user), 503, 'unavailable');
    }
    expect([await dataOf(school), await school.accounts.count()]).toEqual(before);
  });

  it('adopts the account that an earlier attempt has opened', async () => {
    const user = await school.addWithoutAccount();
    const accountId = await school.accounts.create(user.email);
    expect((await restore(user)).status).toBe(200);
    expect(await school.profileOf(user.id)).toMatchObject({ accountId });
    await school.expectAgreement(user.id);
  });

  it('is finished by the same call if the pool fails halfway, and accepts no token until then', async () => {
    const user = await school.addWithoutAccount();
    school.pool.faults.failNext('AdminUserGlobalSignOut', { when: 'before' });
    expectProblem(await restore(user), 503, 'account_pending');
    expectProblem(await signedIn(await school.profileOf(user.id)).get('/me'), 401, 'not_authenticated');
    expect(school.mailsTo(user.email)).toBe(0);

    expect((await restore(user)).status).toBe(200);
    await school.expectAgreement(user.id);
    expect(school.mailsTo(user.email)).toBe(1);
    expect(await school.entriesOf(user.id, 'user.account_restored')).toHaveLength(1);
    expect((await signedIn(await school.profileOf(user.id)).get('/me')).status).toBe(200);
  });

  it('finishes a change that failed because the account was gone', async () => {
    const user = await school.addWithoutAccount();
    const { email } = newIdentity();
    expectProblem(await school.admin.patch(`/users/${user.id}`, { email }), 409, 'account_missing');
    expect((await restore(user)).status).toBe(200);
    await school.expectAgreement(user.id);
    expect(school.mailsTo(email)).toBe(1);
  });

  it('keeps a disabled person disabled, and invites them when they are enabled', async () => {
    const user = await school.addWithoutAccount({ status: 'DISABLED', statusBefore: 'ACTIVE' });
    expect(await restore(user)).toMatchObject({ status: 200, body: { status: 'DISABLED' } });
    await school.expectAgreement(user.id);
    expect(school.mailsTo(user.email)).toBe(0);
    expect(await school.admin.post(`/users/${user.id}/enable`)).toMatchObject({ status: 200, body: { status: 'INVITED' } });
    await school.expectAgreement(user.id);
    expect(school.mailsTo(user.email)).toBe(1);
  });

  it('is not for one’s own account, and needs a person who is not anonymised', async () => {
    const { user: admin, client } = await school.addUser({ role: 'ADMIN' });
    expectProblem(await restore(admin, client), 409, 'own_account');
    const gone = await school.addAccount({ status: 'DISABLED', statusBefore: 'ACTIVE' });
    await school.admin.post(`/users/${gone.id}/anonymise`);
    expectProblem(await restore(gone), 409, 'anonymised');
    expectProblem(await restore({ id: '11111111-1111-4111-8111-111111111111' }), 404, 'user_not_found');
  });

  it('opens no account for an admin who is not active any more, or has signed out', async () => {
    const user = await school.addWithoutAccount();
    const { client } = await school.addUser({ role: 'ADMIN' });
    const second = await AnotherProcess.of(school);
    try {
      await client.post('/me/sign-out');
      const count = await school.accounts.count();
      expectProblem(await restore(user, school.asRole('ADMIN')), 403, 'not_active_admin');
      expectProblem(await restore(user, client.at(second.url)), 401, 'not_authenticated');
      expect(await school.accounts.count()).toBe(count);
    } finally {
      await second.close();
    }
  });

  it('does not take over the account of a person who has signed in', async () => {
    const user = await school.addWithoutAccount();
    await school.accounts.create(user.email, PASSWORD);
    expectProblem(await restore(user), 409, 'address_has_account');
    expect(await school.profileOf(user.id)).toEqual(user);
  });

  describe('makes an account', () => {
    it('that all later changes of the person reach', async () => {
      const user = await restored({ role: 'LECTURER' });
      const session = await school.accounts.signIn(user.email, PASSWORD);
      await school.accounts.addAuthenticator(session);
      expect((await school.admin.post(`/users/${user.id}/reset-mfa`)).status).toBe(200);
      expect(await school.accounts.hasAuthenticator(user.email, PASSWORD)).toBe(false);
      expect(await school.accounts.canRefresh(session)).toBe(false);

      const another = await school.accounts.signIn(user.email, PASSWORD);
      expect((await signedIn(user).post('/me/sign-out')).status).toBe(204);
      expect(await school.accounts.canRefresh(another)).toBe(false);

      const { email } = newIdentity();
      for (const change of [{ email }, { code: aCode('L') }, { role: 'STUDENT' }]) {
        expect((await school.admin.patch(`/users/${user.id}`, change)).status).toBe(200);
        await school.expectAgreement(user.id);
      }
      expect((await school.admin.post(`/users/${user.id}/disable`)).status).toBe(200);
      await school.expectAgreement(user.id);
      expect((await school.profileOf(user.id)).accountId).toBe(user.accountId);
      expect((await school.admin.post(`/users/${user.id}/anonymise`)).status).toBe(200);
      expect(await school.accounts.find(user.accountId!)).toBeUndefined();
    });

    it('that no invitation and no other person takes over while the pool has an outdated address for it', async () => {
      const [one, other] = [await restored(), await school.addAccount()];
      const pendingAccount = { leasedUntil: '2026-01-01T00:00:00.000Z', signOut: true };
      await school.users.change(
        one,
        { ...one, email: newIdentity().email, version: one.version + 1, pendingAccount },
        { audit: anEntry(), jobs: [accountJob(one.id)] },
      );
      expectProblem(await school.invite({ email: one.email, code: aCode('S') }), 409, 'email_taken');
      expectProblem(await school.admin.patch(`/users/${other.id}`, { email: one.email }), 409, 'address_has_account');
    });

    it('whose id is not part of an answer', async () => {
      const user = await restored();
      expect(JSON.stringify((await school.admin.get(`/users/${user.id}`)).body)).not.toContain(user.accountId);
      const exported = await signedIn(user).get('/me/export');
      expect({ status: exported.status, hasId: JSON.stringify(exported.body).includes(user.accountId!) }).toEqual({
        status: 200,
        hasId: false,
      });
    });
  });

  describe('in a process that does not know it yet', () => {
    let second: AnotherProcess;
    let user: User;
    beforeEach(async () => {
      const lost = await school.addWithoutAccount({ role: 'ADMIN' });
      second = await AnotherProcess.of(school);
      await restore(lost);
      user = await school.profileOf(lost.id);
    });
    afterEach(() => second.close());

    it('is known as soon as the person signs in', async () => {
      const client = signedIn(user, second.url);
      expect((await client.get('/me')).body).toMatchObject({ id: user.id, status: 'ACTIVE' });
      expect((await client.patch('/me', { phone: '12345' })).status).toBe(200);
      const [entry] = await school.entriesOf(user.id, 'user.changed');
      expect(entry).toMatchObject({ actorId: user.id });
    });

    it('keeps the revocations of the person', async () => {
      const client = signedIn(user, second.url);
      expect((await client.post('/terms', aTermRequest())).status).toBe(201);
      school.pool.faults.failNext('AdminDisableUser', { when: 'before' });
      expectProblem(await school.admin.post(`/users/${user.id}/disable`), 503, 'account_pending');
      expectProblem(await client.post('/terms', aTermRequest()), 401, 'not_authenticated');
    });
  });
});
