import { expectProblem } from '../../fixtures/expectations.js';
import { SchoolFixture } from '../../fixtures/school.js';
import { uploadedMaterial } from '../../fixtures/upload.js';

describe('while the storage is down', () => {
  let school: SchoolFixture;
  beforeAll(async () => {
    // So little time that nothing is tried again within a request.
    school = await SchoolFixture.start({ REQUEST_TIME_LIMIT_MS: '2500' });
  });
  afterAll(() => school.close());

  it('adopts no avatar', async () => {
    const { user, client } = await school.addUser();
    const { key } = (await client.post('/me/avatar', { contentType: 'image/png', size: 1 })).body as { key: string };
    school.storage.faults.failNext('GetObject', 'ServiceUnavailable', 1_000);
    const answer = await client.put('/me/avatar', { key });
    expectProblem(answer, 503, 'unavailable');
    expect(answer.headers.get('retry-after')).toBe('1');
    expect(await school.users.read(user.id, { consistent: true })).toEqual(user);
  });

  it('neither lists nor deletes files of a class', async () => {
    const room = await (await school.addDefaults()).addClassroom();
    const id = await uploadedMaterial(room.lecturer, room.path);
    school.storage.faults.failNext('ListObjectsV2', 'SlowDown', 1_000);
    for (const answer of [
      await room.lecturer.get(`${room.path}/materials`),
      await room.lecturer.get(`${room.path}/materials/${id}`),
      await room.lecturer.delete(`${room.path}/materials/${id}`),
    ]) {
      expectProblem(answer, 503, 'unavailable');
    }
    expect(await school.jobs.pending('PURGE')).toEqual([]);
  });
});
