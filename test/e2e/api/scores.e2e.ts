import { randomUUID } from 'node:crypto';
import { enrolmentEntity } from '../../../src/features/enrolments/enrolment.js';
import { auditLogOf } from '../../fixtures/audit-log.js';
import type { RowBody } from '../../fixtures/classroom.js';
import type { Answer, Client } from '../../fixtures/client.js';
import { expectProblem, fieldsOf } from '../../fixtures/expectations.js';
import { SchoolFixture, type SignedInUser } from '../../fixtures/school.js';

interface Outcome {
  studentId: string;
  outcome: string;
  row?: RowBody;
  error?: { code: string };
}

describe('/classes/:id/scores', () => {
  let school: SchoolFixture;
  let admin: Client;

  beforeAll(async () => {
    school = await SchoolFixture.startWithDefaults();
    ({ admin } = school);
  });
  afterAll(() => school.close());

  const open = (request: { students?: number; [request: string]: unknown } = {}) => school.addClassroom(request);
  const resultsOf = ({ body }: Answer) => (body as { results: Outcome[] }).results;

  describe('the gradebook', () => {
    it('has components, rows by name, and exact statistics without those who left', async () => {
      const names = ['Trần', 'Đỗ', 'Lê', 'An'];
      const students = await Promise.all(names.map((familyName) => school.addUser({ familyName })));
      const room = await school.addClassroom({ students: students });
      const marks = [{ midterm: 7.25, final: 9 }, { midterm: 4 }, { midterm: 8, final: 2.5 }, { midterm: 10, final: 10 }];
      for (const [index, student] of students.entries()) expect((await room.mark(student, marks[index]!)).status).toBe(200);
      await school.withdraw(room.schoolClass, students[3]!.user);
      await room.publish('midterm');

      const { status, body } = await room.lecturer.get(`${room.path}/scores`);
      expect(status).toBe(200);
      expect(body).toMatchObject({ classId: room.schoolClass.id, gradingScale: 'vn-10', gradesLocked: false });
      const { rows, components, statistics } = body as {
        rows: (RowBody & { familyName: string })[];
        components: any[];
        statistics: object;
      };
      expect(rows.map(({ familyName, status }) => [familyName, status])).toEqual([
        ['An', 'WITHDRAWN'],
        ['Đỗ', 'ENROLLED'],
        ['Lê', 'ENROLLED'],
        ['Trần', 'ENROLLED'],
      ]);
      expect(rows[3]).toEqual({
        studentId: students[0]!.user.id,
        studentCode: students[0]!.user.code,
        givenName: 'An',
        familyName: 'Trần',
        status: 'ENROLLED',
        marks: { midterm: 7.25, final: 9 },
        result: { value: 8.3, letter: 'B+', gradePoint: 3.5, passed: true },
        version: 2,
      });
      expect(rows[1]).toMatchObject({ marks: { midterm: 4 }, result: null });
      expect(components.map(({ key, weight, publishedAt }) => [key, weight, publishedAt])).toEqual([
        ['midterm', 40, expect.stringMatching(/Z$/)],
        ['final', 60, null],
      ]);
      expect(components[0].statistics).toMatchObject({ count: 3, mean: 6.42, median: 7.25, standardDeviation: 1.74, passRate: 100 });
      expect(components[1].statistics).toMatchObject({ count: 2, mean: 5.75, median: 5.75, standardDeviation: 3.25, passRate: 50 });
      expect(statistics).toMatchObject({ count: 2, mean: 6.5, median: 6.5, standardDeviation: 1.8, passRate: 100 });
    });

    it('is empty before the first enrolment', async () => {
      const room = await open({ students: 0 });
      const { body } = await room.lecturer.get(`${room.path}/scores`);
      expect(body).toMatchObject({ rows: [], statistics: { count: 0, mean: null, median: null, standardDeviation: null, passRate: null } });
    });

    it('is seen and written by admins and the lecturer of the class', async () => {
      const room = await open({ students: 1 });
      const student = room.students[0]!;
      const { client: stranger } = await school.addLecturer();
      const save = { version: 1, marks: { final: 5 } };
      expectProblem(await stranger.get(`${room.path}/scores`), 404, 'class_not_found');
      expectProblem(await room.save(student, save, stranger), 404, 'class_not_found');
      expectProblem(await room.saveMany({ rows: [{ studentId: student.user.id, ...save }] }, stranger), 404, 'class_not_found');
      expectProblem(await room.history(student, stranger), 404, 'class_not_found');
      for (const key of ['midterm', 'final', 'nothing']) expectProblem(await room.publish(key, { by: stranger }), 404, 'class_not_found');
      expectProblem(await room.lock(stranger), 404, 'class_not_found');
      expectProblem(await student.client.get(`${room.path}/scores`), 403, 'forbidden');
      expectProblem(await room.save(student, save, student.client), 403, 'forbidden');
      expectProblem(await room.publish('final', { by: student.client }), 403, 'forbidden');
      expectProblem(await room.lecturer.get(`${room.path}/scores/me`), 403, 'forbidden');
      expectProblem(await admin.get(`/classes/${randomUUID()}/scores`), 404, 'class_not_found');
      expect(await room.row(student)).toMatchObject({ marks: {}, version: 1 });
      expect((await room.save(student, save, admin)).status).toBe(200);
    });
  });

  describe('one row', () => {
    it('takes marks, keeps what is not named, clears what is null, and records it', async () => {
      const room = await open({ students: 1 });
      const student = room.students[0]!;
      expect((await room.mark(student, { midterm: 7.25 })).body).toMatchObject({ marks: { midterm: 7.25 }, result: null, version: 2 });
      const { body } = await room.mark(student, { final: 8.5 });
      expect(body).toMatchObject({ marks: { midterm: 7.25, final: 8.5 }, result: { value: 8, letter: 'B+' }, version: 3 });
      expect((await room.mark(student, { midterm: null }, { reason: 'Void.' })).body).toMatchObject({
        marks: { final: 8.5 },
        result: null,
        version: 4,
      });
      const entries = await auditLogOf(school, enrolmentEntity({ classId: room.schoolClass.id, studentId: student.user.id }));
      expect(entries.filter(({ action }) => action === 'marks.changed')).toMatchObject([
        { before: { marks: { midterm: null } }, after: { marks: { midterm: 7.25 } } },
        { before: { marks: { final: null } }, after: { marks: { final: 8.5 } } },
        { before: { marks: { midterm: 7.25 } }, after: { marks: { midterm: null } }, reason: 'Void.' },
      ]);
    });

    it('is not written where nothing changes', async () => {
      const room = await open({ students: 1 });
      const student = room.students[0]!;
      await room.mark(student, { midterm: 7 });
      for (const marks of [{}, { midterm: 7 }, { midterm: 7.0, final: null }]) {
        expect(await room.mark(student, marks)).toMatchObject({ status: 200, body: { version: 2 } });
      }
      expect(await auditLogOf(school, enrolmentEntity({ classId: room.schoolClass.id, studentId: student.user.id }))).toHaveLength(2);
    });

    it('accepts the repetition of a write whose answer was lost', async () => {
      const room = await open({ students: 1 });
      const [student] = room.students as [SignedInUser];
      const write = () => room.save(student, { version: 1, marks: { midterm: 7 } });
      const first = await write();
      expect(await write()).toMatchObject({ status: 200, body: first.body as object });
      const results = resultsOf(await room.saveMany({ rows: [{ studentId: student.user.id, version: 1, marks: { midterm: 7 } }] }));
      expect(results).toMatchObject([{ outcome: 'unchanged', row: first.body as object }]);
    });

    it('gives a stale write the row as it is now', async () => {
      const room = await open({ students: 1 });
      const student = room.students[0]!;
      await room.mark(student, { midterm: 7 });
      const stale = await room.save(student, { version: 1, marks: { midterm: 6 } });
      expectProblem(stale, 409, 'stale');
      expect((stale.body as { current: RowBody }).current).toEqual(await room.row(student));
      expect(await room.row(student)).toMatchObject({ marks: { midterm: 7 }, version: 2 });
    });

    it.each(['7.005', '-1', '-0', '10.01', '1e309', '-1e309', '"7"', 'true', '[7]', '{"valueOf":7}', '{}'])(
      'refuses the mark %s, naming the field',
      async (mark) => {
        const room = await open({ students: 1 });
        const answer = await room.save(room.students[0]!, `{"version":1,"marks":{"midterm":5,"final":${mark}}}`);
        expectProblem(answer, 400, 'validation_failed');
        expect(fieldsOf(answer)[0]).toMatch(/^marks\.final/);
        expect(await room.row(room.students[0]!)).toMatchObject({ marks: {}, version: 1 });
      },
    );

    it.each(['NaN', 'Infinity', '07', '.5', '7.', '+7'])('refuses the mark %s, which is not JSON', async (mark) => {
      const room = await open({ students: 1 });
      expectProblem(await room.save(room.students[0]!, `{"version":1,"marks":{"final":${mark}}}`), 400, 'malformed_json');
    });

    it.each(['quiz', 'Final', '', '__proto__', 'constructor', 'toString', 'prototype'])(
      'refuses the component %j, which is none',
      async (key) => {
        const room = await open({ students: 1 });
        const answer = await room.save(room.students[0]!, `{"version":1,"marks":{${JSON.stringify(key)}:7}}`);
        expectProblem(answer, 400, 'validation_failed');
        expect(fieldsOf(answer)).toEqual([`marks.${key || '""'}`]);
      },
    );

    it.each<[string, object, string]>([
      ['no version', { marks: {} }, 'version'],
      ['a version that is none', { version: '1', marks: {} }, 'version'],
      ['a list of marks', { version: 1, marks: [7] }, 'marks'],
      ['marks that are null', { version: 1, marks: null }, 'marks'],
      ['a result', { version: 1, marks: {}, result: 10 }, 'result'],
      ['an empty reason', { version: 1, marks: {}, reason: ' ' }, 'reason'],
    ])('is refused with %s', async (_what, body, field) => {
      const room = await open({ students: 1 });
      const answer = await room.save(room.students[0]!, body);
      expectProblem(answer, 400, 'validation_failed');
      expect(fieldsOf(answer)).toEqual([field]);
    });

    it.each<[string, object]>([
      ['no marks, flags and feedback', {}],
      ['empty marks', { marks: {} }],
    ])('does not change with %s', async (_what, nothing) => {
      const room = await open({ students: 1 });
      expect(await room.save(room.students[0]!, { version: 1, ...nothing })).toMatchObject({
        status: 200,
        body: { marks: {}, version: 1 },
      });
    });

    it('is read-only for a withdrawn student, and missing for a student who was never enrolled', async () => {
      const room = await open({ students: 1 });
      const student = room.students[0]!;
      await school.withdraw(room.schoolClass, student.user);
      expectProblem(await room.mark(student, { final: 5 }), 409, 'not_enrolled');
      expectProblem(await room.save(await school.addUser(), { version: 1, marks: {} }), 404, 'enrolment_not_found');
    });

    it('holds exactly what was sent: the maximum, nothing, and two places', async () => {
      const room = await open({ students: 1 });
      const student = room.students[0]!;
      for (const marks of [
        { midterm: 10, final: 0 },
        { midterm: 0.29, final: 9.99 },
        { midterm: 1.1, final: 2.2 },
      ]) {
        expect((await room.mark(student, marks)).body).toMatchObject({ marks });
      }
    });
  });

  describe('many rows', () => {
    it('have an outcome each', async () => {
      const room = await open({ students: 5 });
      const [saved, unchanged, stale, left] = room.students as [SignedInUser, SignedInUser, SignedInUser, SignedInUser];
      await room.mark(unchanged, { midterm: 5 });
      await room.mark(stale, { midterm: 6 });
      await school.withdraw(room.schoolClass, left.user);
      const versions = [1, 2, 1, 2, 1];
      const ids = [...[saved, unchanged, stale, left].map(({ user }) => user.id), randomUUID()];
      const rows = ids.map((studentId, index) => ({ studentId, version: versions[index], marks: { midterm: 5 } }));
      const results = resultsOf(await room.saveMany({ rows }));
      expect(results.map(({ studentId, outcome, error }) => [studentId, error?.code ?? outcome])).toEqual([
        [ids[0], 'saved'],
        [ids[1], 'unchanged'],
        [ids[2], 'stale'],
        [ids[3], 'not_enrolled'],
        [ids[4], 'unknown_reference'],
      ]);
      expect(results.map(({ row }) => row?.version)).toEqual([2, 2, 2, undefined, undefined]);
      expect(results[0]!.row).toEqual(await room.row(saved));
      expect(results[2]!.row).toEqual(await room.row(stale));
    });

    it('are refused together where one mark is not good, naming each', async () => {
      const room = await open({ students: 2 });
      const rows = room.students.map(({ user }, index) => ({
        studentId: user.id,
        version: 1,
        marks: index ? { final: 11, quiz: 1 } : { final: 5 },
      }));
      const answer = await room.saveMany({ rows });
      expectProblem(answer, 400, 'validation_failed');
      expect(fieldsOf(answer)).toEqual(['rows[1].marks.final', 'rows[1].marks.quiz']);
      expect((await room.rows()).map(({ version }) => version)).toEqual([1, 1]);
    });

    it('may not name a student twice', async () => {
      const room = await open({ students: 1 });
      const { id: studentId } = room.students[0]!.user;
      const answer = await room.saveMany({ rows: [1, 2].map((mark) => ({ studentId, version: 1, marks: { final: mark } })) });
      expectProblem(answer, 400, 'validation_failed');
      expect(fieldsOf(answer)).toEqual(['rows[1].studentId']);
      expectProblem(await room.saveMany({ rows: [] }), 400, 'validation_failed');
      const many = Array.from({ length: 201 }, () => ({ studentId: randomUUID(), version: 1, marks: {} }));
      expectProblem(await room.saveMany({ rows: many }), 400, 'validation_failed');
    });

    it('are two hundred at most, and saved through several steps', async () => {
      const room = await open({ students: 101, capacity: 200 });
      const rows = (await room.rows()).map(({ studentId, version }, index) => ({ studentId, version, marks: { final: (index % 21) / 2 } }));
      expect(new Set(resultsOf(await room.saveMany({ rows })).map(({ outcome }) => outcome))).toEqual(new Set(['saved']));
      expect((await room.rows()).map(({ marks }) => marks.final)).toEqual(rows.map(({ marks }) => marks.final));
    });
  });

  describe('at once', () => {
    it('twenty saves of one version leave the marks of one, time and again', async () => {
      const room = await open({ students: 1 });
      const student = room.students[0]!;
      for (let version = 1; version <= 3; version += 1) {
        const answers = await Promise.all(
          Array.from({ length: 20 }, (_, index) => room.save(student, { version, marks: { final: (version * 100 + index) / 100 } })),
        );
        const won = answers.filter(({ status }) => status === 200);
        expect(won).toHaveLength(1);
        expect(won[0]!.body).toEqual(await room.row(student));
        for (const lost of answers.filter((answer) => answer !== won[0])) {
          expect(lost).toMatchObject({ status: 409, body: { code: 'stale', current: won[0]!.body as object } });
        }
      }
      const entries = await auditLogOf(school, enrolmentEntity({ classId: room.schoolClass.id, studentId: student.user.id }));
      expect(entries.filter(({ action }) => action === 'marks.changed')).toHaveLength(3);
    });

    it('two lists over the same rows save each row once', async () => {
      const room = await open({ students: 60, capacity: 60 });
      const rows = await room.rows();
      const list = (final: number) => ({ rows: rows.map(({ studentId, version }) => ({ studentId, version, marks: { final } })) });
      const outcomes = (await Promise.all([room.saveMany(list(4)), room.saveMany(list(6), admin)])).map(resultsOf);
      for (const [index, row] of (await room.rows()).entries()) {
        expect(outcomes.map((results) => results[index]!.outcome).sort()).toEqual(['saved', 'stale']);
        expect(row).toMatchObject({ version: 2, marks: { final: outcomes[0]![index]!.outcome === 'saved' ? 4 : 6 } });
      }
    });
  });
});
