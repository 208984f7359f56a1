import { userEntity } from '../../../src/features/users/user.js';
import { auditLogOf } from '../../fixtures/audit-log.js';
import { SchoolFixture } from '../../fixtures/school.js';

describe('/me', () => {
  let school: SchoolFixture;

  beforeAll(async () => {
    school = await SchoolFixture.start();
  });
  afterAll(() => school.close());

  it.each(['ADMIN', 'LECTURER', 'STUDENT'] as const)('is the profile of a %s', async (role) => {
    const { user, client } = await school.addUser({ role, phone: '12345', dateOfBirth: '2005-02-28', department: 'Mathematics' });
    const { id, email, code, givenName, familyName, phone, dateOfBirth, department, status, version, createdAt, updatedAt } = user;
    const profile = { id, email, role, code, givenName, familyName, phone, dateOfBirth, department, status, version, createdAt, updatedAt };
    const answer = await client.get('/me');
    expect({ status: answer.status, body: answer.body }).toEqual({ status: 200, body: profile });
    expect(answer.headers.get('etag')).toMatch(/^"1\./);
  });

  it('is there at once for a new profile', async () => {
    school.database.faults.holdReplicas();
    const { client } = await school.addUser({ status: 'INVITED' });
    const answer = await client.get('/me');
    await school.database.faults.releaseReplicas();
    expect(answer).toMatchObject({ status: 200, body: { status: 'ACTIVE' } });
  });

  it('does not know a token without a profile', async () => {
    const stranger = school.asRole('STUDENT');
    for (const { status, body } of [await stranger.get('/me'), await stranger.patch('/me', { phone: '12345' }, '"1.x"')]) {
      expect({ status, code: (body as { code: string }).code }).toEqual({ status: 403, code: 'no_profile' });
    }
  });

  it('needs a token', async () => {
    expect((await school.as().get('/me')).status).toBe(401);
  });

  it('accepts an invitation once when an invited user sends many requests at once', async () => {
    const { user, client } = await school.addUser({ status: 'INVITED' });
    const answers = await Promise.all(Array.from({ length: 6 }, () => client.get('/me')));
    expect(answers.map(({ status, body }) => ({ status, body: body as unknown }))).toEqual(
      Array(6).fill({ status: 200, body: expect.objectContaining({ status: 'ACTIVE', version: 2 }) as unknown }),
    );
    expect(await school.users.read(user.id, { consistent: true })).toMatchObject({ status: 'ACTIVE', version: 2 });
    const activations = (await auditLogOf(school, userEntity(user.id))).filter(({ action }) => action === 'user.activated');
    expect(activations).toMatchObject([{ actorId: user.id, before: { status: 'INVITED' }, after: { status: 'ACTIVE' } }]);
  });

  describe('a change', () => {
    it('sets and clears the phone number', async () => {
      const { client } = await school.addUser();
      expect(await client.patch('/me', { phone: '+84 (28) 12.34' })).toMatchObject({
        status: 200,
        body: { phone: '+84 (28) 12.34', version: 2 },
      });
      expect((await client.patch('/me', { phone: null })).body).not.toHaveProperty('phone');
    });

    it('writes nothing where nothing changes', async () => {
      const { client } = await school.addUser({ phone: '12345' });
      expect(await client.patch('/me', { phone: '12345' })).toMatchObject({ status: 200, body: { version: 1 } });
    });

    it('needs the version it is based on', async () => {
      const { client } = await school.addUser();
      const stale = (await client.get('/me')).headers.get('etag')!;
      await client.patch('/me', { phone: '12345' });
      expect((await client.patch('/me', { phone: '54321' }, stale)).status).toBe(412);
      expect((await client.send('PATCH', '/me', { phone: '54321' })).status).toBe(428);
    });

    it.each([
      { email: 'me@example.edu' },
      { givenName: 'Me' },
      { familyName: 'Me' },
      { role: 'ADMIN' },
      { code: 'ME' },
      { dateOfBirth: '2000-01-01' },
      { department: 'Mine' },
      { status: 'ACTIVE' },
      { phone: 'x' },
    ])('refuses %j', async (change) => {
      const { client } = await school.addUser();
      const { status, body } = await client.patch('/me', change);
      expect({ status, code: (body as { code: string }).code }).toEqual({ status: 400, code: 'validation_failed' });
    });
  });
});
