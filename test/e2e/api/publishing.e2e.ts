import { classEntity } from '../../../src/features/classes/school-class.js';
import { auditLogOf } from '../../fixtures/audit-log.js';
import type { Classroom } from '../../fixtures/classroom.js';
import type { Answer, Client } from '../../fixtures/client.js';
import { expectProblem, fieldsOf } from '../../fixtures/expectations.js';
import { SchoolFixture, type SignedInUser } from '../../fixtures/school.js';

interface OwnScores {
  components: { key: string; mark?: number | null; publishedAt?: string; distribution?: { letter: string; count: number }[] | null }[];
  result?: object | null;
  distribution?: object | null;
}

describe('publishing', () => {
  let school: SchoolFixture;
  let admin: Client;

  beforeAll(async () => {
    school = await SchoolFixture.startWithDefaults();
    ({ admin } = school);
  });
  afterAll(() => school.close());

  const open = (students = 1) => school.addClassroom({ students });
  const first = (room: Classroom): SignedInUser => room.students[0]!;
  const own = async (room: Classroom, student = first(room)) => (await room.ownScores(student)).body as OwnScores;
  const itemsOf = ({ body }: Answer) => (body as { items: object[] }).items;
  const classActions = async (room: Classroom) =>
    (await auditLogOf(school, classEntity(room.schoolClass.id))).map(({ action }) => action).filter((action) => action !== 'class.created');

  describe('a component', () => {
    it('is shown and hidden, the result with the last one', async () => {
      const room = await open();
      await room.mark(first(room), { midterm: 7.25, final: 8.5 });
      const component = (key: string, name: string, weight: number) => ({ key, name, weight });
      const [midterm, final] = [component('midterm', 'Midterm', 40), component('final', 'Final', 60)];
      expect(await own(room)).toEqual({ classId: room.schoolClass.id, gradingScale: 'vn-10', components: [midterm, final] });

      expect((await room.publish('midterm')).body).toMatchObject({
        components: [{ publishedAt: expect.any(String) }, { publishedAt: null }],
      });
      const publishedAt = expect.any(String) as string;
      const shown = { ...midterm, publishedAt, mark: 7.25, distribution: null };
      expect(await own(room)).toEqual({ classId: room.schoolClass.id, gradingScale: 'vn-10', components: [shown, final] });

      await room.publish('final');
      expect(await own(room)).toMatchObject({ result: { value: 8, letter: 'B+', gradePoint: 3.5, passed: true }, distribution: null });

      await room.unpublish('midterm');
      const { components, ...rest } = await own(room);
      expect(components[0]).toEqual(midterm);
      expect(rest).not.toHaveProperty('result');
      expect(await classActions(room)).toEqual(['component.published', 'component.published', 'component.unpublished']);
    });

    it('that is shown stays so since when it was, and is not recorded twice', async () => {
      const room = await open();
      const { body } = await room.publish('final');
      expect((await room.publish('final')).body).toEqual(body);
      await room.unpublish('midterm');
      expect(await classActions(room)).toEqual(['component.published']);
    });

    it('must be one of the class', async () => {
      const room = await open();
      for (const key of ['quiz', 'constructor', '__proto__', 'Final']) {
        expectProblem(await room.publish(key), 404, 'component_not_found');
        expectProblem(await room.unpublish(key), 404, 'component_not_found');
      }
    });

    it('is published once by many at once, and all of them by each', async () => {
      const room = await open();
      const answers = await Promise.all(['midterm', 'final', 'midterm', 'final'].map((key) => room.publish(key)));
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
      expect(await classActions(room)).toEqual(['component.published', 'component.published']);
      expect((await own(room)).components.filter(({ publishedAt }) => publishedAt)).toHaveLength(2);
    });
  });

  describe('a distribution', () => {
    it('is shown over five marks, of what is published', async () => {
      const room = await open(6);
      for (const student of room.students.slice(0, 4)) await room.mark(student, { midterm: 9, final: 5 });
      await room.publish('midterm');
      expect((await own(room)).components[0]!.distribution).toBeNull();
      await room.mark(room.students[4]!, { midterm: 3, final: 5 });
      const { components, ...rest } = await own(room);
      const counts = components[0]!.distribution!.filter(({ count }) => count > 0);
      expect(counts).toEqual([
        { letter: 'A', count: 4 },
        { letter: 'F', count: 1 },
      ]);
      expect(components[1]).not.toHaveProperty('distribution');
      expect(rest).not.toHaveProperty('distribution');
      await room.publish('final');
      expect(await own(room)).toMatchObject({ distribution: expect.arrayContaining([{ letter: 'C+', count: 4 }]) });
    });

    it('leaves out those who left', async () => {
      const room = await open(6);
      for (const student of room.students) await room.mark(student, { midterm: 9 });
      await room.publish('midterm');
      await school.withdraw(room.schoolClass, room.students[5]!.user);
      expect((await own(room)).components[0]!.distribution).toContainEqual({ letter: 'A', count: 5 });
      await school.withdraw(room.schoolClass, room.students[4]!.user);
      expect((await own(room)).components[0]!.distribution).toBeNull();
    });
  });

  describe('own marks', () => {
    it('are of those who are enrolled', async () => {
      const room = await open();
      expectProblem(await (await school.addUser()).client.get(`${room.path}/scores/me`), 404, 'class_not_found');
      await school.withdraw(room.schoolClass, first(room).user);
      expectProblem(await room.ownScores(first(room)), 404, 'class_not_found');
      expectProblem(await room.history(first(room), first(room).client), 404, 'class_not_found');
    });
  });

  describe('tells the class', () => {
    const notices = async (room: Classroom, client = first(room).client) => {
      const { items } = (await client.get('/notifications?limit=100')).body as { items: { audience: { classId?: string } }[] };
      return items.filter(({ audience }) => audience.classId === room.schoolClass.id);
    };

    it('once what was published, by whom, and no mark', async () => {
      const room = await open();
      const { user } = school.defaults.lecturer;
      await room.mark(first(room), { midterm: 7.25 });
      await room.publish('midterm');
      expect(await notices(room)).toEqual([
        {
          id: expect.any(Number),
          audience: { classId: room.schoolClass.id },
          kind: 'MARKS_PUBLISHED',
          title: 'Marks published: Midterm',
          body: `The marks of Midterm in Calculus (${room.schoolClass.code}) are published.`,
          link: `/classes/${room.schoolClass.id}/scores`,
          sender: { id: user.id, name: { givenName: user.givenName, familyName: user.familyName } },
          sentAt: expect.stringMatching(/^\d{4}-.*Z$/),
          read: false,
        },
      ]);
      expect(await notices(room, (await school.addUser()).client)).toEqual([]);
    });

    it('nothing when nothing was published', async () => {
      const room = await open();
      await room.publish('midterm');
      await room.publish('midterm');
      await room.unpublish('final');
      await room.lock();
      expectProblem(await room.publish('final'), 409, 'gradebook_locked');
      expect(await notices(room)).toHaveLength(1);
    });

    it('once, however many publish at once', async () => {
      const room = await open();
      const publishers = [room.lecturer, admin, room.lecturer, admin];
      const answers = await Promise.all(publishers.map((by) => room.publish('midterm', { by })));
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
      expect(await notices(room)).toHaveLength(1);
    });
  });

  describe('the history', () => {
    it('tells a lecturer all, and the student what changed since it was published', async () => {
      const room = await open();
      const student = first(room);
      await room.mark(student, { midterm: 5, final: 6 }, { reason: 'First.' });
      await room.publish('midterm');
      await room.mark(student, { midterm: 5.5, final: 6.5 }, { by: admin, reason: 'A typo.' });
      const [midterm, final] = [
        { component: 'midterm', from: 5, to: 5.5 },
        { component: 'final', from: 6, to: 6.5 },
      ];
      const by = { id: expect.any(String) };
      const byAdmin = { at: expect.any(String), byRole: 'ADMIN', byId: expect.any(String), by, reason: 'A typo.' };
      const all = itemsOf(await room.history(student));
      expect(all.slice(0, 2)).toEqual(
        expect.arrayContaining([
          { ...midterm, ...byAdmin },
          { ...final, ...byAdmin },
        ]),
      );
      expect(all.slice(2)).toEqual(
        expect.arrayContaining([expect.objectContaining({ component: 'final', from: null, to: 6, reason: 'First.' })]),
      );
      expect(all).toHaveLength(4);
      expect(itemsOf(await room.history(student, admin))).toEqual(all);

      expect(itemsOf(await room.history(student, student.client))).toEqual([{ at: expect.any(String), ...midterm, byRole: 'ADMIN' }]);
      await room.unpublish('midterm');
      expect(itemsOf(await room.history(student, student.client))).toEqual([]);
    });

    it('is of oneself', async () => {
      const room = await open(2);
      expectProblem(await room.history(room.students[1]!, room.students[0]!.client), 404, 'class_not_found');
      expectProblem(await room.history(await school.addUser(), room.students[0]!.client), 404, 'class_not_found');
      expectProblem(await room.history(await school.addUser()), 404, 'enrolment_not_found');
    });
  });

  describe('a lock', () => {
    it('leaves marks and publishing to admins who say why', async () => {
      const room = await open();
      const student = first(room);
      expect((await room.lock()).body).toMatchObject({ gradesLocked: true });
      expect((await room.lock()).status).toBe(200);
      const row = { studentId: student.user.id, version: 1, marks: { final: 5 } };
      const reason = 'Appeal board.';
      for (const answer of [
        await room.mark(student, { final: 5 }, { reason }),
        await room.saveMany({ rows: [row], reason }),
        await room.publish('final', { reason }),
        await room.unpublish('final', { reason }),
      ]) {
        expectProblem(answer, 409, 'gradebook_locked');
      }
      for (const answer of [
        await room.mark(student, { final: 5 }, { by: admin }),
        await room.saveMany({ rows: [row] }, admin),
        await room.publish('final', { by: admin }),
        await room.unpublish('final', { by: admin }),
      ]) {
        expectProblem(answer, 400, 'validation_failed');
        expect(fieldsOf(answer)).toEqual(['reason']);
      }
      expect((await room.saveMany({ rows: [row], reason }, admin)).body).toMatchObject({ results: [{ outcome: 'saved' }] });
      expect((await room.mark(student, { final: 6 }, { by: admin, reason })).status).toBe(200);
      expect((await room.publish('final', { by: admin, reason })).status).toBe(200);
      // All else goes on.
      expect((await admin.put(`${room.path}/students/${(await school.addUser()).user.id}`)).status).toBe(200);
    });

    it('is undone by an admin who says why', async () => {
      const room = await open();
      await room.lock();
      expectProblem(await room.lecturer.post(`${room.path}/scores/unlock`, { reason: 'I want to.' }), 403, 'forbidden');
      expectProblem(await admin.post(`${room.path}/scores/unlock`, {}), 400, 'validation_failed');
      expect((await admin.post(`${room.path}/scores/unlock`, { reason: 'A typo.' })).body).toMatchObject({ gradesLocked: false });
      expect((await room.mark(first(room), { final: 5 })).status).toBe(200);
      expect(await classActions(room)).toEqual(['gradebook.locked', 'gradebook.unlocked']);
    });
  });

  it('is rejected for every role in an archived class', async () => {
    const room = await open();
    const student = first(room);
    await room.mark(student, { final: 5 });
    await room.publish('final');
    await room.archive();
    const reason = 'Appeal board.';
    for (const by of [room.lecturer, admin]) {
      for (const answer of [
        await room.mark(student, { final: 6 }, { by, reason }),
        await room.saveMany({ rows: [{ studentId: student.user.id, version: 2, marks: {} }], reason }, by),
        await room.publish('midterm', { by, reason }),
        await room.unpublish('final', { by, reason }),
        await room.lock(by),
      ]) {
        expectProblem(answer, 409, 'class_archived');
      }
    }
    expectProblem(await admin.post(`${room.path}/scores/unlock`, { reason }), 409, 'class_archived');
    expect((await own(room)).components[1]).toMatchObject({ mark: 5 });
    expect((await room.lecturer.get(`${room.path}/scores`)).status).toBe(200);
  });

  it('and marks, entered and published at once by many, all hold', async () => {
    const room = await open(8);
    const answers = await Promise.all([
      ...room.students.map((student) => room.save(student, { version: 1, marks: { midterm: 6 } })),
      room.publish('midterm'),
      room.publish('final'),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200));
    expect((await room.rows()).map(({ marks }) => marks)).toEqual(Array(8).fill({ midterm: 6 }));
    expect((await own(room)).components.map(({ mark }) => mark)).toEqual([6, null]);
    expect((await admin.get(room.path)).body).toMatchObject({ gradingStarted: true });
  });
});
