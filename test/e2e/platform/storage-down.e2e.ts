import { expectProblem } from '../../fixtures/expectations.js';
import { SchoolFixture } from '../../fixtures/school.js';
import { stagedMaterial, uploadedAvatar, uploadedMaterial } from '../../fixtures/upload.js';

describe('while the storage is down', () => {
  let school: SchoolFixture;
  beforeAll(async () => {
    // So little time that nothing is tried again within a request.
    school = await SchoolFixture.start({ REQUEST_TIME_LIMIT_MS: '2500' });
    await school.addDefaults();
  });
  afterAll(() => school.close());

  it('neither lists nor deletes files of a class', async () => {
    const room = await school.addClassroom();
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

  it('adopts neither files nor avatars', async () => {
    const room = await school.addClassroom();
    const { user, client } = await school.addUser();
    const [id, key] = [await stagedMaterial(room.lecturer, room.path), await uploadedAvatar(client)];
    school.storage.faults.failNext('CopyObject', 'ServiceUnavailable', 1_000);
    for (const answer of [await room.lecturer.put(`${room.path}/materials/${id}`), await client.put('/me/avatar', { key })]) {
      expectProblem(answer, 503, 'unavailable');
      expect(answer.headers.get('retry-after')).toBe('1');
    }
    expect(await school.users.read(user.id, { consistent: true })).toEqual(user);
    expect(await school.jobs.pending('PURGE', room.path.replace('/classes', 'materials'))).toHaveLength(1);
  });
});
