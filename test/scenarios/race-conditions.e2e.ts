import { enrolmentEntity } from '../../src/features/enrolments/enrolment.js';
import { auditLogOf } from '../fixtures/audit-log.js';
import { AccountsSchool, newIdentity } from '../fixtures/accounts-school.js';
import type { Answer, School } from '../fixtures/school.js';
import { Classroom, type Pupil } from '../fixtures/classroom.js';
import { expectProblem, Office } from '../fixtures/registrar.js';

interface Outcomes {
  results: { outcome: string; error?: { code: string } }[];
}

describe('what happens between a look and the write', () => {
  let accounts: AccountsSchool;
  let school: School;
  let office: Office;

  beforeAll(async () => {
    accounts = await AccountsSchool.start(1_500);
    ({ school } = accounts);
    office = await Office.open(school);
  });
  afterAll(() => accounts.close());
  afterEach(() => school.database.faults.clear());

  const open = async (pupils = 1) => {
    const room = await Classroom.open(school, office, { pupils, capacity: 100 });
    return { room, pupil: room.pupils[0]! };
  };
  /** Somebody whose account and profile can be changed. */
  const someone = async (): Promise<Pupil> => {
    const user = await accounts.person();
    return { user, client: school.as(user) };
  };
  /** Makes a change for which something happens once all has been read, and before anything is written. */
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
  const put = ({ path, admin }: Classroom, { user }: Pupil) => admin.put(`${path}/students/${user.id}`);
  const remove = ({ path, admin }: Classroom, { user }: Pupil) => admin.delete(`${path}/students/${user.id}`);
  const changeUser = ({ user }: Pupil, change: object) => accounts.admin.patch(`/users/${user.id}`, change);
  const disable = ({ user }: Pupil) => accounts.admin.post(`/users/${user.id}/disable`);

  describe('of marks', () => {
    it.each<[string, number, string, (room: Classroom, pupil: Pupil) => Promise<{ status: number }>]>([
      ['a lock', 409, 'gradebook_locked', (room) => room.lock(room.admin)],
      ['archiving', 409, 'class_archived', (room) => room.archive()],
      ['another lecturer', 404, 'class_not_found', async (room) => changeClass(room, { lecturerId: (await office.lecturer()).user.id })],
      [
        'other components',
        409,
        'components_changed',
        (room) => changeClass(room, { components: [{ key: 'final', name: 'F', weight: 100 }] }),
      ],
      ['withdrawal', 409, 'not_enrolled', remove],
    ])('%s refuses them: %d %s', async (_what, status, code, happens) => {
      const { room, pupil } = await open();
      const save = () => room.save(pupil, { version: 1, marks: { final: 5 } });
      expectProblem(await during(() => happens(room, pupil), save), status, code);
      expect((await room.row(pupil)).marks).toEqual({});
      expect((await office.admin.get(room.path)).body).toMatchObject({ gradingStarted: false });
    });

    it('a lock refuses an admin too who did not say why', async () => {
      const { room, pupil } = await open();
      const save = () => room.save(pupil, { version: 1, marks: { final: 5 } }, room.admin);
      expectProblem(await during(() => room.lock(), save), 409, 'gradebook_locked');
      expect((await room.row(pupil)).marks).toEqual({});
    });

    it('publishing, a new name or another mark in the class refuses none', async () => {
      const pupil = await someone();
      const { room, pupil: other } = await open();
      await put(room, pupil);
      const happenings = [
        () => room.publish('final'),
        () => changeUser(pupil, { familyName: 'Lê' }),
        () => room.save(other, { version: 1, marks: { final: 5 } }),
      ];
      for (const [index, happens] of happenings.entries()) {
        const save = () => room.save(pupil, { version: index + 1, marks: { final: index } });
        expect(await during(happens, save)).toMatchObject({ status: 200 });
      }
      expect(await room.row(pupil)).toMatchObject({ familyName: 'Lê', marks: { final: 2 }, version: 4 });
    });

    it('a lock after the first step of a list refuses the rows of the next', async () => {
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

  describe('of publishing', () => {
    it('a mark that is changed before it was to be seen is not told to the student', async () => {
      const { room, pupil } = await open();
      await room.mark(pupil, { final: 2 });
      const publish = () => room.publish('final');
      expect((await during(() => room.mark(pupil, { final: 7 }), publish)).status).toBe(200);
      await room.mark(pupil, { final: 8 });
      expect((await room.history(pupil, pupil.client)).body).toMatchObject({ items: [{ from: 7, to: 8 }] });
    });

    it('another component that is published is published still', async () => {
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
      ['another lecturer', 404, 'class_not_found', async (room) => changeClass(room, { lecturerId: (await office.lecturer()).user.id })],
    ])('%s refuses it: %d %s', async (_what, status, code, happens) => {
      const { room } = await open();
      const publish = () => room.publish('final');
      expectProblem(await during(() => happens(room), publish), status, code);
      expect((await office.admin.get(room.path)).body).toMatchObject({ publishedComponents: {} });
    });
  });

  describe('of enrolling', () => {
    it.each<[string, () => object]>([
      ['name', () => ({ familyName: 'Lê' })],
      ['address', () => ({ email: newIdentity().email })],
    ])('a new %s of the student refuses nothing, and is what the row is from', async (_what, change) => {
      const [{ room }, pupil] = await Promise.all([open(0), someone()]);
      expect(
        (
          await during(
            () => changeUser(pupil, change()),
            () => put(room, pupil),
          )
        ).status,
      ).toBe(200);
      const { familyName } = (await accounts.admin.get(`/users/${pupil.user.id}`)).body as { familyName: string };
      expect(await room.row(pupil)).toMatchObject({ familyName, status: 'ENROLLED' });
      expect(await office.openRelations(pupil.user)).toBe(1);
      expect(
        (
          await during(
            () => changeUser(pupil, change()),
            () => remove(room, pupil),
          )
        ).status,
      ).toBe(204);
      expect(await office.openRelations(pupil.user)).toBe(0);
    });

    it.each<[string, number, string, (room: Classroom, pupil: Pupil) => Promise<{ status: number }>]>([
      ['disabling the student', 409, 'student_disabled', (_room, pupil) => disable(pupil)],
      ['another role', 404, 'student_not_found', (_room, pupil) => changeUser(pupil, { role: 'LECTURER' })],
      ['archiving', 409, 'class_archived', (room) => room.archive()],
      ['a smaller class', 409, 'class_full', (room) => changeClass(room, { capacity: 1 })],
    ])('%s refuses it: %d %s', async (_what, status, code, happens) => {
      const [{ room }, pupil] = await Promise.all([open(1), someone()]);
      expectProblem(
        await during(
          () => happens(room, pupil),
          () => put(room, pupil),
        ),
        status,
        code,
      );
      expect(await room.rows()).toHaveLength(1);
      expect(await office.openRelations(pupil.user)).toBe(0);
    });

    it('the same enrolment is the same, and so is the same withdrawal', async () => {
      const [{ room }, pupil] = await Promise.all([open(0), school.person()]);
      const [enrol, withdraw] = [() => put(room, pupil), () => remove(room, pupil)];
      expect((await during(enrol, enrol)).status).toBe(200);
      expect((await during(withdraw, withdraw)).status).toBe(204);
      const actions = (await auditLogOf(school, enrolmentEntity({ classId: room.schoolClass.id, studentId: pupil.user.id }))).map(
        ({ action }) => action,
      );
      expect(actions).toEqual(['enrolment.enrolled', 'enrolment.withdrawn']);
    });
  });

  describe('and when the database does not answer', () => {
    const LONG = 1_000;

    it('marks are saved once, whatever got lost on the way', async () => {
      const { room, pupil } = await open();
      for (const fault of ['AnswerLost', 'ConnectionLost', 'TransactionConflict', 'ThrottlingException'] as const) {
        school.database.faults.failNext('TransactWriteItems', fault);
      }
      expect(await room.save(pupil, { version: 1, marks: { final: 5 } })).toMatchObject({ status: 200, body: { version: 2 } });
      expect(await auditLogOf(school, enrolmentEntity({ classId: room.schoolClass.id, studentId: pupil.user.id }))).toHaveLength(2);
    });

    it('what was saved of a list is told, and what was not', async () => {
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

    it('a list of which nothing was saved is unavailable', async () => {
      const { room, pupil } = await open();
      school.database.faults.failNext('TransactWriteItems', 'ThrottlingException', LONG);
      expectProblem(await room.saveMany({ rows: [{ studentId: pupil.user.id, version: 1, marks: { final: 5 } }] }), 503, 'unavailable');
    });
  });
});
