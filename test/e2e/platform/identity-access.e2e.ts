import { TokenRecordsRepository } from '../../../src/auth/token-records.repository.js';
import type { User } from '../../../src/features/users/user.js';
import { aCode, newIdentity } from '../../fixtures/builders.js';
import type { Answer } from '../../fixtures/client.js';
import { SchoolFixture } from '../../fixtures/school.js';

describe('who gets in', () => {
  let school: SchoolFixture;

  beforeAll(async () => {
    school = await SchoolFixture.startWithAccounts(undefined, {}, { inOneProcess: true });
  });
  afterAll(() => school.close());

  const invited = () => school.addAccount({ status: 'INVITED' });
  const arrived = () => school.addAccount({ status: 'ACTIVE' });

  it.each<[string, (id: string) => Promise<Answer>]>([
    ['disabling', (id) => school.admin.post(`/users/${id}/disable`)],
    ['a new role', (id) => school.admin.patch(`/users/${id}`, { role: 'LECTURER' })],
    ['a new address', (id) => school.admin.patch(`/users/${id}`, { email: newIdentity().email })],
  ])('%s ends the sessions there are', async (_what, end) => {
    const { id, email } = await arrived();
    const session = await school.accounts.signIn(email, 'Learn-2026');
    expect(await school.accounts.canRefresh(session)).toBe(true);
    expect((await end(id)).status).toBe(200);
    expect(await school.accounts.canRefresh(session)).toBe(false);
    const answer = await fetch(`${school.url}/api/v1/me`, { headers: { authorization: `Bearer ${session.accessToken}` } });
    expect(answer.status).toBe(401);
  });

  it('a disabled user loses access at once, even while the user pool lags behind', async () => {
    const { id, role } = await arrived();
    const client = school.asRole(role, id);
    expect((await client.get('/me')).status).toBe(200);
    school.pool.faults.failNext('AdminDisableUser', { when: 'before' });
    expect((await school.admin.post(`/users/${id}/disable`)).status).toBe(503);
    expect((await client.get('/me')).status).toBe(401);
    await school.admin.post(`/users/${id}/disable`);
  });

  it('tokens of the old role that the pool issued until its account followed are refused too', async () => {
    const { id } = await arrived();
    let followedAt = '';
    school.pool.faults.before('AdminUserGlobalSignOut', () => Promise.resolve(void (followedAt = new Date().toISOString())));
    const { body } = await school.admin.patch(`/users/${id}`, { role: 'LECTURER' });
    const { revocations } = await school.get(TokenRecordsRepository).list(followedAt);
    const { revokedAt } = revocations.find(({ userId }) => userId === id)!;
    expect([(body as User).updatedAt <= followedAt, followedAt <= revokedAt]).toEqual([true, true]);
  });

  it('an invitation does not finish another invitation that failed', async () => {
    const values = newIdentity();
    school.pool.faults.failNext('AdminAddUserToGroup', { when: 'before' });
    expect((await school.invite(values)).status).toBe(503);
    for (const other of [school.invite(values, 'ADMIN'), school.invite({ ...values, code: aCode('S') })]) {
      const { status, body } = await other;
      expect({ status, code: (body as { code: string }).code }).toEqual({ status: 409, code: 'email_taken' });
    }
    expect(school.mailsTo(values.email)).toBe(0);
    expect((await school.invite({ ...values, email: values.email.toUpperCase() })).status).toBe(201);
  });

  it('repeating an invitation mails nothing to a person who has chosen a password meanwhile', async () => {
    const { id, email } = await invited();
    await school.accounts.signIn(email, 'Learn-2026');
    expect((await school.admin.post(`/users/${id}/resend-invitation`)).status).toBe(200);
    expect(school.mailsTo(email)).toBe(0);
    await school.expectAgreement(id);
  });
});
