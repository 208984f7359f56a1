import { CountsRepository } from '../../../src/features/statistics/counts.repository.js';
import { checkDisabledMarks } from '../../../src/features/statistics/disabled-marks.js';
import { NameCopiesRepository } from '../../../src/features/users/name-copies.repository.js';
import { anEntry } from '../../fixtures/builders.js';
import type { Classroom } from '../../fixtures/classroom.js';
import { SchoolFixture, type SignedInUser } from '../../fixtures/school.js';

interface Gradebook {
  rows: { studentId: string; disabled?: true }[];
  components: { key: string; statistics: { count: number } }[];
  statistics: { count: number; passRate: number | null };
}

describe('a disabled student', () => {
  let school: SchoolFixture;
  beforeAll(async () => {
    school = await SchoolFixture.startWithAccounts(5_000);
    await school.addDefaults();
  });
  afterAll(() => school.close());

  const aClassOf = async (count: number) => {
    const accounts = await Promise.all(Array.from({ length: count }, () => school.addAccount()));
    const students = accounts.map((user): SignedInUser => ({ user, client: school.as(user) }));
    return { students, room: await school.addClassroom({ students }) };
  };
  const markedIn = (body: unknown) => (body as { items?: Gradebook['rows']; rows?: Gradebook['rows'] }).items ?? (body as Gradebook).rows;
  const marked = async (room: Classroom, path: 'students' | 'scores') =>
    markedIn((await room.lecturer.get(`${room.path}/${path}`)).body).flatMap(({ studentId, disabled }) => (disabled ? [studentId] : []));
  const gradebook = async (room: Classroom) => (await room.lecturer.get(`${room.path}/scores`)).body as Gradebook;
  const setStatus = async ({ user }: SignedInUser, action: 'disable' | 'enable') =>
    expect((await school.admin.post(`/users/${user.id}/${action}`)).status).toBe(200);

  it('is marked in the roster, the gradebook and its file until they are enabled', async () => {
    const { room, students } = await aClassOf(2);
    const [gone] = students as [SignedInUser];
    await setStatus(gone, 'disable');
    expect(await marked(room, 'students')).toEqual([gone.user.id]);
    expect(await marked(room, 'scores')).toEqual([gone.user.id]);
    const lines = ((await room.exportFile()).body as string).split('\r\n');
    expect(lines.filter((line) => /,true,v\d+\./.test(line))).toEqual([expect.stringContaining(gone.user.code)]);
    expect((await room.importFile(`${lines[0]}\n${lines[1]}\n${lines[2]}\n`)).body).toMatchObject({
      results: [{ outcome: 'unchanged' }, { outcome: 'unchanged' }],
    });

    await setStatus(gone, 'enable');
    expect(await marked(room, 'students')).toEqual([]);
    expect(await marked(room, 'scores')).toEqual([]);
  });

  it('counts in statistics only with a result', async () => {
    const { room, students } = await aClassOf(3);
    const [graduate, left, present] = students as [SignedInUser, SignedInUser, SignedInUser];
    await room.mark(graduate, { midterm: 8, final: 8 });
    await room.mark(left, { midterm: 1 });
    await room.mark(present, { midterm: 2, final: 2 });
    await setStatus(graduate, 'disable');
    await setStatus(left, 'disable');
    const { components, statistics } = await gradebook(room);
    expect(components.map(({ key, statistics: { count } }) => [key, count])).toEqual([
      ['midterm', 2],
      ['final', 2],
    ]);
    expect(statistics).toMatchObject({ count: 2, passRate: 50 });
  });

  it('keeps the mark if marks are saved, and is not marked in a class that they join afterwards', async () => {
    const { room, students } = await aClassOf(1);
    const [student] = students as [SignedInUser];
    await setStatus(student, 'disable');
    await room.mark(student, { midterm: 7 });
    expect(await marked(room, 'scores')).toEqual([student.user.id]);
    await setStatus(student, 'enable');
    const { user } = student;
    const later = await school.addClassroom({ students: [{ ...student, user }] });
    expect(await marked(later, 'students')).toEqual([]);
  });

  it('is marked by a recount in rows that are older than the mark', async () => {
    const { room, students } = await aClassOf(2);
    const user = await school.profileOf(students[0]!.user.id);
    const after = { ...user, status: 'DISABLED', statusBefore: 'ACTIVE', version: user.version + 1 } as const;
    await school.users.change(user, after, { audit: anEntry() });
    expect(await marked(room, 'scores')).toEqual([]);
    const check = (repair: boolean) => checkDisabledMarks(school.get(CountsRepository), school.get(NameCopiesRepository), { repair });

    for (const repaired of [false, true]) expect(await check(repaired)).toEqual({ wrong: [user.id], repaired });
    expect(await marked(room, 'scores')).toEqual([user.id]);
    expect(await check(false)).toEqual({ wrong: [], repaired: false });
  });
});
