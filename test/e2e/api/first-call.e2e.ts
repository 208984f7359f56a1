import type { Role } from '../../../src/auth/actor.js';
import { Background } from '../../../src/core/context/background.js';
import { userEntity } from '../../../src/features/users/user.js';
import { auditLogOf } from '../../fixtures/audit-log.js';
import { SchoolFixture } from '../../fixtures/school.js';

describe('the first call of an invited person', () => {
  let school: SchoolFixture;
  beforeAll(async () => {
    school = await SchoolFixture.startWithDefaults();
  });
  afterAll(() => school.close());

  const anInvited = async (role: Role) => {
    const { user, client } = await school.addUser({ role, status: 'INVITED' });
    const settled = () => school.get(Background).settled();
    const actions = async () => (await auditLogOf(school, userEntity(user.id))).map(({ action }) => action);
    return { client, settled, actions, status: async () => (await school.profileOf(user.id)).status };
  };

  it.each<[Role, string]>([
    ['STUDENT', '/me/classes'],
    ['STUDENT', '/grading-scales'],
    ['LECTURER', '/me/classes'],
    ['LECTURER', '/notifications/unread-count'],
    ['ADMIN', '/statistics'],
    ['ADMIN', '/me'],
  ])('of the role %s accepts the invitation, once: GET %s', async (role, path) => {
    const { client, settled, actions, status } = await anInvited(role);
    const answers = await Promise.all([client.get(path), client.get(path)]);
    expect(answers.map((answer) => answer.status)).toEqual([200, 200]);
    await settled();
    expect(await status()).toBe('ACTIVE');
    await client.get(path);
    expect((await actions()).filter((action) => action === 'user.activated')).toHaveLength(1);
  });

  it('accepts nothing if the role may not call the route', async () => {
    const { client, settled, status } = await anInvited('STUDENT');
    expect((await client.get('/users')).status).toBe(403);
    expect((await client.get('/health')).status).not.toBe(403);
    await settled();
    expect(await status()).toBe('INVITED');
  });

  it('accepts it also if the request is wrong otherwise', async () => {
    const { client, settled, status } = await anInvited('LECTURER');
    expect((await client.get('/classes?limit=x')).status).toBe(400);
    await settled();
    expect(await status()).toBe('ACTIVE');
  });
});
