import { randomUUID } from 'node:crypto';
import { TokenRecordsRepository } from '../../src/auth/token-records.repository.js';
import { StaleVersion } from '../../src/core/errors/errors.js';
import { accountJob } from '../../src/features/users/account.job.js';
import type { User } from '../../src/features/users/user.js';
import { AccountInProgress, CodeTaken, EmailTaken, NotActiveAdmin, OpenRelations } from '../../src/features/users/users.errors.js';
import { UsersRepository } from '../../src/features/users/users.repository.js';
import { JobsRepository } from '../../src/jobs/jobs.repository.js';
import { aCode, anEntry, aUser } from '../fixtures/builders.js';
import type { EngineUnderTest } from '../fixtures/engines.js';

const LATER = '2026-11-02T09:00:00.000Z';

export function usersContract(engine: () => EngineUnderTest): void {
  describe('users', () => {
    const users = () => engine().port(UsersRepository);

    const aKnownUser = async (user: Partial<User> = {}): Promise<User> => {
      const seed = aUser(user);
      await users().create(seed, { audit: anEntry(), jobs: seed.pendingAccount && [accountJob(seed.id)] });
      return seed;
    };
    const read = (id: string) => users().read(id, { consistent: true });
    const changed = (user: User, change: Partial<User>): User => ({ ...user, ...change, version: user.version + 1, updatedAt: LATER });
    const change = (user: User, to: Partial<User>, by?: User) => users().change(user, changed(user, to), { audit: anEntry() }, by);
    const lostTo = (outcomes: PromiseSettledResult<unknown>[]): unknown[] =>
      outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));

    it('stores a new user unchanged', async () => {
      const user = await aKnownUser({ phone: '+84 28 1234', dateOfBirth: '2005-02-28', department: 'Mathematics' });
      expect(await read(user.id)).toEqual(user);
    });

    it('stores a person with one name unchanged, and a change of which name it is', async () => {
      const user = await aKnownUser({ givenName: 'Sukarno', familyName: '' });
      expect(await read(user.id)).toEqual(user);
      const other = { givenName: '', familyName: 'Sukarno' };
      await change(user, other);
      expect(await read(user.id)).toEqual(changed(user, other));
    });

    it('returns undefined for an unknown user', async () => {
      expect(await users().read(randomUUID())).toBeUndefined();
    });

    describe('addresses and codes', () => {
      it('belong to one of many simultaneous users, in any case', async () => {
        const [email, code] = [`${randomUUID()}@example.edu`, aCode('S')];
        const many = [email, email.toUpperCase(), email, email.toUpperCase()].map((spelt) =>
          users().create(aUser({ email: spelt }), { audit: anEntry() }),
        );
        expect(lostTo(await Promise.allSettled(many))).toEqual(Array(3).fill(expect.any(EmailTaken)));
        const same = [code, code.toLowerCase(), code].map((spelt) =>
          users().create(aUser({ code: spelt, email: `${randomUUID()}@example.edu` }), { audit: anEntry() }),
        );
        expect(lostTo(await Promise.allSettled(same))).toEqual(Array(2).fill(expect.any(CodeTaken)));
      });

      it('identify their user, in any case', async () => {
        const { id, email, code } = await aKnownUser();
        expect(await users().findIds(email.toUpperCase(), code.toLowerCase())).toEqual({ ofEmail: id, ofCode: id });
        expect(await users().findIds('nobody@example.edu', code)).toEqual({ ofEmail: undefined, ofCode: id });
        expect(await users().idByEmail(email.toUpperCase())).toBe(id);
        expect(await users().idByCode(code.toUpperCase())).toBe(id);
        expect(await users().idByCode('nobody')).toBeUndefined();
      });

      it('are free after a change', async () => {
        const user = await aKnownUser();
        const [email, code] = [`${randomUUID()}@example.edu`, aCode('S')];
        await change(user, { email, code });
        expect(await read(user.id)).toEqual(changed(user, { email, code }));
        expect(await users().findIds(user.email, user.code)).toEqual({ ofEmail: undefined, ofCode: undefined });
        await aKnownUser({ email: user.email, code: user.code });
      });

      it('can change only their case', async () => {
        const user = await aKnownUser();
        const upper = { email: user.email.toUpperCase(), code: user.code.toUpperCase() };
        await change(user, upper);
        expect(await read(user.id)).toMatchObject(upper);
        expect(await users().idByEmail(user.email)).toBe(user.id);
        await expect(users().create(aUser({ email: user.email }), { audit: anEntry() })).rejects.toBeInstanceOf(EmailTaken);
      });

      it('reject values of another user and change nothing', async () => {
        const [user, other] = [await aKnownUser(), await aKnownUser()];
        await expect(change(user, { email: other.email, givenName: 'Bình' })).rejects.toBeInstanceOf(EmailTaken);
        await expect(change(user, { code: other.code, givenName: 'Bình' })).rejects.toBeInstanceOf(CodeTaken);
        expect(await read(user.id)).toEqual(user);
      });

      it('go to one of two simultaneous changes', async () => {
        const email = `${randomUUID()}@example.edu`;
        const two = [await aKnownUser(), await aKnownUser()];
        const lost = lostTo(await Promise.allSettled(two.map((user) => change(user, { email }))));
        expect(lost).toEqual([expect.any(EmailTaken)]);
      });
    });

    describe('a change', () => {
      it('is saved once for two of the same version', async () => {
        const user = await aKnownUser();
        const outcomes = await Promise.allSettled(['1', '2'].map((phone) => change(user, { phone })));
        expect(lostTo(outcomes)).toEqual([expect.any(StaleVersion)]);
      });

      it('fails if the address changed after the read', async () => {
        const user = await aKnownUser();
        await change(user, { email: `${randomUUID()}@example.edu` });
        await expect(change(user, { phone: '1' })).rejects.toBeInstanceOf(StaleVersion);
        await expect(change(user, { email: `${randomUUID()}@example.edu` })).rejects.toBeInstanceOf(StaleVersion);
      });

      it('sets, clears and keeps fields', async () => {
        const user = await aKnownUser({ phone: '1', department: 'Physics' });
        await change(user, { phone: undefined, dateOfBirth: '2000-01-01' });
        expect(await read(user.id)).toEqual({ ...changed(user, { dateOfBirth: '2000-01-01' }), phone: undefined });
      });

      it('does not restore a pending account that was completed after the read', async () => {
        const user = await aKnownUser({ pendingAccount: { leasedUntil: LATER, invitation: 'DUE', signOut: false } });
        await users().completeAccountSync(user);
        await change(user, { phone: '1' });
        expect(await read(user.id)).toEqual(changed({ ...user, pendingAccount: undefined }, { phone: '1' }));
      });

      it('of a role is rejected while relations are open', async () => {
        const user = await aKnownUser({ openRelations: 1 });
        await expect(change(user, { role: 'LECTURER' })).rejects.toBeInstanceOf(OpenRelations);
        await expect(change(user, { role: 'LECTURER', email: `${randomUUID()}@example.edu` })).rejects.toBeInstanceOf(OpenRelations);
        expect(await read(user.id)).toEqual(user);
      });

      it('of a role is possible while all relations are closed', async () => {
        const [user, mover] = [await aKnownUser({ openRelations: 2 }), await aKnownUser({ openRelations: 2 })];
        const changeRole = (before: User, to: Partial<User>, closed: number) =>
          users().change(before, changed(before, { role: 'LECTURER', ...to }), { audit: anEntry() }, undefined, closed);
        for (const closed of [1, 3]) await expect(changeRole(user, {}, closed)).rejects.toBeInstanceOf(OpenRelations);
        await changeRole(user, {}, 2);
        await changeRole({ ...mover, openRelations: 0 }, { email: `${randomUUID()}@example.edu` }, 2);
        expect(await read(user.id)).toMatchObject({ role: 'LECTURER', openRelations: 2 });
        expect(await read(mover.id)).toMatchObject({ role: 'LECTURER', openRelations: 2 });
      });

      it('of an address keeps relations that were opened after the read', async () => {
        const user = await aKnownUser({ openRelations: 2 });
        await change({ ...user, openRelations: 0 }, { email: `${randomUUID()}@example.edu`, openRelations: 0 });
        expect(await read(user.id)).toMatchObject({ version: 2, openRelations: 2 });
      });

      it('requires an active admin', async () => {
        const user = await aKnownUser();
        const others = [
          await aKnownUser({ role: 'LECTURER' }),
          await aKnownUser({ role: 'ADMIN', status: 'DISABLED' }),
          aUser({ role: 'ADMIN' }),
        ];
        for (const by of others) await expect(change(user, { status: 'DISABLED' }, by)).rejects.toBeInstanceOf(NotActiveAdmin);
        await change(user, { status: 'DISABLED' }, await aKnownUser({ role: 'ADMIN' }));
      });

      it('lets only one of two admins disable the other', async () => {
        const [one, other] = [await aKnownUser({ role: 'ADMIN' }), await aKnownUser({ role: 'ADMIN' })];
        const outcomes = await Promise.allSettled([change(one, { status: 'DISABLED' }, other), change(other, { status: 'DISABLED' }, one)]);
        expect(lostTo(outcomes)).toHaveLength(1);
        expect([(await read(one.id))?.status, (await read(other.id))?.status].sort()).toEqual(['ACTIVE', 'DISABLED']);
      });

      it('that ends sessions adds a revocation for all processes', async () => {
        const user = await aKnownUser();
        await users().change(user, changed(user, { status: 'DISABLED' }), {
          audit: anEntry(),
          revokeTokens: { userId: user.id, until: LATER },
        });
        const revocations = async (now: string) => (await engine().port(TokenRecordsRepository).list(now)).revocations;
        expect(await revocations(LATER)).toContainEqual({ userId: user.id, revokedAt: LATER });
        expect(await revocations('2026-11-02T10:00:00.000Z')).not.toContainEqual({ userId: user.id, revokedAt: LATER });
      });
    });

    describe('a restored account', () => {
      const records = () => engine().port(TokenRecordsRepository);
      const restored = async () => {
        const user = await aKnownUser();
        const after = changed(user, { accountId: randomUUID() });
        await users().change(user, after, { audit: anEntry(), linkAccount: { accountId: after.accountId!, userId: user.id } });
        return after;
      };

      it('is linked with its person for good', async () => {
        const { id, accountId } = await restored();
        expect(await records().readLink(accountId!)).toBe(id);
        expect(await records().readLink(id)).toBeUndefined();
        const { links, revocations } = await records().list('2999-01-01T00:00:00.000Z');
        expect(links).toContainEqual({ accountId, userId: id });
        expect(revocations.filter(({ userId }) => userId === accountId)).toEqual([]);
      });

      it('stays with its person when the address changes', async () => {
        const user = await restored();
        await change(user, { email: `${randomUUID()}@example.edu` });
        expect(await read(user.id)).toMatchObject({ accountId: user.accountId, version: 3 });
      });

      it('is linked once', async () => {
        const [{ accountId }, user] = [await restored(), await aKnownUser()];
        const effects = { audit: anEntry(), linkAccount: { accountId: accountId!, userId: user.id } };
        await expect(users().change(user, changed(user, { accountId }), effects)).rejects.toBeInstanceOf(StaleVersion);
        expect(await read(user.id)).toEqual(user);
      });

      it('is not the id of a new user', async () => {
        const { accountId } = await restored();
        const user = aUser({ id: accountId });
        await expect(users().create(user, { audit: anEntry() })).rejects.toBeInstanceOf(EmailTaken);
        expect(await read(user.id)).toBeUndefined();
        expect(await users().findIds(user.email, user.code)).toEqual({});
      });
    });

    describe('a pending account', () => {
      const pending = (leasedUntil: string) => ({ leasedUntil, signOut: true });
      const [FIRST, SECOND] = [pending('2026-11-02T08:00:30.000Z'), pending('2026-11-02T08:01:00.000Z')];

      it('is listed until it is completed', async () => {
        const [made, later] = [await aKnownUser({ pendingAccount: FIRST }), await aKnownUser()];
        const pendingUsers = async () => (await engine().port(JobsRepository).pending('ACCOUNT')).map(({ key }) => key);
        await users().change(later, { ...later, pendingAccount: FIRST }, { audit: anEntry(), jobs: [accountJob(later.id)] });
        expect(await pendingUsers()).toEqual(expect.arrayContaining([made.id, later.id]));
        await users().completeAccountSync(made);
        await users().completeAccountSync({ ...later, pendingAccount: FIRST });
        expect(await pendingUsers()).not.toEqual(expect.arrayContaining([made.id]));
        expect(await pendingUsers()).not.toEqual(expect.arrayContaining([later.id]));
        expect((await read(made.id))?.pendingAccount).toBeUndefined();
      });

      it('is leased by one of many simultaneous requests', async () => {
        const user = await aKnownUser({ pendingAccount: FIRST });
        const outcomes = await Promise.allSettled(
          [1, 2, 3].map((n) => users().leaseAccount(user, pending(`2026-11-02T08:02:0${n}.000Z`), undefined)),
        );
        expect(lostTo(outcomes)).toEqual(Array(2).fill(expect.any(AccountInProgress)));
      });

      it('is completed and extended only by the lease holder', async () => {
        const user = await aKnownUser({ pendingAccount: FIRST });
        await users().leaseAccount(user, SECOND, undefined);
        await expect(users().completeAccountSync(user)).rejects.toBeInstanceOf(AccountInProgress);
        await expect(users().leaseAccount(user, FIRST, undefined)).rejects.toBeInstanceOf(AccountInProgress);
        expect((await read(user.id))?.pendingAccount).toEqual(SECOND);
        await users().completeAccountSync({ ...user, pendingAccount: SECOND });
      });

      it('is changed only by the lease holder', async () => {
        const user = await aKnownUser();
        const changes = [FIRST, SECOND].map((pendingAccount) => users().change(user, { ...user, pendingAccount }, { audit: anEntry() }));
        expect(lostTo(await Promise.allSettled(changes))).toEqual([expect.any(AccountInProgress)]);
      });

      it('adds a revocation when it is completed', async () => {
        const user = await aKnownUser({ pendingAccount: FIRST });
        await users().completeAccountSync(user, { userId: user.id, until: LATER });
        expect((await engine().port(TokenRecordsRepository).list(LATER)).revocations).toContainEqual({ userId: user.id, revokedAt: LATER });
      });
    });
  });
}
