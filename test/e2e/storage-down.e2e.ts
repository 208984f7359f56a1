import { UsersRepository } from '../../src/users/users.repository.js';
import { School } from '../harness.js';
import { expectProblem } from './office.js';

describe('while the storage is down', () => {
  let school: School;
  beforeAll(async () => {
    // So little time that nothing is tried again within a request.
    school = await School.start({ REQUEST_TIME_LIMIT_MS: '2500' });
  });
  afterAll(() => school.close());

  it('no avatar is adopted', async () => {
    const { user, client } = await school.person();
    const { key } = (await client.post('/me/avatar', { contentType: 'image/png', size: 1 })).body as { key: string };
    school.storage.faults.failNext('GetObject', 'ServiceUnavailable', 1_000);
    const answer = await client.put('/me/avatar', { key });
    expectProblem(answer, 503, 'unavailable');
    expect(answer.headers.get('retry-after')).toBe('1');
    expect(await school.part(UsersRepository).read(user.id, { consistent: true })).toEqual(user);
  });
});
