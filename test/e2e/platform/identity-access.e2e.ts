import { RevocationsRepository } from '../../../src/auth/revocations.repository.js';
import type { User } from '../../../src/features/users/user.js';
import { AccountsSchool, newIdentity } from '../../fixtures/accounts-school.js';
import { aCode } from '../../fixtures/builders.js';
import type { Answer } from '../../fixtures/school.js';

describe('who gets in', () => {
  let on: AccountsSchool;

  beforeAll(async () => {
    on = await AccountsSchool.start(undefined, {}, { inOneProcess: true });
  });
  afterAll(() => on.close());

  const invited = () => on.person({ status: 'INVITED' });
  const arrived = () => on.person({ status: 'ACTIVE' });

  it.each<[string, (id: string) => Promise<Answer>]>([
    ['disabling', (id) => on.admin.post(`/users/${id}/disable`)],
    ['a new role', (id) => on.admin.patch(`/users/${id}`, { role: 'LECTURER' })],
    ['a new address', (id) => on.admin.patch(`/users/${id}`, { email: newIdentity().email })],
  ])('%s ends the sessions there are', async (_what, end) => {
    const { id, email } = await arrived();
    const session = await on.pool.signIn(email, 'Learn-2026');
    expect(await on.pool.refreshes(session)).toBe(true);
    expect((await end(id)).status).toBe(200);
    expect(await on.pool.refreshes(session)).toBe(false);
    const answer = await fetch(`${on.school.url}/api/v1/me`, { headers: { authorization: `Bearer ${session.accessToken}` } });
    expect(answer.status).toBe(401);
  });

  it('a disabled user loses access at once, even while the user pool lags behind', async () => {
    const { id, role } = await arrived();
    const client = on.school.asSome(role, id);
    expect((await client.get('/me')).status).toBe(200);
    on.faults.failNext('AdminDisableUser', { when: 'before' });
    expect((await on.admin.post(`/users/${id}/disable`)).status).toBe(503);
    expect((await client.get('/me')).status).toBe(401);
    await on.admin.post(`/users/${id}/disable`);
  });

  it('tokens of the old role that the pool issued until its account followed are refused too', async () => {
    const { id } = await arrived();
    let followedAt = '';
    on.faults.before('AdminUserGlobalSignOut', () => Promise.resolve(void (followedAt = new Date().toISOString())));
    const { body } = await on.admin.patch(`/users/${id}`, { role: 'LECTURER' });
    const revocations = await on.school.part(RevocationsRepository).list(followedAt);
    const { revokedAt } = revocations.find(({ userId }) => userId === id)!;
    expect([(body as User).updatedAt <= followedAt, followedAt <= revokedAt]).toEqual([true, true]);
  });

  it('an invitation does not finish another invitation that failed', async () => {
    const values = newIdentity();
    on.faults.failNext('AdminAddUserToGroup', { when: 'before' });
    expect((await on.invite(values)).status).toBe(503);
    for (const other of [on.invite(values, 'ADMIN'), on.invite({ ...values, code: aCode('S') })]) {
      const { status, body } = await other;
      expect({ status, code: (body as { code: string }).code }).toEqual({ status: 409, code: 'email_taken' });
    }
    expect(on.mailsTo(values.email)).toBe(0);
    expect((await on.invite({ ...values, email: values.email.toUpperCase() })).status).toBe(201);
  });

  it('repeating an invitation mails nothing to a person who has chosen a password meanwhile', async () => {
    const { id, email } = await invited();
    await on.pool.signIn(email, 'Learn-2026');
    expect((await on.admin.post(`/users/${id}/resend-invitation`)).status).toBe(200);
    expect(on.mailsTo(email)).toBe(0);
    await on.expectAgreement(id);
  });
});
