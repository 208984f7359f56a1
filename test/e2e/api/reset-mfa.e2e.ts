import { JobRunner } from '../../../src/jobs/job-runner.js';
import { Client } from '../../fixtures/client.js';
import { expectProblem } from '../../fixtures/expectations.js';
import { SchoolFixture } from '../../fixtures/school.js';

const PASSWORD = 'Learn-2026';

describe('resetting a second factor', () => {
  let school: SchoolFixture;
  beforeAll(async () => {
    school = await SchoolFixture.startWithAccounts(undefined, {}, { inOneProcess: true });
  });
  afterAll(() => school.close());

  const withAuthenticator = async () => {
    const user = await school.addAccount({ status: 'ACTIVE' });
    const session = await school.accounts.signIn(user.email, PASSWORD);
    await school.accounts.addAuthenticator(session);
    return { user, session, client: new Client(school.url, Promise.resolve(session.accessToken)) };
  };
  const isAskedForCode = ({ email }: { email: string }) => school.accounts.hasAuthenticator(email, PASSWORD);

  it('removes the authenticator app, ends all sessions, and is recorded', async () => {
    const [{ user, session, client }, other] = [await withAuthenticator(), await withAuthenticator()];
    expect(await isAskedForCode(user)).toBe(true);
    expect(await school.admin.post(`/users/${user.id}/reset-mfa`)).toMatchObject({ status: 200, body: { id: user.id, status: 'ACTIVE' } });

    expect(await isAskedForCode(user)).toBe(false);
    expect(await school.accounts.canRefresh(session)).toBe(false);
    expectProblem(await client.get('/me'), 401, 'not_authenticated');
    expect(await school.entriesOf(user.id, 'user.mfa_reset')).toMatchObject([{ actorRole: 'ADMIN' }]);
    await school.expectAgreement(user.id);
    expect(await isAskedForCode(other.user)).toBe(true);
    expect((await other.client.get('/me')).status).toBe(200);
  });

  it('lets the person set up another app', async () => {
    const { user } = await withAuthenticator();
    await school.admin.post(`/users/${user.id}/reset-mfa`);
    await school.accounts.addAuthenticator(await school.accounts.signIn(user.email, PASSWORD));
    expect(await isAskedForCode(user)).toBe(true);
  });

  it('signs out a person who has no authenticator app', async () => {
    const user = await school.addAccount({ status: 'ACTIVE' });
    const session = await school.accounts.signIn(user.email, PASSWORD);
    expect((await school.admin.post(`/users/${user.id}/reset-mfa`)).status).toBe(200);
    expect(await school.accounts.canRefresh(session)).toBe(false);
  });

  it('is finished by a job if the pool does not answer, and accepts no token until then', async () => {
    const { user, client } = await withAuthenticator();
    school.pool.faults.failNext('AdminDeleteSoftwareToken', { when: 'before' });
    expectProblem(await school.admin.post(`/users/${user.id}/reset-mfa`), 503, 'account_pending');
    expect(await isAskedForCode(user)).toBe(true);
    expectProblem(await client.get('/me'), 401, 'not_authenticated');

    expect(await school.get(JobRunner).tick()).toMatchObject({ failed: 0 });
    expect(await isAskedForCode(user)).toBe(false);
    expect(await school.entriesOf(user.id, 'user.mfa_reset')).toHaveLength(1);
    await school.expectAgreement(user.id);
  });

  it('is not for one’s own account, and changes nothing there', async () => {
    const admin = await school.addAccount({ role: 'ADMIN', status: 'ACTIVE' });
    await school.accounts.addAuthenticator(await school.accounts.signIn(admin.email, PASSWORD));
    expectProblem(await school.as(admin).post(`/users/${admin.id}/reset-mfa`), 409, 'own_account');
    expect(await isAskedForCode(admin)).toBe(true);
  });

  it('needs a person, who is not anonymised', async () => {
    const { id } = await school.addAccount({ status: 'DISABLED', statusBefore: 'ACTIVE' });
    await school.admin.post(`/users/${id}/anonymise`);
    expectProblem(await school.admin.post(`/users/${id}/reset-mfa`), 409, 'anonymised');
    expectProblem(await school.admin.post('/users/11111111-1111-4111-8111-111111111111/reset-mfa'), 404, 'user_not_found');
  });

  it('needs an admin who is still active', async () => {
    const { user } = await withAuthenticator();
    expectProblem(await school.asRole('ADMIN').post(`/users/${user.id}/reset-mfa`), 403, 'not_active_admin');
    expect(await isAskedForCode(user)).toBe(true);
  });
});
