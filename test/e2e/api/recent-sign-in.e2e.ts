import type { Role } from '../../../src/auth/actor.js';
import { REFUSALS } from '../../../src/features/audit/audit-entry.js';
import { Background } from '../../../src/core/context/background.js';
import type { User } from '../../../src/features/users/user.js';
import { anInvitation, newIdentity } from '../../fixtures/builders.js';
import { auditLogOf } from '../../fixtures/audit-log.js';
import { type Answer, Client } from '../../fixtures/client.js';
import { dataOf } from '../../fixtures/dump.js';
import { expectProblem } from '../../fixtures/expectations.js';
import { SchoolFixture } from '../../fixtures/school.js';

const CODE = 'insufficient_user_authentication';

describe('a recent sign-in', () => {
  let school: SchoolFixture;
  let admin: User;
  beforeAll(async () => {
    school = await SchoolFixture.start({ RECENT_SIGN_IN_MINUTES: '15' });
    admin = await school.addAdmin();
  });
  afterAll(() => school.close());

  /** A client with a fresh token of a sign-in so many minutes ago, as a refresh gives it. */
  const signedIn = (minutesAgo: number | undefined, by = school) => {
    const auth_time = minutesAgo === undefined ? undefined : Math.floor(Date.now() / 1000) - minutesAgo * 60;
    return new Client(by.url, school.pool.mint({ sub: admin.id, 'cognito:groups': ['admin'], auth_time }));
  };
  type Change = (client: Client) => Promise<Answer>;
  const of = (values: Partial<User>, change: (client: Client, id: string) => Promise<Answer>) => async (): Promise<Change> => {
    const { id } = await school.addAccount(values);
    return (client) => change(client, id);
  };

  const restoring = (role: Role) => async (): Promise<Change> => {
    const { id } = await school.addWithoutAccount({ role });
    return (client) => client.post(`/users/${id}/restore-account`);
  };

  const DANGEROUS: [string, () => Promise<Change>][] = [
    ['invite an admin', () => Promise.resolve((client) => client.post('/users', anInvitation({ role: 'ADMIN' })))],
    ['invite a lecturer', () => Promise.resolve((client) => client.post('/users', anInvitation({ role: 'LECTURER' })))],
    [
      'change the address of a lecturer',
      of({ role: 'LECTURER' }, (client, id) => client.patch(`/users/${id}`, { email: newIdentity().email })),
    ],
    ['change the role of a lecturer', of({ role: 'LECTURER' }, (client, id) => client.patch(`/users/${id}`, { role: 'STUDENT' }))],
    ['make a student an admin', of({}, (client, id) => client.patch(`/users/${id}`, { role: 'ADMIN' }))],
    ['disable an admin', of({ role: 'ADMIN' }, (client, id) => client.post(`/users/${id}/disable`))],
    ['enable an admin', of({ role: 'ADMIN', status: 'DISABLED' }, (client, id) => client.post(`/users/${id}/enable`))],
    ['reset the second factor of a lecturer', of({ role: 'LECTURER' }, (client, id) => client.post(`/users/${id}/reset-mfa`))],
    ['restore the account of a lecturer', restoring('LECTURER')],
    ['anonymise a lecturer', of({ role: 'LECTURER', status: 'DISABLED' }, (client, id) => client.post(`/users/${id}/anonymise`))],
  ];

  it.each(DANGEROUS)('is required to %s', async (_what, prepare) => {
    const change = await prepare();
    const before = [await dataOf(school), await school.accounts.count()];
    for (const minutes of [16, undefined]) {
      const answer = await change(signedIn(minutes));
      expectProblem(answer, 401, CODE);
      expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer error="insufficient_user_authentication", .*max_age="900"$/);
    }
    expect([await dataOf(school), await school.accounts.count()]).toEqual(before);
    expect((await change(signedIn(14))).status).toBeLessThan(300);
  });

  it.each<[string, () => Promise<Change>]>([
    ['invite a student', () => Promise.resolve((client) => client.post('/users', anInvitation()))],
    ['change the address of a student', of({}, (client, id) => client.patch(`/users/${id}`, { email: newIdentity().email }))],
    ['change the name of a lecturer', of({ role: 'LECTURER' }, (client, id) => client.patch(`/users/${id}`, { givenName: 'Chi' }))],
    ['reset the second factor of a student', of({}, (client, id) => client.post(`/users/${id}/reset-mfa`))],
    ['restore the account of a student', restoring('STUDENT')],
    ['disable a student', of({}, (client, id) => client.post(`/users/${id}/disable`))],
  ])('is not required to %s', async (_what, prepare) => {
    expect((await (await prepare())(signedIn(600))).status).toBeLessThan(300);
  });

  it('is required in an import for its staff only, and each refusal is in the audit log like any other', async () => {
    const users = [anInvitation({ role: 'ADMIN' }), anInvitation({ role: 'LECTURER' }), anInvitation()];
    const refused = { outcome: 'error', error: { code: CODE } };
    const { status, body } = await signedIn(16).post('/users/import', { users });
    expect([status, body]).toMatchObject([200, { results: [refused, refused, { outcome: 'created' }] }]);
    await school.get(Background).settled();
    const entries = (await auditLogOf(school, REFUSALS)).map(({ after }) => after);
    expect(entries).toContainEqual({ route: 'POST /api/v1/users/import', status: 401, code: CODE });
  });
});
