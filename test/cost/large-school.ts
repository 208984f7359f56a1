import { Clock } from '../../src/core/time/clock.js';
import { World } from '../access/world.js';
import { SchoolFixture } from '../fixtures/school.js';
import { uploadedMaterial } from '../fixtures/upload.js';
import { CLASS_SIZE, type Founded, LOAD, seedSchool } from './seed-school.js';

/** A school of some size, with users and a class that are the same in every school. Close `world.school` after use. */
export interface LargeSchool {
  readonly world: World;
  readonly founded: Founded;
}

export async function openSchool(studentCount: number): Promise<LargeSchool> {
  const school = await SchoolFixture.start();
  const founded = await seedSchool(school.database, studentCount);
  // Time goes in steps too small for the copy of the token records to grow old: refreshing it is not part of any request's cost. It starts after the
  // seeding, which takes minutes in a large school, because the app rejects tokens of its future.
  let instant = Date.now();
  school.get(Clock).now = () => new Date((instant += 1));
  const world = await World.open(school, CLASS_SIZE);
  for (let more = 1; more < LOAD; more += 1) await world.newRoom();
  await teach(world);
  return { world, founded };
}

/** Adds what a class has after some weeks: files, marks of all students, a publication and notifications. */
async function teach({ room, student, clients: { admin, ownLecturer } }: World): Promise<void> {
  for (const name of ['Week 1.txt', 'Week 2.txt']) await uploadedMaterial(ownLecturer, room.path, name);
  for (const midterm of [5, 6]) {
    const rows = (await room.rows()).map(({ studentId, version }) => ({ studentId, version, marks: { midterm } }));
    await room.saveMany({ rows });
  }
  await room.mark(student, { midterm: 7 });
  await room.publish('midterm');
  const tell = (by: typeof admin, audience: object) => by.post('/notifications', { audience, title: 'Hello', body: 'Good morning.' });
  for (const audience of [{ everyone: true }, { role: 'STUDENT' }, { userId: student.user.id }]) await tell(admin, audience);
  await tell(ownLecturer, { classId: room.schoolClass.id });
}
