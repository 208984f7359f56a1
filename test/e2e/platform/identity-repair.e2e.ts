import { TokenRecords } from '../../../src/auth/token-records.js';
import { accountJob } from '../../../src/features/users/account.job.js';
import type { PendingAccount, User } from '../../../src/features/users/user.js';
import { JobRunner } from '../../../src/jobs/job-runner.js';
import { aCode, anEntry, newIdentity } from '../../fixtures/builders.js';
import { SchoolFixture } from '../../fixtures/school.js';

/** For a tick to get to the end. */
const ENOUGH_MS = 25_000;

describe('accounts and profiles that differ', () => {
  let school: SchoolFixture;

  beforeAll(async () => {
    school = await SchoolFixture.startWithAccounts(ENOUGH_MS);
  });
  afterAll(() => school.close());

  const invited = () => school.addAccount({ status: 'INVITED' });
  const arrived = () => school.addAccount({ status: 'ACTIVE' });
  const disabled = () => school.addAccount({ status: 'DISABLED', statusBefore: 'ACTIVE' });

  describe('what a crash left', () => {
    const LONG_AGO = '2026-01-01T00:00:00.000Z';
    const left: PendingAccount = { leasedUntil: LONG_AGO, signOut: true };
    const tick = () => school.get(JobRunner).tick();
    const crash = async (user: User, change: Partial<User>) =>
      school.users.change(
        user,
        { ...user, version: user.version + 1, pendingAccount: left, ...change },
        { audit: anEntry(), jobs: [accountJob(user.id)] },
      );

    it.each<[string, () => Promise<User>, () => Partial<User>]>([
      ['disabling', arrived, () => ({ status: 'DISABLED' })],
      ['enabling', disabled, () => ({ status: 'ACTIVE' })],
      ['a change of role', arrived, () => ({ role: 'LECTURER' })],
      ['a change of address', arrived, () => ({ email: newIdentity().email })],
    ])('of %s is finished by maintenance', async (_what, prepare, change) => {
      const { id } = await prepare();
      await crash(await school.profileOf(id), change());
      expect(await tick()).toMatchObject({ failed: 0 });
      await school.expectAgreement(id);
    });

    it('of an invitation is finished by maintenance, mail included', async () => {
      const { email, code } = newIdentity();
      const id = await school.accounts.create(email);
      const user = { ...(await invited()), id, email, code, pendingAccount: { ...left, invitation: 'DUE' as const } };
      await school.users.create(user, { audit: anEntry(), jobs: [accountJob(id)] });
      expect(await tick()).toMatchObject({ failed: 0 });
      await school.expectAgreement(id);
      expect(school.mailsTo(email)).toBe(1);
    });

    it('of a restored account is finished by maintenance, mail included', async () => {
      const user = await school.addWithoutAccount();
      const accountId = await school.accounts.create(user.email);
      await school.get(TokenRecords).refresh();
      const pendingAccount = { ...left, invitation: 'DUE' as const };
      await school.users.change(
        user,
        { ...user, accountId, status: 'INVITED', version: 2, pendingAccount },
        { audit: anEntry(), jobs: [accountJob(user.id)], linkAccount: { accountId, userId: user.id } },
      );
      expect(await tick()).toMatchObject({ failed: 0 });
      await school.expectAgreement(user.id);
      expect(school.mailsTo(user.email)).toBe(1);
      // The process that ran the job knows the new account, without asking the database.
      expect(await school.get(TokenRecords).findPerson(accountId, LONG_AGO)).toBe(user.id);
    });

    it('is not touched while a request is at it, which keeps others out', async () => {
      const { id } = await arrived();
      const user = await school.profileOf(id);
      const leasedUntil = '2999-01-01T00:00:00.000Z';
      await crash(user, { role: 'LECTURER', pendingAccount: { ...left, leasedUntil } });
      expect(await tick()).toMatchObject({ failed: 0 });
      expect((await school.profileOf(id)).pendingAccount).toBeDefined();

      const calls = [
        school.admin.post(`/users/${id}/disable`),
        school.admin.patch(`/users/${id}`, { role: 'LECTURER' }),
        school.admin.patch(`/users/${id}`, { role: 'ADMIN' }),
      ];
      for (const { status, body, headers } of await Promise.all(calls)) {
        expect({ status, code: (body as { code: string }).code, retry: headers.get('retry-after') }).toEqual({
          status: 409,
          code: 'in_progress',
          retry: '2',
        });
      }
      expect((await school.admin.patch(`/users/${id}`, { phone: '12345' })).status).toBe(200);
      await school.users.leaseAccount(await school.profileOf(id), left, undefined);
      await tick();
      await school.expectAgreement(id);
    });

    it('goes into the next change', async () => {
      const { id, email } = await invited();
      await crash(await school.profileOf(id), { role: 'LECTURER', pendingAccount: { ...left, invitation: 'DUE' } });
      expect((await school.admin.patch(`/users/${id}`, { code: newIdentity().code })).status).toBe(200);
      await school.expectAgreement(id);
      expect(school.mailsTo(email)).toBe(1);
    });

    it('stops maintenance from nothing else', async () => {
      const { user: withoutAccount } = await school.addUser();
      const { id } = await arrived();
      await crash(withoutAccount, { role: 'LECTURER' });
      await crash(await school.profileOf(id), { role: 'LECTURER' });
      expect(await tick()).toMatchObject({ failed: 1 });
      await school.expectAgreement(id);
      await school.users.completeAccountSync(await school.profileOf(withoutAccount.id));
    });
  });

  describe('an address that the pool has under another account', () => {
    it('is taken over from an invitation that came to nothing', async () => {
      const [{ id }, { email }] = [await arrived(), newIdentity()];
      const stray = await school.accounts.create(email);
      expect((await school.admin.patch(`/users/${id}`, { email })).status).toBe(200);
      await school.expectAgreement(id);
      expect(await school.accounts.find(stray)).toBeUndefined();
    });

    it('is taken over from an invitation that comes at the same time', async () => {
      const [{ id }, { email }] = [await arrived(), newIdentity()];
      school.pool.faults.before('AdminUpdateUserAttributes', async () => void (await school.accounts.create(email)));
      expect((await school.admin.patch(`/users/${id}`, { email })).status).toBe(200);
      await school.expectAgreement(id);
    });

    it('stays with a person who has signed in', async () => {
      const [{ id, email: before }, { email }] = [await arrived(), newIdentity()];
      await school.accounts.create(email, 'Learn-2026');
      const { status, body } = await school.admin.patch(`/users/${id}`, { email });
      expect({ status, code: (body as { code: string }).code }).toEqual({ status: 409, code: 'address_has_account' });
      expect((await school.profileOf(id)).email).toBe(before);
      await school.expectAgreement(id);
    });

    it('stays with a person whose account has not moved on yet, until it has', async () => {
      const [one, other] = [await arrived(), await arrived()];
      const pendingAccount = { leasedUntil: '2026-01-01T00:00:00.000Z', signOut: true };
      await school.users.change(
        one,
        { ...one, email: newIdentity().email, version: one.version + 1, pendingAccount },
        { audit: anEntry(), jobs: [accountJob(one.id)] },
      );
      for (const answer of [
        await school.admin.patch(`/users/${other.id}`, { email: one.email }),
        await school.invite({ email: one.email, code: aCode('S') }),
      ]) {
        expect(answer.status).toBe(409);
      }
      await school.get(JobRunner).tick();
      expect((await school.admin.patch(`/users/${other.id}`, { email: one.email })).status).toBe(200);
      await school.expectAgreement(one.id);
      await school.expectAgreement(other.id);
    });

    it('is adopted with its account by an invitation', async () => {
      const values = newIdentity();
      const id = await school.accounts.create(values.email);
      expect(await school.invite(values)).toMatchObject({ status: 201, body: { id } });
      await school.expectAgreement(id);
      expect(school.mailsTo(values.email)).toBe(1);
    });
  });
});
