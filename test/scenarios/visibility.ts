import * as fc from 'fast-check';
import { type Flag, FLAGS, isFlag } from '../../src/features/grading/component.js';
import type { Classroom } from '../fixtures/classroom.js';
import type { Answer } from '../fixtures/client.js';
import { SchoolFixture, SignedInUser } from '../fixtures/school.js';

const KEYS = ['homework', 'project', 'final', 'extra'] as const;
const WEIGHTS = { homework: 20, project: 30, final: 50, extra: 10 };
const STUDENTS = 6;

/** Marks in quarters of a point, and flags in their place. */
const someMark = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 40 }).map((quarters) => quarters / 4) },
  { weight: 1, arbitrary: fc.constantFrom(...FLAGS) },
);
const someMarks = fc.array(fc.record({ homework: someMark, project: someMark, final: someMark, extra: someMark }), {
  minLength: STUDENTS,
  maxLength: STUDENTS,
});

/** A class with at least one component that is not published, and other marks for what is not. */
const someClass = fc.record({
  marks: someMarks,
  others: someMarks,
  published: fc.subarray([...KEYS], { maxLength: KEYS.length - 1 }),
  entered: fc.subarray([...KEYS], { minLength: 1 }),
  withdrawn: fc.integer({ min: 0, max: STUDENTS - 1 }),
  locked: fc.boolean(),
});

type Given = Readonly<Record<string, number | Flag>>;

/** The body of a change of some of the marks. */
const pick = (given: Given, keys: readonly string[]) => ({
  marks: Object.fromEntries(keys.filter((key) => !isFlag(given[key])).map((key) => [key, given[key]!])),
  flags: Object.fromEntries(keys.filter((key) => isFlag(given[key])).map((key) => [key, given[key]!])),
});

/** Feedback that depends on the mark. */
const feedbackOn = (mark: number | Flag) => `Because of ${mark}.`;

/** @param classCount how many random classes are looked at */
export function describeVisibility(name: string, classCount: number): void {
  describe(name, () => visibility(classCount));
}

