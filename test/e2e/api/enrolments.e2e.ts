import { randomUUID } from 'node:crypto';
import { enrolmentEntity } from '../../../src/features/enrolments/enrolment.js';
import { Database } from '../../../src/persistence/dynamodb/driver/database.js';
import { auditLogOf } from '../../fixtures/audit-log.js';
import type { ClassBody, Classroom } from '../../fixtures/classroom.js';
import type { Answer, Client } from '../../fixtures/client.js';
import { dumpOf } from '../../fixtures/dump.js';
import { expectProblem, fieldsOf } from '../../fixtures/expectations.js';
import { SchoolFixture, type SignedInUser } from '../../fixtures/school.js';

interface Outcome {
  id?: string;
  code?: string;
  studentId?: string;
  outcome: string;
  error?: { code: string; message: string };
}

describe('/classes/:id/students', () => {
  let school: SchoolFixture;
  let admin: Client;

  beforeAll(async () => {
    school = await SchoolFixture.startWithDefaults();
    ({ admin } = school);
  });
  afterAll(() => school.close());

  const people = (count: number) => Promise.all(Array.from({ length: count }, () => school.addUser()));
  const put = ({ id }: { id: string }, { user }: SignedInUser, by: Client = admin) => by.put(`/classes/${id}/students/${user.id}`);
  const remove = ({ id }: { id: string }, { user }: SignedInUser, by: Client = admin) =>
    by.delete(`/classes/${id}/students/${user.id}?as=withdrawn`);
  const enrolledCount = async ({ id }: { id: string }) => ((await admin.get(`/classes/${id}`)).body as ClassBody).enrolledCount;
  const counted = async () => {
    const shards = await school.get(Database).all('ledger', { partition: 'COUNT', prefix: 'enrolments#', consistent: true });
    return shards.reduce((sum, { count }) => sum + (count as number), 0);
  };
  const actionsOn = async ({ id }: { id: string }, { user }: SignedInUser) =>
    (await auditLogOf(school, enrolmentEntity({ classId: id, studentId: user.id }))).map(({ action }) => action);

  describe('one student', () => {
    it('is enrolled, and again without a change', async () => {
      const schoolClass = await school.addClass();
      const student = await school.addUser();
      const before = await counted();
      const { status, body } = await put(schoolClass, student);
      const { id: studentId, code: studentCode, givenName, familyName } = student.user;
      expect({ status, body }).toEqual({
        status: 200,
        body: { studentId, studentCode, givenName, familyName, enrolledAt: expect.stringMatching(/^\d{4}-.*Z$/) },
      });
      expect(await put(schoolClass, student)).toMatchObject({ status: 200, body });
      expect(await enrolledCount(schoolClass)).toBe(1);
      expect(await school.openRelations(student.user)).toBe(1);
      expect(await counted()).toBe(before + 1);
      expect(await actionsOn(schoolClass, student)).toEqual(['enrolment.enrolled']);
    });

    it('is withdrawn, keeps the marks, and finds them again', async () => {
      const room = await school.addClassroom({ students: 1 });
      const student = room.students[0]!;
      await room.mark(student, { midterm: 7 });
      const before = await counted();
      expect((await remove(room.schoolClass, student)).status).toBe(204);
      expect((await remove(room.schoolClass, student)).status).toBe(204);
      expect(await room.row(student)).toMatchObject({ status: 'WITHDRAWN', marks: { midterm: 7 }, version: 3 });
      expect((await student.client.get(room.path)).status).toBe(404);
      expect(await enrolledCount(room.schoolClass)).toBe(0);
      expect(await school.openRelations(student.user)).toBe(0);
      expect(await counted()).toBe(before - 1);

      expect((await put(room.schoolClass, student)).status).toBe(200);
      expect(await room.row(student)).toMatchObject({ status: 'ENROLLED', marks: { midterm: 7 }, version: 4 });
      const actions = ['enrolment.enrolled', 'marks.changed', 'enrolment.withdrawn', 'enrolment.enrolled'];
      expect(await actionsOn(room.schoolClass, student)).toEqual(actions);
    });

    it.each<[string, (room: Classroom) => Promise<Answer>]>([
      ['a publication', (room) => room.publish('midterm')],
      ['a lock', (room) => room.lock()],
    ])('is withdrawn only with a reason after %s', async (_what, happens) => {
      const room = await school.addClassroom({ students: 1 });
      const student = room.students[0]!;
      await happens(room);
      const refused = await remove(room.schoolClass, student);
      expectProblem(refused, 400, 'validation_failed');
      expect(fieldsOf(refused)).toEqual(['reason']);
      expect(await room.row(student)).toMatchObject({ status: 'ENROLLED', version: 1 });

      const reason = 'Moved to another city';
      const path = `${room.path}/students/${student.user.id}`;
      expect((await admin.delete(`${path}?as=withdrawn&reason=${encodeURIComponent(reason)}`)).status).toBe(204);
      const entity = enrolmentEntity({ classId: room.schoolClass.id, studentId: student.user.id });
      expect((await auditLogOf(school, entity)).at(-1)).toMatchObject({ action: 'enrolment.withdrawn', reason });
      // Repeating a withdrawal changes nothing, so it needs no reason.
      expect((await remove(room.schoolClass, student)).status).toBe(204);
    });

    it.each(['?reason=', '?reason=%20', '?reason=a&reason=b', '?why=x', `?reason=${'x'.repeat(501)}`])(
      'is not withdrawn with %s',
      async (query) => {
        const room = await school.addClassroom({ students: 1 });
        expectProblem(await admin.delete(`${room.path}/students/${room.students[0]!.user.id}${query}`), 400, 'validation_failed');
        expect(await room.row(room.students[0]!)).toMatchObject({ status: 'ENROLLED' });
      },
    );

    it('is refused a seat in a full class', async () => {
      const room = await school.addClassroom({ students: 1, capacity: 1 });
      expectProblem(await put(room.schoolClass, await school.addUser()), 409, 'class_full');
      await remove(room.schoolClass, room.students[0]!);
      expect((await put(room.schoolClass, await school.addUser())).status).toBe(200);
    });

    it('is refused if absent, not a student, or disabled', async () => {
      const schoolClass = await school.addClass();
      const absent = { user: { id: randomUUID() } } as SignedInUser;
      expectProblem(await put(schoolClass, absent), 404, 'student_not_found');
      expectProblem(await put(schoolClass, await school.addLecturer()), 404, 'student_not_found');
      expectProblem(await put(schoolClass, await school.addUser({ status: 'DISABLED' })), 409, 'student_disabled');
      expectProblem(await remove(schoolClass, absent), 404, 'enrolment_not_found');
      expectProblem(await remove(schoolClass, await school.addUser()), 404, 'enrolment_not_found');
      expectProblem(await put({ id: randomUUID() }, await school.addUser()), 404, 'class_not_found');
      expectProblem(await remove({ id: randomUUID() }, await school.addUser()), 404, 'class_not_found');
      expect(await enrolledCount(schoolClass)).toBe(0);
    });

    it('stays in or out of an archived class', async () => {
      const room = await school.addClassroom({ students: 1 });
      await room.archive();
      expectProblem(await put(room.schoolClass, await school.addUser()), 409, 'class_archived');
      expectProblem(await remove(room.schoolClass, room.students[0]!), 409, 'class_archived');
      expectProblem(await admin.post(`${room.path}/students`, { students: [{ code: 'S-1' }] }), 409, 'class_archived');
      expect((await put(room.schoolClass, room.students[0]!)).status).toBe(200);
    });

    it('is enrolled and withdrawn by admins only', async () => {
      const room = await school.addClassroom({ students: 1 });
      const student = room.students[0]!;
      for (const by of [room.lecturer, student.client]) {
        expectProblem(await put(room.schoolClass, student, by), 403, 'forbidden');
        expectProblem(await remove(room.schoolClass, student, by), 403, 'forbidden');
        expectProblem(await by.post(`${room.path}/students`, { students: [{ id: student.user.id }] }), 403, 'forbidden');
      }
      expectProblem(await admin.put(`${room.path}/students/not-a-uuid`), 400, 'validation_failed');
    });
  });

  describe('the roster', () => {
    it('contains each enrolled student once, with every limit', async () => {
      const room = await school.addClassroom({ students: 7 });
      await remove(room.schoolClass, room.students[3]!);
      const expected = room.students.filter((_pupil, index) => index !== 3).map(({ user }) => user.id);
      for (const limit of [1, 3, 100]) {
        const roster = (await room.lecturer.walk(`${room.path}/students`, limit)) as { studentId: string }[];
        expect(roster.map(({ studentId }) => studentId).sort()).toEqual(expected.sort());
      }
    });

    it('is seen by admins and the lecturer of the class', async () => {
      const room = await school.addClassroom({ students: 1 });
      expect((await admin.get(`${room.path}/students`)).status).toBe(200);
      expectProblem(await (await school.addLecturer()).client.get(`${room.path}/students`), 404, 'class_not_found');
      expectProblem(await admin.get(`/classes/${randomUUID()}/students`), 404, 'class_not_found');
      expectProblem(await room.students[0]!.client.get(`${room.path}/students`), 403, 'forbidden');
    });
  });

  describe('a list of students', () => {
    const post = async ({ id }: { id: string }, students: object[], query = '') => {
      const { status, body } = await admin.post(`/classes/${id}/students${query}`, { students });
      expect({ status, body }).toMatchObject({ status: 200 });
      return (body as { results: Outcome[] }).results;
    };
    const outcomesOf = (outcomes: Outcome[]) => outcomes.map(({ outcome, error }) => error?.code ?? outcome);

    it('is enrolled by ids and codes, each line with its outcome', async () => {
      const room = await school.addClassroom({ students: 1 });
      const [byId, byCode] = (await people(2)) as [SignedInUser, SignedInUser];
      const [disabled, teacher] = await Promise.all([school.addUser({ status: 'DISABLED' }), school.addLecturer()]);
      const lines = [
        { id: byId.user.id },
        { code: byCode.user.code.toLowerCase() },
        { id: room.students[0]!.user.id },
        { code: byId.user.code },
        { id: disabled.user.id },
        { code: teacher.user.code },
        { code: 'nobody' },
        { id: randomUUID() },
      ];
      const outcomes = await post(room.schoolClass, lines);
      const unknown = 'unknown_reference';
      const expected = ['enrolled', 'enrolled', 'already_enrolled', 'student_repeated', 'student_disabled', unknown, unknown, unknown];
      expect(outcomesOf(outcomes)).toEqual(expected);
      expect(outcomes.map(({ id, code }) => ({ id, code }))).toEqual(lines.map((line) => ({ id: undefined, code: undefined, ...line })));
      expect(outcomes.slice(0, 3).map(({ studentId }) => studentId)).toEqual([byId, byCode, room.students[0]!].map(({ user }) => user.id));
      expect(await enrolledCount(room.schoolClass)).toBe(3);
    });

    it('is compared with the names that it has', async () => {
      const [right, wrong] = await Promise.all([
        school.addUser({ familyName: 'Đỗ', givenName: 'Dung' }),
        school.addUser({ familyName: 'Trần', givenName: 'Em' }),
      ]);
      const lines = [
        { code: right.user.code, name: 'do dung' },
        { code: wrong.user.code, name: 'Đỗ Dung' },
      ];
      const csv = ['code,name', ...lines.map(({ code, name }) => `${code},${name}`)].join('\n');
      for (const query of ['?dryRun=true', '']) {
        const schoolClass = await school.addClass();
        const fromFile = await admin.post(`/classes/${schoolClass.id}/students${query}`, csv, { 'content-type': 'text/csv' });
        for (const outcomes of [await post(schoolClass, lines, query), (fromFile.body as { results: Outcome[] }).results]) {
          expect(outcomesOf(outcomes)[1]).toBe('validation_failed');
          expect(outcomes[1]!.error!.message).toContain(`is not the name of ${wrong.user.code}, who is Trần Em.`);
          expect(['enrolled', 'already_enrolled']).toContain(outcomes[0]!.outcome);
        }
        expect(await enrolledCount(schoolClass)).toBe(query === '' ? 1 : 0);
      }
    });

    it('is in order where seats run short', async () => {
      const schoolClass = await school.addClass({ capacity: 30 });
      const students = (await people(33)).map(({ user }) => ({ id: user.id }));
      const before = await counted();
      expect(outcomesOf(await post(schoolClass, students))).toEqual([...Array(30).fill('enrolled'), ...Array(3).fill('class_full')]);
      expect(outcomesOf(await post(schoolClass, students.slice(28)))).toEqual([
        ...Array(2).fill('already_enrolled'),
        ...Array(3).fill('class_full'),
      ]);
      expect(await enrolledCount(schoolClass)).toBe(30);
      expect(await counted()).toBe(before + 30);
    });

    it('is tried before it is sent: the outcomes are the same, and nothing is written', async () => {
      const room = await school.addClassroom({ students: 1, capacity: 4 });
      const [disabled, ...others] = await Promise.all([
        school.addUser({ status: 'DISABLED' }),
        ...Array.from({ length: 5 }, () => school.addUser()),
      ]);
      const students = [...others.slice(0, 2), room.students[0]!, disabled, others[0]!, ...others.slice(2)].map(({ user }) => ({
        id: user.id,
      }));
      const before = await dumpOf(school);
      const tried = await post(room.schoolClass, students, '?dryRun=true');
      const [full, refused] = ['class_full', ['already_enrolled', 'student_disabled', 'student_repeated']];
      expect(outcomesOf(tried)).toEqual(['enrolled', 'enrolled', ...refused, 'enrolled', full, full]);
      expect(await dumpOf(school)).toEqual(before);
      expect(await post(room.schoolClass, students, '?dryRun=false')).toEqual(tried);
      expect(await enrolledCount(room.schoolClass)).toBe(4);
    });

    const send = ({ id }: { id: string }, csv: string, query = '') =>
      admin.post(`/classes/${id}/students${query}`, csv, { 'content-type': 'text/csv' });

    it('is taken as a file of codes or of ids, each line with its outcome, and tried before it is sent', async () => {
      const room = await school.addClassroom({ students: 1, capacity: 3 });
      const [byCode, byId, late] = (await people(3)) as [SignedInUser, SignedInUser, SignedInUser];
      const file = [
        ['Code;ID;Name;Seat', 'header'],
        [`${byCode.user.code.toUpperCase()};`, 'enrolled'],
        [`;${byId.user.id}`, 'enrolled'],
        [';;;', 'blank'],
        [`${room.students[0]!.user.code};`, 'already_enrolled'],
        [`${byId.user.code};`, 'student_repeated'],
        [`${late.user.code};`, 'class_full'],
        [`${late.user.code};${late.user.id}`, 'validation_failed'],
        [';code#s-1', 'validation_failed'],
        ['S 1;', 'validation_failed'],
        ['nobody;', 'unknown_reference'],
        [';;Nguyễn An', 'validation_failed'],
        [';;;12', 'validation_failed'],
      ] as const;
      const csv = `\uFEFF${file.map(([line]) => line).join('\r\n')}`;
      const before = await dumpOf(school);
      const tried = await send(room.schoolClass, csv, '?dryRun=true');
      expect(await dumpOf(school)).toEqual(before);
      const { results } = tried.body as { results: (Outcome & { line: number })[] };
      const expected = file.flatMap(([, outcome], index) => (['header', 'blank'].includes(outcome) ? [] : [[index + 1, outcome]]));
      expect(results.map(({ line, outcome, error }) => [line, error?.code ?? outcome])).toEqual(expected);
      expect(results.slice(-6).map(({ error }) => error!.message)).toEqual([
        'id: must be blank if the line has a code.',
        'id: must be a UUID in lower case.',
        'code: must start with a letter or digit and contain only letters, digits, ".", "_" and "-".',
        'code does not refer to a student.',
        'code: must not be blank, because the line has no id either.',
        'code: must not be blank, because the line has no id either.',
      ]);
      expect((await send(room.schoolClass, csv)).body).toEqual(tried.body);
      expect(await enrolledCount(room.schoolClass)).toBe(3);
    });

    it.each<[string, string, string, string[]]>([
      ['no line', 'code\n', 'validation_failed', ['file']],
      ['more than 500 lines', `code\n${'S-1\n'.repeat(501)}`, 'validation_failed', ['line 502']],
      ['no column of codes or ids', 'seat,name\n4,An\n', 'malformed_csv', ['file']],
    ])('is refused as a file with %s', async (_what, csv, code, fields) => {
      const answer = await send(await school.addClass(), csv);
      expectProblem(answer, 400, code);
      expect(fieldsOf(answer)).toEqual(fields);
    });

    it.each(['?dryRun=', '?dryRun=yes', '?dryRun=true&dryRun=true', '?reason=x'])('takes no %s', async (query) => {
      const schoolClass = await school.addClass();
      const { user } = await school.addUser();
      expectProblem(
        await admin.post(`/classes/${schoolClass.id}/students${query}`, { students: [{ id: user.id }] }),
        400,
        'validation_failed',
      );
      expect(await enrolledCount(schoolClass)).toBe(0);
    });

    it.each<[string, unknown, string[]]>([
      ['no line', [], ['students']],
      ['more than 500 lines', Array.from({ length: 501 }, () => ({ id: randomUUID() })), ['students']],
      ['a line without a student', [{ code: 'a' }, {}], ['students']],
      ['a line that names two', [{ id: randomUUID(), code: 'a' }], ['students']],
      ['an id that is none', [{ id: 'x' }], ['students[0].id']],
      ['what is not known', [{ code: 'a', seat: 4 }], ['students[0].seat']],
      ['no list', 'all', ['students']],
    ])('is refused with %s', async (_what, students, fields) => {
      const schoolClass = await school.addClass();
      const answer = await admin.post(`/classes/${schoolClass.id}/students`, { students });
      expectProblem(answer, 400, 'validation_failed');
      expect([...new Set(fieldsOf(answer))]).toEqual(fields);
    });

    it('names the line without a student, or with two', async () => {
      const schoolClass = await school.addClass();
      for (const wrong of [{}, { id: randomUUID(), code: 'a' }]) {
        const answer = await admin.post(`/classes/${schoolClass.id}/students`, { students: [{ code: 'a' }, { code: 'b' }, wrong] });
        expect(answer.body).toMatchObject({ errors: [{ field: 'students', code: 'id_or_code', params: { index: 2 } }] });
        expect((answer.body as { detail: string }).detail).toContain('students[2] has none or both.');
      }
    });
  });

  describe('at once', () => {
    it('twenty people get the last five seats, and everything agrees on who', async () => {
      const schoolClass = await school.addClass({ capacity: 5 });
      const crowd = await people(20);
      const before = await counted();
      const statuses = await Promise.all(crowd.map(async (student) => (await put(schoolClass, student)).status));
      const seated = crowd.filter((_pupil, index) => statuses[index] === 200);
      expect(seated).toHaveLength(5);
      expect(statuses.filter((status) => status === 409)).toHaveLength(15);
      expect(await enrolledCount(schoolClass)).toBe(5);
      expect(await counted()).toBe(before + 5);
      const roster = (await admin.get(`/classes/${schoolClass.id}/students`)).body as { items: { studentId: string }[] };
      expect(roster.items.map(({ studentId }) => studentId).sort()).toEqual(seated.map(({ user }) => user.id).sort());
      for (const student of crowd) {
        const isSeated = seated.includes(student);
        expect(await school.openRelations(student.user)).toBe(isSeated ? 1 : 0);
        expect(await actionsOn(schoolClass, student)).toEqual(isSeated ? ['enrolment.enrolled'] : []);
      }
    });

    it('overlapping lists enrol each student once', async () => {
      const schoolClass = await school.addClass({ capacity: 40 });
      const students = (await people(40)).map(({ user }) => ({ id: user.id }));
      const lists = [students.slice(0, 30), students.slice(10), [...students].reverse()];
      const outcomes = await Promise.all(lists.map((list) => admin.post(`/classes/${schoolClass.id}/students`, { students: list })));
      const results = outcomes.flatMap(({ body }) => (body as { results: Outcome[] }).results);
      expect(results.filter(({ outcome }) => outcome === 'enrolled')).toHaveLength(40);
      expect(results.filter(({ outcome }) => outcome === 'already_enrolled')).toHaveLength(results.length - 40);
      expect(await enrolledCount(schoolClass)).toBe(40);
    });

    it('concurrent files fill the last seats without exceeding the capacity', async () => {
      const schoolClass = await school.addClass({ capacity: 30 });
      const crowds = [await people(25), await people(25)];
      const answers = await Promise.all(
        crowds.map((crowd) => {
          const csv = ['code', ...crowd.map(({ user }) => user.code)].join('\n');
          return admin.post(`/classes/${schoolClass.id}/students`, csv, { 'content-type': 'text/csv' });
        }),
      );
      const results = answers.flatMap(({ body }) => (body as { results: Outcome[] }).results);
      expect(results.filter(({ outcome }) => outcome === 'enrolled')).toHaveLength(30);
      expect(results.filter(({ error }) => error?.code === 'class_full')).toHaveLength(20);
      expect(await enrolledCount(schoolClass)).toBe(30);
      const roster = (await admin.walk(`/classes/${schoolClass.id}/students`, 100)) as { studentId: string }[];
      const seated = results.filter(({ outcome }) => outcome === 'enrolled').map(({ studentId }) => studentId);
      expect(roster.map(({ studentId }) => studentId).sort()).toEqual(seated.sort());
    });

    it('a student who is renamed is enrolled under one name or the other, and listed under the new one', async () => {
      const schoolClass = await school.addClass();
      const student = await school.addUser();
      const etag = (await admin.get(`/users/${student.user.id}`)).headers.get('etag')!;
      const [renamed, enrolled] = await Promise.all([
        admin.patch(`/users/${student.user.id}`, { familyName: 'Lê' }, etag),
        put(schoolClass, student),
      ]);
      expect([renamed.status, enrolled.status]).toEqual([200, 200]);
      const { body } = await admin.get(`/classes/${schoolClass.id}/students`);
      expect((body as { items: object[] }).items).toMatchObject([{ familyName: 'Lê' }]);
    });
  });
});
