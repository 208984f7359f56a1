import { accountJob } from '../../../src/features/users/account.job.js';
import { JobRunner } from '../../../src/jobs/job-runner.js';
import type { PendingAccount, User } from '../../../src/features/users/user.js';
import { AccountsSchool, newIdentity } from '../../fixtures/accounts-school.js';
import { aCode, anEntry } from '../../fixtures/builders.js';

/** For a tick to get to the end. */
const ENOUGH_MS = 25_000;

describe('accounts and profiles that differ', () => {
  let on: AccountsSchool;

  beforeAll(async () => {
    on = await AccountsSchool.start(ENOUGH_MS);
  });
  afterAll(() => on.close());

  const invited = () => on.person({ status: 'INVITED' });
  const arrived = () => on.person({ status: 'ACTIVE' });
  const disabled = () => on.person({ status: 'DISABLED', statusBefore: 'ACTIVE' });

  describe('what a crash left', () => {
    const LONG_AGO = '2026-01-01T00:00:00.000Z';
    const left: PendingAccount = { leasedUntil: LONG_AGO, signOut: true };
    const tick = () => on.school.part(JobRunner).tick();
    const crash = async (user: User, change: Partial<User>) =>
      on.users.change(
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
      await crash(await on.profileOf(id), change());
      expect(await tick()).toMatchObject({ failed: 0 });
      await on.expectAgreement(id);
    });

    it('of an invitation is finished by maintenance, mail included', async () => {
      const { email, code } = newIdentity();
      const id = await on.pool.create(email);
      const user = { ...(await invited()), id, email, code, pendingAccount: { ...left, invitation: 'DUE' as const } };
      await on.users.create(user, { audit: anEntry(), jobs: [accountJob(id)] });
      expect(await tick()).toMatchObject({ failed: 0 });
      await on.expectAgreement(id);
      expect(on.mailsTo(email)).toBe(1);
    });

    it('is not touched while a request is at it, which keeps others out', async () => {
      const { id } = await arrived();
      const user = await on.profileOf(id);
      const leasedUntil = '2999-01-01T00:00:00.000Z';
      await crash(user, { role: 'LECTURER', pendingAccount: { ...left, leasedUntil } });
      expect(await tick()).toMatchObject({ failed: 0 });
      expect((await on.profileOf(id)).pendingAccount).toBeDefined();

      const calls = [
        on.admin.post(`/users/${id}/disable`),
        on.admin.patch(`/users/${id}`, { role: 'LECTURER' }),
        on.admin.patch(`/users/${id}`, { role: 'ADMIN' }),
      ];
      for (const { status, body, headers } of await Promise.all(calls)) {
        expect({ status, code: (body as { code: string }).code, retry: headers.get('retry-after') }).toEqual({
          status: 409,
          code: 'in_progress',
          retry: '2',
        });
      }
      expect((await on.admin.patch(`/users/${id}`, { phone: '12345' })).status).toBe(200);
      await on.users.leaseAccount(await on.profileOf(id), left);
      await tick();
      await on.expectAgreement(id);
    });

    it('goes into the next change', async () => {
      const { id, email } = await invited();
      await crash(await on.profileOf(id), { role: 'LECTURER', pendingAccount: { ...left, invitation: 'DUE' } });
      expect((await on.admin.patch(`/users/${id}`, { code: newIdentity().code })).status).toBe(200);
      await on.expectAgreement(id);
      expect(on.mailsTo(email)).toBe(1);
    });

    it('stops maintenance from nothing else', async () => {
      const { user: withoutAccount } = await on.school.person();
      const { id } = await arrived();
      await crash(withoutAccount, { role: 'LECTURER' });
      await crash(await on.profileOf(id), { role: 'LECTURER' });
      expect(await tick()).toMatchObject({ failed: 1 });
      await on.expectAgreement(id);
      await on.users.completeAccountSync(await on.profileOf(withoutAccount.id));
    });
  });

  describe('an address that the pool has under another account', () => {
    it('is taken over from an invitation that came to nothing', async () => {
      const [{ id }, { email }] = [await arrived(), newIdentity()];
      const stray = await on.pool.create(email);
      expect((await on.admin.patch(`/users/${id}`, { email })).status).toBe(200);
      await on.expectAgreement(id);
      expect(await on.pool.accountOf(stray)).toBeUndefined();
    });

    it('is taken over from an invitation that comes at the same time', async () => {
      const [{ id }, { email }] = [await arrived(), newIdentity()];
      on.faults.before('AdminUpdateUserAttributes', async () => void (await on.pool.create(email)));
      expect((await on.admin.patch(`/users/${id}`, { email })).status).toBe(200);
      await on.expectAgreement(id);
    });

    it('stays with a person who has signed in', async () => {
      const [{ id, email: before }, { email }] = [await arrived(), newIdentity()];
      await on.pool.create(email, 'Learn-2026');
      const { status, body } = await on.admin.patch(`/users/${id}`, { email });
      expect({ status, code: (body as { code: string }).code }).toEqual({ status: 409, code: 'address_has_account' });
      expect((await on.profileOf(id)).email).toBe(before);
      await on.expectAgreement(id);
    });

    it('stays with a person whose account has not moved on yet, until it has', async () => {
      const [one, other] = [await arrived(), await arrived()];
      const pendingAccount = { leasedUntil: '2026-01-01T00:00:00.000Z', signOut: true };
      await on.users.change(
        one,
        { ...one, email: newIdentity().email, version: one.version + 1, pendingAccount },
        { audit: anEntry(), jobs: [accountJob(one.id)] },
      );
      for (const answer of [
        await on.admin.patch(`/users/${other.id}`, { email: one.email }),
        await on.invite({ email: one.email, code: aCode('S') }),
      ]) {
        expect(answer.status).toBe(409);
      }
      await on.school.part(JobRunner).tick();
      expect((await on.admin.patch(`/users/${other.id}`, { email: one.email })).status).toBe(200);
      await on.expectAgreement(one.id);
      await on.expectAgreement(other.id);
    });

    it('is adopted with its account by an invitation', async () => {
      const values = newIdentity();
      const id = await on.pool.create(values.email);
      expect(await on.invite(values)).toMatchObject({ status: 201, body: { id } });
      await on.expectAgreement(id);
      expect(on.mailsTo(values.email)).toBe(1);
    });
  });
});
