import type { Classroom } from '../../fixtures/classroom.js';
import { AnotherProcess } from '../../fixtures/another-process.js';
import { SchoolFixture, type SignedInUser } from '../../fixtures/school.js';

const reason = 'Examination board';

describe('ranks, in a school that shows them', () => {
  let school: SchoolFixture;
  beforeAll(async () => {
    school = await SchoolFixture.startWithDefaults({ SHOW_RANKS: 'on' });
  });
  afterAll(() => school.close());

  const give = async (room: Classroom, student: SignedInUser, final: object): Promise<void> => {
    const { version } = await room.row(student);
    expect((await room.admin.put(`${room.path}/scores/${student.user.id}/final`, { version, reason, ...final })).status).toBe(200);
  };
  const ranksInGradebook = async (room: Classroom): Promise<unknown[]> => {
    const { rows } = (await room.lecturer.get(`${room.path}/scores`)).body as { rows: { studentId: string; rank?: unknown }[] };
    return room.students.map(({ user }) => rows.find(({ studentId }) => studentId === user.id)!.rank);
  };
  const ownRank = async (room: Classroom, student: SignedInUser): Promise<unknown> =>
    ((await room.ownScores(student)).body as { rank?: unknown }).rank;

  it('are those of computed, overridden and lapsed results, and shared by equal ones', async () => {
    const room = await school.addClassroom({ students: 8 });
    const [best, equal, raised, lapsed, last, noted, unmarked, left] = room.students as SignedInUser[];
    for (const [student, mark] of [best, equal, raised, last, noted, left].map(
      (each, index) => [each!, [9, 7, 3, 2, 10, 10][index]] as const,
    )) {
      await room.mark(student, { midterm: mark, final: mark });
    }
    await give(room, raised!, { result: 7 });
    await give(room, lapsed!, { incomplete: { dueOn: '2020-01-31', lapsesTo: 5 } });
    await give(room, noted!, { notation: 'P' });
    await school.withdraw(room.schoolClass, left!.user);
    const expected = [1, 2, 2, 4, 5].map((rank) => ({ rank, of: 5 }));
    expect(await ranksInGradebook(room)).toEqual([...expected, undefined, undefined, undefined]);

    for (const key of ['midterm', 'final']) await room.publish(key);
    expect((await room.ownScores(raised!)).body).not.toHaveProperty('rank');
    await room.lock();
    const own = await Promise.all([best, equal, raised, lapsed, last, noted, unmarked].map((student) => ownRank(room, student!)));
    expect(own).toEqual([...expected, null, null]);

    await give(room, last!, { notation: 'NP' });
    expect(await ownRank(room, best!)).toBeNull();
    expect((await ranksInGradebook(room))[0]).toEqual({ rank: 1, of: 4 });
  });

  it('are nowhere in a school that does not', async () => {
    const room = await school.addClassroom({ students: 5 });
    for (const student of room.students) await room.mark(student, { midterm: 5, final: 5 });
    for (const key of ['midterm', 'final']) await room.publish(key);
    await room.lock();
    expect(await ownRank(room, room.students[0]!)).toEqual({ rank: 1, of: 5 });
    const other = await AnotherProcess.of(school, { SHOW_RANKS: 'off' });
    const { body: scores } = await room.students[0]!.client.at(other.url).get(`${room.path}/scores/me`);
    expect(scores).toMatchObject({ result: { value: 5 } });
    expect(scores).not.toHaveProperty('rank');
    expect(JSON.stringify((await room.lecturer.at(other.url).get(`${room.path}/scores`)).body)).not.toContain('"rank"');
    await other.close();
  });
});
