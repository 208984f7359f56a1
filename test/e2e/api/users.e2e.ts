import { randomUUID } from 'node:crypto';
import { userEntity } from '../../../src/features/users/user.js';
import { Database } from '../../../src/persistence/dynamodb/driver/database.js';
import { auditLogOf } from '../../fixtures/audit-log.js';
import { aCode, anInvitation } from '../../fixtures/builders.js';
import type { Client } from '../../fixtures/client.js';
import { expectProblem } from '../../fixtures/expectations.js';
import { SchoolFixture } from '../../fixtures/school.js';

describe('/users', () => {
  let school: SchoolFixture;
  let admin: Client;

  beforeAll(async () => {
    school = await SchoolFixture.start();
    await school.addAdmin();
    ({ admin } = school);
  });
  afterAll(() => school.close());

  it('invites: account, profile, and an e-mail with a password', async () => {
    const invitation = anInvitation({ phone: '+84 90 123 4567', dateOfBirth: '2005-02-28', department: 'Mathematics' });
    const { status, headers, body } = await admin.post('/users', invitation);
    const { id, ...rest } = body as { id: string };
    expect({ status, location: headers.get('location') }).toEqual({ status: 201, location: `/api/v1/users/${id}` });
    expect(rest).toEqual({
      ...invitation,
      status: 'INVITED',
      version: 1,
      createdAt: expect.any(String) as string,
      updatedAt: expect.any(String) as string,
    });
    expect(await admin.get(`/users/${id}`)).toMatchObject({ status: 200, body });
    expect(school.pool.outbox.filter(({ to }) => to === invitation.email)).toMatchObject([{ kind: 'INVITATION' }]);
  });

  it('is patient with a user pool that is busy, or loses an answer', async () => {
    const invitation = anInvitation();
    const { faults } = school.pool;
    faults.failNext('AdminCreateUser', { when: 'before', error: 'TooManyRequestsException' });
    faults.failNext('AdminCreateUser', { when: 'after' });
    faults.failNext('AdminAddUserToGroup', { when: 'before', error: 'InternalErrorException' });
    faults.before('AdminAddUserToGroup', () => Promise.resolve(faults.failNext('AdminCreateUser', { when: 'after' })));
    expect(await admin.post('/users', invitation)).toMatchObject({ status: 201, body: invitation });
    expect(school.pool.outbox.filter(({ to }) => to === invitation.email)).toHaveLength(1);
  });

  it('says when no mail can be sent, and mails it when asked again', async () => {
    const invitation = anInvitation();
    const { faults } = school.pool;
    faults.before('AdminAddUserToGroup', () =>
      Promise.resolve(faults.failNext('AdminCreateUser', { when: 'before', error: 'CodeDeliveryFailureException' })),
    );
    expectProblem(await admin.post('/users', invitation), 503, 'account_pending');
    expect((await admin.post('/users', invitation)).status).toBe(201);
    expect(school.pool.outbox.filter(({ to }) => to === invitation.email)).toHaveLength(1);
  });

  it('refuses an address that only the user pool refuses', async () => {
    school.pool.faults.failNext('AdminCreateUser', { when: 'before', error: 'InvalidParameterException' });
    expectProblem(await admin.post('/users', anInvitation()), 400, 'validation_failed');
  });

  it('refuses an invitation with an address or a code that is taken, in any case', async () => {
    const known = await school.addInvited();
    expectProblem(await admin.post('/users', anInvitation({ email: known.email.toUpperCase() })), 409, 'email_taken');
    expectProblem(await admin.post('/users', anInvitation({ code: known.code.toLowerCase() })), 409, 'code_taken');
  });

  it('is for admins', async () => {
    const { id } = await school.addInvited();
    for (const role of ['LECTURER', 'STUDENT'] as const) {
      const client = school.asRole(role, id);
      const calls = [
        client.get('/users'),
        client.get(`/users/${id}`),
        client.post('/users', anInvitation()),
        client.patch(`/users/${id}`, {}, '"1.x"'),
      ];
      const posts = ['disable', 'enable', 'resend-invitation'].map((what) => client.post(`/users/${id}/${what}`));
      for (const answer of await Promise.all([...calls, ...posts])) expectProblem(answer, 403, 'forbidden');
    }
  });

  it('does not know strangers', async () => {
    const id = randomUUID();
    const calls = ['disable', 'enable', 'resend-invitation'].map((what) => admin.post(`/users/${id}/${what}`));
    for (const answer of await Promise.all([
      admin.get(`/users/${id}`),
      admin.patch(`/users/${id}`, { department: 'Law' }, '"1.x"'),
      ...calls,
    ])) {
      expectProblem(answer, 404, 'user_not_found');
    }
    expectProblem(await admin.get('/users/email%23a@example.edu'), 400, 'validation_failed');
  });

  it.each([
    ['email', 'nobody'],
    ['email', `${'a'.repeat(120)}@example.edu`],
    ['email', 'nguyễn@example.edu'],
    ['email', '"a"@example.edu'],
    ['email', null],
    ['role', 'DEAN'],
    ['code', 'S 1'],
    ['code', 'email#a'],
    ['givenName', 'x'.repeat(51)],
    ['familyName', 'x'.repeat(51)],
    ['phone', 'call me'],
    ['phone', null],
    ['dateOfBirth', '2005-02-30'],
    ['status', 'ACTIVE'],
    ['id', randomUUID()],
    ['version', 7],
  ])('refuses an invitation with %s %j', async (field, value) => {
    const answer = await admin.post('/users', anInvitation({ [field]: value }));
    expectProblem(answer, 400, 'validation_failed');
    expect((answer.body as { errors: { field: string }[] }).errors.map((error) => error.field)).toEqual([field]);
  });

  describe('a change', () => {
    it('sets, clears and leaves', async () => {
      const { id } = await school.addInvited({ phone: '12345', department: 'Physics' });
      const { status, body } = await admin.patch(`/users/${id}`, { phone: null, dateOfBirth: '2000-01-01', familyName: 'Trần' });
      expect({ status, body }).toMatchObject({
        status: 200,
        body: { dateOfBirth: '2000-01-01', familyName: 'Trần', department: 'Physics', version: 2 },
      });
      expect(body).not.toHaveProperty('phone');
    });

    it('writes nothing where nothing changes', async () => {
      const { id } = await school.addInvited();
      const { status, body } = await admin.patch(`/users/${id}`, { givenName: 'An', department: null });
      expect({ status, body }).toMatchObject({ status: 200, body: { version: 1 } });
    });

    it('needs the version it is based on', async () => {
      const { id } = await school.addInvited();
      const stale = (await admin.get(`/users/${id}`)).headers.get('etag')!;
      await admin.patch(`/users/${id}`, { givenName: 'Bình' });
      expectProblem(await admin.patch(`/users/${id}`, { givenName: 'Cường' }, stale), 412, 'stale_version');
      expectProblem(await admin.send('PATCH', `/users/${id}`, { givenName: 'Cường' }), 428, 'precondition_required');
    });

    it.each([
      { email: null },
      { role: null },
      { code: null },
      { givenName: null },
      { status: 'ACTIVE' },
      { phone: 'x' },
      { openRelations: 0 },
    ])('refuses %j', async (change) => {
      const { id } = await school.addInvited();
      expectProblem(await admin.patch(`/users/${id}`, change), 400, 'validation_failed');
    });

    it('takes no address or code from another', async () => {
      const [{ id }, other] = [await school.addInvited(), await school.addInvited()];
      expectProblem(await admin.patch(`/users/${id}`, { email: other.email.toUpperCase() }), 409, 'email_taken');
      expectProblem(await admin.patch(`/users/${id}`, { code: other.code }), 409, 'code_taken');
      const { user } = await school.addUser();
      expectProblem(await admin.patch(`/users/${id}`, { email: user.email }), 409, 'email_taken');
    });

    it('of a role is refused while something is open', async () => {
      await school.addDefaults();
      const { user } = await school.addLecturer();
      await school.addClass({ lecturerId: user.id });
      expectProblem(await admin.patch(`/users/${user.id}`, { role: 'STUDENT' }), 409, 'open_relations');
    });

    it('tells the audit log which personal fields changed, and never their values', async () => {
      const { id } = await school.addInvited();
      const secret = aCode('SECRET');
      await admin.patch(`/users/${id}`, { familyName: secret, phone: '0123456', role: 'LECTURER' });
      const entries = await auditLogOf(school, userEntity(id));
      const entry = entries.find(({ action }) => action === 'user.changed');
      expect(entry).toMatchObject({ before: { role: 'STUDENT' }, after: { role: 'LECTURER', changedFields: ['familyName', 'phone'] } });
      expect(JSON.stringify(entries)).not.toMatch(new RegExp(`${secret}|0123456`));
    });
  });

  it('counts people by role', async () => {
    const count = async (role: string) => {
      const counters = await school.get(Database).all('ledger', { partition: 'COUNT', prefix: `people:${role}#`, consistent: true });
      return counters.reduce((sum, counter) => sum + (counter.count as number), 0);
    };
    const before = [await count('STUDENT'), await count('LECTURER')] as const;
    const [{ id }] = [await school.addInvited(), await school.addInvited(), await school.addInvited({ role: 'LECTURER' })];
    await admin.patch(`/users/${id}`, { role: 'LECTURER' });
    await admin.post('/users', anInvitation({ email: 'nobody' }));
    expect([await count('STUDENT'), await count('LECTURER')]).toEqual([before[0] + 1, before[1] + 2]);
  });
});
