import { enrolmentEntity } from '../../src/features/enrolments/enrolment.js';
import { auditLogOf } from '../fixtures/audit-log.js';
import { aCode, newIdentity } from '../fixtures/builders.js';
import type { Classroom } from '../fixtures/classroom.js';
import type { Answer } from '../fixtures/client.js';
import { expectProblem, fieldsOf } from '../fixtures/expectations.js';
import { SchoolFixture, type SignedInUser } from '../fixtures/school.js';

interface Outcomes {
  results: { outcome: string; error?: { code: string } }[];
}

describe('changes between a read and its write', () => {
  let school: SchoolFixture;

  beforeAll(async () => {
    school = await SchoolFixture.startWithAccounts(1_500);
    await school.addDefaults();
  });
  afterAll(() => school.close());
  afterEach(() => school.database.faults.clear());

  const open = async (students = 1) => {
    const room = await school.addClassroom({ students, capacity: 100 });
    return { room, student: room.students[0]! };
  };
  /** A student with an account. */
  const aStudent = async (): Promise<SignedInUser> => {
    const user = await school.addAccount();
    return { user, client: school.as(user) };
  };
  /** Runs `happens` during `change`, after its reads and before its write. */
  const during = async (happens: () => Promise<{ status: number }>, change: () => Promise<Answer>): Promise<Answer> => {
    let happened: Promise<{ status: number }> | undefined;
    const stop = school.database.faults.before('TransactWriteItems', async () => {
      stop();
      happened = happens();
      await happened;
    });
    const answer = await change();
    expect((await happened)?.status).toBeLessThan(300);
    return answer;
  };
  const changeClass = async ({ path, admin }: Classroom, change: object) => admin.patch(path, change);
  const put = ({ path, admin }: Classroom, { user }: SignedInUser) => admin.put(`${path}/students/${user.id}`);
  const remove = ({ path, admin }: Classroom, { user }: SignedInUser) => admin.delete(`${path}/students/${user.id}?as=withdrawn`);
  const changeUser = ({ user }: SignedInUser, change: object) => school.admin.patch(`/users/${user.id}`, change);
  const disable = ({ user }: SignedInUser) => school.admin.post(`/users/${user.id}/disable`);

  describe('saving marks', () => {
    it.each<[string, number, string, (room: Classroom, student: SignedInUser) => Promise<{ status: number }>]>([
      ['a lock', 409, 'gradebook_locked', (room) => room.lock(room.admin)],
      ['archiving', 409, 'class_archived', (room) => room.archive()],
      ['another lecturer', 404, 'class_not_found', async (room) => changeClass(room, { lecturerId: (await school.addLecturer()).user.id })],
      [
        'other components',
        409,
        'components_changed',
        (room) => changeClass(room, { components: [{ key: 'final', name: 'F', weight: 100 }] }),
      ],
      ['withdrawal', 409, 'not_enrolled', remove],
    ])('%s refuses them: %d %s', async (_what, status, code, happens) => {
      const { room, student } = await open();
      const save = () => room.save(student, { version: 1, marks: { final: 5 } });
      expectProblem(await during(() => happens(room, student), save), status, code);
      expect((await room.row(student)).marks).toEqual({});
      expect((await school.admin.get(room.path)).body).toMatchObject({ gradingStarted: false });
    });

    it('rejects an admin without a reason after a lock', async () => {
      const { room, student } = await open();
      const save = () => room.save(student, { version: 1, marks: { final: 5 } }, room.admin);
      expectProblem(await during(() => room.lock(), save), 409, 'gradebook_locked');
      expect((await room.row(student)).marks).toEqual({});
    });

    it('succeeds after a publication, a rename or another mark in the class', async () => {
      const student = await aStudent();
      const { room, student: other } = await open();
      await put(room, student);
      const happenings = [
        () => room.publish('final'),
        () => changeUser(student, { familyName: 'Lê' }),
        () => room.save(other, { version: 1, marks: { final: 5 } }),
      ];
      for (const [index, happens] of happenings.entries()) {
        const save = () => room.save(student, { version: index + 1, marks: { final: index } });
        expect(await during(happens, save)).toMatchObject({ status: 200 });
      }
      expect(await room.row(student)).toMatchObject({ familyName: 'Lê', marks: { final: 2 }, version: 4 });
    });

    it('rejects the remaining rows of a list after a lock', async () => {
      const { room } = await open(60);
      const rows = (await room.rows()).map(({ studentId, version }) => ({ studentId, version, marks: { final: 5 } }));
      let steps = 0;
      const stop = school.database.faults.before('TransactWriteItems', async () => {
        if ((steps += 1) < 2) return;
        stop();
        await room.lock(room.admin);
      });
      const { results } = (await room.saveMany({ rows })).body as Outcomes;
      const expected = [...Array(49).fill('saved'), ...Array(11).fill('gradebook_locked')];
      expect(results.map(({ outcome, error }) => error?.code ?? outcome)).toEqual(expected);
    });
  });

  describe('publishing', () => {
    it('hides from students that a mark changed before publication', async () => {
      const { room, student } = await open();
      await room.mark(student, { final: 2 });
      const publish = () => room.publish('final');
      expect((await during(() => room.mark(student, { final: 7 }), publish)).status).toBe(200);
      await room.mark(student, { final: 8 });
      expect((await room.history(student, student.client)).body).toMatchObject({ items: [{ from: 7, to: 8 }] });
    });

    it('keeps another component published', async () => {
      const { room } = await open();
      const { body } = await during(
        () => room.publish('midterm'),
        () => room.publish('final'),
      );
      expect((body as { components: { publishedAt: string | null }[] }).components.map(({ publishedAt }) => publishedAt !== null)).toEqual([
        true,
        true,
      ]);
    });

    it.each<[string, number, string, (room: Classroom) => Promise<{ status: number }>]>([
      ['a lock', 409, 'gradebook_locked', (room) => room.lock(room.admin)],
      ['archiving', 409, 'class_archived', (room) => room.archive()],
      ['another lecturer', 404, 'class_not_found', async (room) => changeClass(room, { lecturerId: (await school.addLecturer()).user.id })],
    ])('%s refuses it: %d %s', async (_what, status, code, happens) => {
      const { room } = await open();
      const publish = () => room.publish('final');
      expectProblem(await during(() => happens(room), publish), status, code);
      expect((await school.admin.get(room.path)).body).toMatchObject({ publishedComponents: {} });
    });
  });

  describe('enrolling', () => {
    it.each<[string, () => object]>([
      ['name', () => ({ familyName: 'Lê' })],
      ['address', () => ({ email: newIdentity().email })],
    ])('a new %s of the student refuses nothing, and is what the row is from', async (_what, change) => {
      const [{ room }, student] = await Promise.all([open(0), aStudent()]);
      expect(
        (
          await during(
            () => changeUser(student, change()),
            () => put(room, student),
          )
        ).status,
      ).toBe(200);
      const { familyName } = (await school.admin.get(`/users/${student.user.id}`)).body as { familyName: string };
      expect(await room.row(student)).toMatchObject({ familyName, status: 'ENROLLED' });
      expect(await school.openRelations(student.user)).toBe(1);
      expect(
        (
          await during(
            () => changeUser(student, change()),
            () => remove(room, student),
          )
        ).status,
      ).toBe(204);
      expect(await school.openRelations(student.user)).toBe(0);
    });

    it.each<[string, number, string, (room: Classroom, student: SignedInUser) => Promise<{ status: number }>]>([
      ['disabling the student', 409, 'student_disabled', (_room, student) => disable(student)],
      ['another role', 404, 'student_not_found', (_room, student) => changeUser(student, { role: 'LECTURER' })],
      ['archiving', 409, 'class_archived', (room) => room.archive()],
      ['a smaller class', 409, 'class_full', (room) => changeClass(room, { capacity: 1 })],
    ])('%s refuses it: %d %s', async (_what, status, code, happens) => {
      const [{ room }, student] = await Promise.all([open(1), aStudent()]);
      expectProblem(
        await during(
          () => happens(room, student),
          () => put(room, student),
        ),
        status,
        code,
      );
      expect(await room.rows()).toHaveLength(1);
      expect(await school.openRelations(student.user)).toBe(0);
    });

    it('succeeds while the class gets another code, and fails while it gets another term', async () => {
      const [{ room }, student, term] = await Promise.all([open(0), aStudent(), school.addTerm()]);
      const enrol = () => put(room, student);
      expectProblem(await during(() => changeClass(room, { term }), enrol), 409, 'class_changed');
      expect(await school.openRelations(student.user)).toBe(0);
      expect((await during(() => changeClass(room, { code: aCode('C') }), enrol)).status).toBe(200);
      expect(await room.row(student)).toMatchObject({ status: 'ENROLLED' });
    });

    it.each<[string, (room: Classroom) => Promise<{ status: number }>]>([
      ['a publication', (room) => room.publish('final')],
      ['a lock', (room) => room.lock()],
    ])('%s requires a reason of a withdrawal', async (_what, happens) => {
      const { room, student } = await open();
      const answer = await during(
        () => happens(room),
        () => remove(room, student),
      );
      expectProblem(answer, 400, 'validation_failed');
      expect(fieldsOf(answer)).toEqual(['reason']);
      expect(await room.row(student)).toMatchObject({ status: 'ENROLLED' });
    });

    it('repeats an enrolment and a withdrawal without a change', async () => {
      const [{ room }, student] = await Promise.all([open(0), school.addUser()]);
      const [enrol, withdraw] = [() => put(room, student), () => remove(room, student)];
      expect((await during(enrol, enrol)).status).toBe(200);
      expect((await during(withdraw, withdraw)).status).toBe(204);
      const actions = (await auditLogOf(school, enrolmentEntity({ classId: room.schoolClass.id, studentId: student.user.id }))).map(
        ({ action }) => action,
      );
      expect(actions).toEqual(['enrolment.enrolled', 'enrolment.withdrawn']);
    });
  });

  describe('saving without an answer of the database', () => {
    const LONG = 1_000;

    it('saves marks once if responses are lost', async () => {
      const { room, student } = await open();
      for (const fault of ['AnswerLost', 'ConnectionLost', 'TransactionConflict', 'ThrottlingException'] as const) {
        school.database.faults.failNext('TransactWriteItems', fault);
      }
      expect(await room.save(student, { version: 1, marks: { final: 5 } })).toMatchObject({ status: 200, body: { version: 2 } });
      expect(await auditLogOf(school, enrolmentEntity({ classId: room.schoolClass.id, studentId: student.user.id }))).toHaveLength(2);
    });

    it('reports which rows of a list were saved', async () => {
      const { room } = await open(60);
      const rows = (await room.rows()).map(({ studentId, version }) => ({ studentId, version, marks: { final: 5 } }));
      let steps = 0;
      school.database.faults.before('TransactWriteItems', () => {
        if ((steps += 1) === 2) school.database.faults.failNext('TransactWriteItems', 'ThrottlingException', LONG);
      });
      const { status, body } = await room.saveMany({ rows });
      expect(status).toBe(200);
      const expected = [...Array(49).fill('saved'), ...Array(11).fill('unavailable')];
      expect((body as Outcomes).results.map(({ outcome, error }) => error?.code ?? outcome)).toEqual(expected);
      await school.database.faults.clear();
      expect((await room.rows()).filter(({ marks }) => marks.final === 5)).toHaveLength(49);
    });

    it('answers 503 if no row of a list was saved', async () => {
      const { room, student } = await open();
      school.database.faults.failNext('TransactWriteItems', 'ThrottlingException', LONG);
      expectProblem(await room.saveMany({ rows: [{ studentId: student.user.id, version: 1, marks: { final: 5 } }] }), 503, 'unavailable');
    });
  });
});