function visibility(classCount: number): void {
  let school: SchoolFixture;
  let students: SignedInUser[];
  let subject: { id: string };
  beforeAll(async () => {
    // Only so students have a rank.
    school = await SchoolFixture.startWithDefaults({ SHOW_RANKS: 'on' });
    students = await school.addUsers(STUDENTS);
    subject = await school.addSubject({
      components: KEYS.map((key) => ({ key, name: key, weight: WEIGHTS[key], ...(key === 'extra' && { bonus: true }) })),
    });
  });
  afterAll(() => school.close());

  /** All that students can ask for which could have to do with their marks, to the last byte. */
  const seenByStudents = async ({ path, schoolClass }: Classroom): Promise<string[]> => {
    const routes = [
      ...[path, `${path}/scores/me`, '/me/classes?limit=100', `/classes?term=${schoolClass.term}&limit=100`, '/me/transcript'],
      ...['/notifications?limit=100', '/notifications/unread-count'],
    ];
    const requests = students.flatMap(({ user, client }) =>
      [...routes, `${path}/scores/${user.id}/history`, `/students/${user.id}/transcript`].map((route) =>
        client.get(route, { 'x-request-id': 'the-same' }),
      ),
    );
    return (await Promise.all(requests)).map(({ status, headers, body }: Answer) => JSON.stringify([status, headers.get('etag'), body]));
  };

  const enter = async (room: Classroom, marks: readonly Given[], keys: readonly string[]): Promise<void> => {
    const rows = await room.rows();
    const changes = rows
      .filter(({ status }) => status === 'ENROLLED')
      .map(({ studentId, version }) => {
        const given = marks[students.findIndex(({ user }) => user.id === studentId)]!;
        return {
          studentId,
          version,
          ...pick(given, keys),
          feedback: keys.map((key) => ({ component: key, text: feedbackOn(given[key]!) })),
        };
      });
    // Under a lock, an admin does it.
    const { status, body } = await room.saveMany({ rows: changes, reason: 'Late' }, room.admin);
    expect({ status, body }).toMatchObject({ status: 200 });
  };

  const giveFinal = async (room: Classroom, student: SignedInUser): Promise<void> => {
    const { version } = await room.row(student);
    const body = { version, result: 9.5, reason: 'Board' };
    const { status } = await room.admin.put(`${room.path}/scores/${student.user.id}/final`, body);
    expect(status).toBe(200);
  };

  it('hides an unpublished mark and a final grade in every answer to students', async () => {
    await fc.assert(
      fc.asyncProperty(someClass, async ({ marks, others, published, entered, withdrawn, locked }) => {
        const room = await school.addClassroom({ subjectId: subject.id, students: students });
        const hidden = KEYS.filter((key) => !published.includes(key));
        await enter(room, marks, [...new Set([...published, ...entered])]);
        await school.withdraw(room.schoolClass, students[withdrawn]!.user);
        for (const key of published) await room.publish(key);
        if (locked) await room.lock();

        const before = await seenByStudents(room);
        await enter(room, others, hidden);
        await giveFinal(room, students[(withdrawn + 1) % STUDENTS]!);
        expect(await seenByStudents(room)).toEqual(before);
      }),
      { numRuns: classCount, endOnFailure: true },
    );
  }, 120_000);

  it('detects a visible change of a published mark', async () => {
    const room = await school.addClassroom({ subjectId: subject.id, students: students });
    const marks = students.map(() => ({ homework: 5, project: 5, final: 5, extra: 5 }));
    await enter(room, marks, KEYS);
    await room.publish('homework');
    const before = await seenByStudents(room);
    await enter(
      room,
      marks.map((mark) => ({ ...mark, homework: 9 })),
      ['homework'],
    );
    const after = await seenByStudents(room);
    expect(after.filter((answer, index) => answer !== before[index])).toHaveLength(STUDENTS * 4);
  });

  it('hides in every answer what changes between two publications, except the last mark', async () => {
    const room = await school.addClassroom({ subjectId: subject.id, students: students });
    const enterAll = (mark: number) =>
      enter(
        room,
        students.map(() => ({ homework: mark, project: mark, final: mark, extra: mark })),
        KEYS,
      );
    await enterAll(1.25);
    for (const key of KEYS) await room.publish(key);
    for (const key of KEYS) await room.unpublish(key);
    const before = await seenByStudents(room);
    for (const mark of [2.75, 3.25]) await enterAll(mark);
    expect(await seenByStudents(room)).toEqual(before);
    for (const key of KEYS) await room.publish(key);
    const after = (await seenByStudents(room)).join();
    for (const [mark, isShown] of [
      [1.25, true],
      [2.75, false],
      [3.25, true],
    ] as const) {
      expect(after.includes(`:${mark}`)).toBe(isShown);
    }
  });

  it('hides ranks until all is published and locked, and after a component is unpublished', async () => {
    const room = await school.addClassroom({ subjectId: subject.id, students: students });
    const ranksOf = async () => (await seenByStudents(room)).filter((answer) => answer.includes('"rank"'));
    await enter(
      room,
      students.map((_, index) => ({ homework: index, project: index, final: index, extra: index })),
      KEYS,
    );
    for (const key of KEYS) await room.publish(key);
    expect(await ranksOf()).toEqual([]);
    await room.lock();
    expect(await ranksOf()).toHaveLength(STUDENTS);
    expect((await room.ownScores(students[1]!)).body).toMatchObject({ rank: { rank: 5, of: 6 } });
    await room.unpublish('extra', { by: room.admin, reason: 'Mistake' });
    expect(await ranksOf()).toEqual([]);
  });

  it('hides a mark after it is unpublished', async () => {
    const room = await school.addClassroom({ subjectId: subject.id, students: students });
    await enter(
      room,
      students.map(() => ({ homework: 1.25, project: 2.5, final: 3.75, extra: 4.5 })),
      KEYS,
    );
    for (const key of KEYS) await room.publish(key);
    expect(JSON.stringify((await room.ownScores(students[0]!)).body)).toContain(':1.25');
    await room.unpublish('homework');
    const { body } = await room.ownScores(students[0]!);
    expect(JSON.stringify(body)).not.toContain(':1.25');
    expect(body).not.toHaveProperty('result');
    expect((await room.history(students[0]!, students[0]!.client)).body).toEqual({ items: [] });
  });
}
