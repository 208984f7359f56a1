import type { Config } from '../../../src/config/config.js';
import { renameJob } from '../../../src/features/users/rename.job.js';
import { JobRunner } from '../../../src/jobs/job-runner.js';
import { JOB_KINDS } from '../../../src/jobs/job.js';
import { Database } from '../../../src/persistence/dynamodb/driver/database.js';
import { expression } from '../../../src/persistence/dynamodb/driver/expression.js';
import type { Key } from '../../../src/persistence/dynamodb/schema/item.js';
import { keys } from '../../../src/persistence/dynamodb/schema/keys.js';
import { toWordItems } from '../../../src/persistence/dynamodb/schema/word-item.js';
import { anEntry } from '../../fixtures/builders.js';
import type { Client } from '../../fixtures/client.js';
import { SchoolFixture } from '../../fixtures/school.js';

describe('maintenance', () => {
  let school: SchoolFixture;
  let admin: Client;

  beforeAll(async () => {
    school = await SchoolFixture.start();
    await school.addAdmin();
    await school.addDefaults();
    ({ admin } = school);
  });
  afterAll(() => school.close());

  const tick = () => school.get(JobRunner).tick();
  const isPending = async (id: string) => (await school.jobs.pending('RENAME', id)).length > 0;
  const aClass = async () => {
    const { user: lecturer } = await school.addLecturer();
    const { id: subjectId } = await school.addSubject();
    const { id } = await school.addClass({ subjectId, lecturerId: lecturer.id });
    return { id, lecturer, subjectId };
  };
  const lecturerOf = async (classId: string) => ((await admin.get(`/classes/${classId}`)).body as { lecturer: object }).lecturer;

  it('brings people up to date whom an earlier version has stored, once', async () => {
    const people = await Promise.all(Array.from({ length: 30 }, () => school.addUser({ familyName: 'Łoś' })));
    const database = school.get(Database);
    for (const { user } of people) {
      const words = toWordItems(user).map(({ id, email }) => database.remove('users', { id, email } as Key));
      const sortName = expression`SET #sortName = ${`łos an ${user.id}`}`;
      await database.transact([...words, database.update('users', keys.user(user.id, user.email), sortName)]);
    }
    const found = async () => (await admin.walk('/users?search=los', 100)).length;
    expect(await found()).toBe(0);
    for (let ticks = 0; (await school.jobs.pending('SEARCH_INDEX', '1'))[0]?.data.done === undefined && ticks < 10; ticks += 1)
      expect(await tick()).toMatchObject({ failed: 0 });
    expect(await found()).toBe(30);
    const all = (await admin.walk('/users', 100)) as unknown as { familyName: string }[];
    expect(all.at(-1)).not.toMatchObject({ familyName: 'Łoś' });
  });

  it('finds no work when nothing failed', async () => {
    expect(await tick()).toEqual({ done: 0, failed: 0 });
  });

  it('goes on with one job in a tick even if reading the jobs has taken all the time', async () => {
    const waiting = ['a', 'b', 'c'].map((key) => ({ kind: 'PURGE' as const, key, data: { version: 1 } }));
    await Promise.all(waiting.map((job) => school.jobs.put(job)));
    const begun: string[] = [];
    const runner = new JobRunner(school.jobs, { requestTimeLimit: 0 } as Config);
    JOB_KINDS.forEach((kind) => runner.register({ kind, run: ({ key }) => Promise.resolve(begun.push(key) < 0) }));
    expect(await runner.tick()).toEqual({ done: 1, failed: 0 });
    expect(begun).toHaveLength(1);
    await Promise.all(waiting.map((job) => school.jobs.complete(job)));
  });

  it('keeps a finished rename until rows that are being written have it', async () => {
    const { id, lecturer, subjectId } = await aClass();
    await admin.patch(`/users/${lecturer.id}`, { familyName: 'Lê' });
    await admin.patch(`/subjects/${subjectId}`, { name: 'Analysis' });
    expect(await admin.get(`/classes/${id}`)).toMatchObject({ body: { lecturer: { familyName: 'Lê' }, subject: { name: 'Analysis' } } });
    await tick();
    expect([await isPending(lecturer.id), await isPending(subjectId)]).toEqual([true, true]);
  });

  it('updates copies after a rename whose request died, then removes the job', async () => {
    const { id, lecturer } = await aClass();
    const users = school.users;
    const before = (await users.read(lecturer.id, { consistent: true }))!;
    const after = { ...before, familyName: 'Lê', version: 2, nameVersion: 2, updatedAt: '2026-01-01T00:00:00.000Z' };
    await users.change(before, after, { audit: anEntry(), jobs: [renameJob('user', after)] });
    expect(await lecturerOf(id)).toMatchObject({ familyName: lecturer.familyName });

    expect(await tick()).toMatchObject({ failed: 0 });
    expect(await lecturerOf(id)).toMatchObject({ familyName: 'Lê' });
    expect(await isPending(lecturer.id)).toBe(true);

    await tick();
    expect(await isPending(lecturer.id)).toBe(false);
  });

  it('keeps a rename whose copies cannot be updated yet', async () => {
    const { id, lecturer } = await aClass();
    let transactions = 0;
    const stop = school.database.faults.before('TransactWriteItems', (body) => {
      transactions += 1;
      // The rename goes through; what follows it is refused for good.
      if (transactions === 2) body.TransactItems = [];
    });
    const { status } = await admin.patch(`/users/${lecturer.id}`, { familyName: 'Lê' });
    stop();
    expect([status, transactions]).toEqual([200, 2]);
    expect(await lecturerOf(id)).toMatchObject({ familyName: lecturer.familyName });
    await tick();
    expect(await lecturerOf(id)).toMatchObject({ familyName: 'Lê' });
  });
});
