import { JobRunner } from '../../../src/jobs/job-runner.js';
import { Client } from '../../fixtures/client.js';
import { expectProblem } from '../../fixtures/expectations.js';
import { SchoolFixture } from '../../fixtures/school.js';

describe('signing out everywhere', () => {
  let school: SchoolFixture;
  beforeAll(async () => {
    school = await SchoolFixture.startWithAccounts(undefined, {}, { inOneProcess: true });
  });
  afterAll(() => school.close());

  const signedIn = async () => {
    const user = await school.addAccount({ status: 'ACTIVE' });
    const session = await school.accounts.signIn(user.email, 'Learn-2026');
    return { user, session, client: new Client(school.url, Promise.resolve(session.accessToken)) };
  };
  /** A token that the pool issues some seconds from now. */
  const later = (id: string) => {
    const iat = Math.floor(Date.now() / 1000) + 5;
    return new Client(school.url, school.pool.mint({ sub: id, 'cognito:groups': ['student'], iat, exp: iat + 900 }));
  };

  it('rejects the tokens until then, ends the sessions in the pool, and is recorded', async () => {
    const { user, session, client } = await signedIn();
    const other = await signedIn();
    expect((await client.post('/me/sign-out')).status).toBe(204);
    expectProblem(await client.get('/me'), 401, 'not_authenticated');
    expect(await school.accounts.canRefresh(session)).toBe(false);
    expect(await school.entriesOf(user.id, 'user.signed_out')).toMatchObject([{ actorId: user.id }]);
    expect((await later(user.id).get('/me')).status).toBe(200);
    expect((await other.client.get('/me')).status).toBe(200);
    await school.expectAgreement(user.id);
  });

  it('says 401 when it is repeated, and records it once', async () => {
    const { user, client } = await signedIn();
    await client.post('/me/sign-out');
    expectProblem(await client.post('/me/sign-out'), 401, 'not_authenticated');
    expect(await school.entriesOf(user.id, 'user.signed_out')).toHaveLength(1);
  });

  it('needs a profile', async () => {
    expectProblem(await school.asRole('STUDENT').post('/me/sign-out'), 403, 'no_profile');
  });

  it('holds while the pool does not answer, also for tokens that it issues until a job has signed the person out', async () => {
    const { user, session, client } = await signedIn();
    school.pool.faults.failNext('AdminUserGlobalSignOut', { when: 'before' });
    expect((await client.post('/me/sign-out')).status).toBe(204);
    expect(await school.accounts.canRefresh(session)).toBe(true);
    for (const token of [client, later(user.id)]) {
      expectProblem(await token.post('/notifications/read-all', { upTo: 1 }), 401, 'not_authenticated');
    }
    expect(await school.get(JobRunner).tick()).toMatchObject({ failed: 0 });
    expect(await school.accounts.canRefresh(session)).toBe(false);
    expect((await later(user.id).post('/notifications/read-all', { upTo: 1 })).status).toBe(204);
  });
});
