import { StaleVersion, ValidationFailed } from '../../src/core/errors/errors.js';
import type { NewAuditEntry } from '../../src/features/audit/audit-entry.js';
import { ClassArchived, GradebookLocked } from '../../src/features/classes/classes.errors.js';
import { ClassesRepository } from '../../src/features/classes/classes.repository.js';
import type { SchoolClass } from '../../src/features/classes/school-class.js';
import { type Enrolment, enrolmentEntity } from '../../src/features/enrolments/enrolment.js';
import { ClassFull, NotEnrolled, StudentChanged, SubjectTaken } from '../../src/features/enrolments/enrolments.errors.js';
import { type ClassMove, EnrolmentsRepository } from '../../src/features/enrolments/enrolments.repository.js';
import { NameCopiesRepository } from '../../src/features/users/name-copies.repository.js';
import type { User } from '../../src/features/users/user.js';
import { UsersRepository } from '../../src/features/users/users.repository.js';
import { anActor, anEntry } from '../fixtures/builders.js';
import type { EngineUnderTest } from '../fixtures/engines.js';
import { errorsOf, Seed } from '../fixtures/seed.js';

const [LATER, LAST] = ['2026-11-03T09:00:00.000Z', '2026-11-04T09:00:00.000Z'];
const consistent = { consistent: true };

/** Moves of students between the classes of a subject. */
export function movesContract(engine: () => EngineUnderTest): void {
  describe('a move', () => {
    const seed = new Seed(engine);
    const enrolments = () => engine().port(EnrolmentsRepository);
    const classes = () => engine().port(ClassesRepository);
    const users = () => engine().port(UsersRepository);
    const stored = async ({ id }: SchoolClass) => (await classes().read(id, consistent))!;
    const rowOf = ({ id: classId }: SchoolClass, { id: studentId }: User) => enrolments().read({ classId, studentId }, consistent);
    const change = async (schoolClass: SchoolClass, values: Partial<SchoolClass>) => {
      const before = await stored(schoolClass);
      await classes().change(before, { ...before, ...values, version: before.version + 1 }, {}, { audit: anEntry() });
    };
    const mark = async (schoolClass: SchoolClass, row: Enrolment, marks: Enrolment['marks'] = { midterm: 700, final: 'EX' }) => {
      const after: Enrolment = { ...row, marks, version: row.version + 1 };
      const update = { before: row, after, effects: { audit: anEntry() } };
      const refusal = (await enrolments().saveMarks(await stored(schoolClass), [update], { actor: anActor() })).get(row.studentId);
      if (refusal) throw refusal;
      return after;
    };
    const open = async (capacity = 2) => {
      const { schoolClass: from, subject } = await seed.addClass({ capacity });
      const { schoolClass: to } = await seed.addClass({ capacity, term: from.term }, { subject });
      const student = await seed.enrol(from);
      return { from, to, student, row: (await rowOf(from, student))! };
    };
    const move = ({ ...move }: Omit<ClassMove, 'left' | 'effects'>, entry: Partial<NewAuditEntry> = {}, at = LATER) => {
      const [left, audit] = [move.from, move.to].map(({ id: classId }) =>
        anEntry({ at, ...entry, entity: enrolmentEntity({ classId, studentId: move.student.id }) }),
      ) as [NewAuditEntry, NewAuditEntry];
      return enrolments().move({ ...move, left, effects: { audit } }, at);
    };
    const takenSeats = async (schoolClass: SchoolClass) => {
      const { capacity, seatsFree } = await stored(schoolClass);
      return capacity - seatsFree;
    };

    it('takes marks and the seat along, and leaves no row', async () => {
      const { from, to, student, row } = await open();
      const marked = await mark(from, row);
      const moved = await move({ from, to, student, row: marked });
      expect(moved).toEqual({
        ...marked,
        ...{ classId: to.id, classCode: to.code, version: 3, enrolledAt: LATER, movedFrom: [{ classId: from.id, at: LATER }] },
      });
      expect(await rowOf(to, student)).toEqual(moved);
      expect(await rowOf(from, student)).toBeUndefined();
      expect([await takenSeats(from), await takenSeats(to)]).toEqual([0, 1]);
      expect(await stored(to)).toMatchObject({ gradingStarted: true, hadStudents: true });
      expect(await seed.openRelations(student)).toBe(1);
      expect((await enrolments().ofStudent(student.id, { limit: 10 })).items).toEqual([moved]);
    });

    it('takes a final grade along, as it counts today, and starts the grading of the new class', async () => {
      const { from, to, student, row } = await open();
      const lapsesTo = { value: 700, letter: 'B', gradePoint: 300, passed: true };
      const final = { notation: { code: 'I', attempts: false, earns: false }, dueOn: '2020-01-31', lapsesTo, basedOn: null };
      const after: Enrolment = { ...row, final, result: lapsesTo, version: row.version + 1 };
      const by = { actor: anActor({ role: 'ADMIN' }), reason: 'Board' };
      await enrolments().saveFinal(from, { before: row, after, effects: { audit: anEntry() } }, by);
      const moved = await move({ from: await stored(from), to, student, row: after });
      expect(moved).toMatchObject({ final, result: lapsesTo });
      expect(await rowOf(to, student)).toEqual(moved);
      expect(await stored(to)).toMatchObject({ gradingStarted: true });
    });

    it('of a student who has just been enabled leaves the mark of a disabled one behind', async () => {
      const { from, to, student } = await open();
      const setStatus = async (status: User['status']) => {
        const before = (await users().read(student.id, consistent))!;
        const [version, nameVersion] = [before.version + 1, before.nameVersion + 1];
        await users().change(before, { ...before, status, version, nameVersion }, { audit: anEntry() });
      };
      await setStatus('DISABLED');
      await engine().port(NameCopiesRepository).update({ kind: 'user', id: student.id });
      const row = (await rowOf(from, student))!;
      expect(row).toMatchObject({ disabled: true });
      // The copies follow after the change.
      await setStatus('ACTIVE');
      const enabled = (await users().read(student.id, consistent))!;
      const moved = await move({ from, to, student: enabled, row });
      expect(moved).not.toHaveProperty('disabled');
      expect(await rowOf(to, student)).toEqual(moved);
    });

    it('moves the guard of the subject', async () => {
      const { from, to, student, row } = await open();
      await move({ from, to, student, row });
      await expect(seed.enrol(from, student)).rejects.toBeInstanceOf(SubjectTaken);
      await enrolments().withdraw(to, { student, effects: { audit: anEntry() } }, LAST);
      await seed.enrol(from, student);
    });

    it('keeps the history of earlier classes until the move, and reads it beside the own', async () => {
      const { from, to, student, row } = await open();
      const there = await move({ from, to, student, row }, { at: LATER, action: 'enrolment.moved' });
      const back = await move({ from: await stored(to), to: await stored(from), student, row: there }, { action: 'enrolment.moved' }, LAST);
      const history = await enrolments().history(back);
      expect(history.map(({ at, action }) => [at, action])).toEqual([
        [LAST, 'enrolment.moved'],
        [LAST, 'enrolment.moved'],
        [LATER, 'enrolment.moved'],
        [LATER, 'enrolment.moved'],
      ]);
      const own = await enrolments().history({ classId: to.id, studentId: student.id });
      expect(own).toHaveLength(2);
      expect(await enrolments().history(there)).toHaveLength(3);
    });

    it('replaces the row of a student who left without marks, if it is as it was read', async () => {
      const { from, to, student } = await open();
      await enrolments().withdraw(from, { student, effects: { audit: anEntry() } }, LATER);
      await seed.enrol(to, student);
      const [row, replaced] = [(await rowOf(to, student))!, (await rowOf(from, student))!];
      await expect(move({ from: to, to: from, student, row })).rejects.toBeInstanceOf(StaleVersion);
      const moved = await move({ from: to, to: from, student, row, replaced });
      expect(moved).toMatchObject({ status: 'ENROLLED', version: replaced.version + 1 });
      expect(moved).not.toHaveProperty('withdrawnAt');
    });

    it('is refused by a full class, an archived class, and for a student who changed', async () => {
      const { from, to, student, row } = await open(1);
      await expect(move({ from, to, student: { ...student, nameVersion: 7 }, row })).rejects.toBeInstanceOf(StudentChanged);
      await seed.enrol(to);
      await expect(move({ from, to, student, row })).rejects.toBeInstanceOf(ClassFull);
      await change(from, { status: 'ARCHIVED' });
      await expect(move({ from, to, student, row })).rejects.toBeInstanceOf(ClassArchived);
      expect(await rowOf(from, student)).toEqual(row);
    });

    it.each<['from' | 'to']>([['from'], ['to']])('needs an admin with a reason if the class is locked: %s', async (which) => {
      const { student, row, ...both } = await open();
      await change(both[which], { gradesLocked: true });
      const by = anActor({ role: 'LECTURER' });
      await expect(move({ ...both, student, row }, { by, reason: 'Why.' })).rejects.toBeInstanceOf(GradebookLocked);
      await expect(move({ ...both, student, row })).rejects.toBeInstanceOf(ValidationFailed);
      await move({ ...both, student, row }, { reason: 'Why.' });
      expect(await rowOf(both.from, student)).toBeUndefined();
    });

    it.each<['from' | 'to']>([['from'], ['to']])('fails if the grading changed since it was read: %s', async (which) => {
      const { student, row, ...both } = await open();
      await change(both[which], { componentsVersion: 2 });
      await expect(move({ ...both, student, row })).rejects.toBeInstanceOf(StaleVersion);
    });

    it('happens once, to one of several classes', async () => {
      const { from, to, student, row } = await open();
      const { schoolClass: other } = await seed.addClass({ term: from.term, subjectId: from.subjectId });
      const outcomes = await Promise.allSettled([to, other, to].map((target) => move({ from, to: target, student, row })));
      expect(errorsOf(outcomes)).toEqual(Array(2).fill(expect.any(StaleVersion)));
      expect((await takenSeats(from)) + (await takenSeats(to)) + (await takenSeats(other))).toBe(1);
      expect((await enrolments().allOfStudent(student.id)).filter(({ status }) => status === 'ENROLLED')).toHaveLength(1);
    });

    it.each<[string, (at: { from: SchoolClass; student: User; row: Enrolment }) => Promise<unknown>]>([
      ['a mark', ({ from, row }) => mark(from, row)],
      ['a withdrawal', ({ from, student }) => enrolments().withdraw(from, { student, effects: { audit: anEntry() } }, LATER)],
      ['a drop', ({ from, student, row }) => enrolments().drop(from, row, { student, effects: { audit: anEntry() } }, LATER)],
      ['a lock', ({ from }) => change(from, { gradesLocked: true })],
    ])('excludes %s at the same time', async (_what, other) => {
      const { from, to, student, row } = await open();
      const [moved, happened] = await Promise.allSettled([move({ from, to, student, row }), other({ from, student, row })]);
      const rows = [await rowOf(from, student), await rowOf(to, student)].filter((each) => each?.status === 'ENROLLED');
      expect((await takenSeats(from)) + (await takenSeats(to))).toBe(rows.length);
      expect(await seed.openRelations(student)).toBe(rows.length);
      if (moved.status === 'fulfilled') expect(await rowOf(to, student)).toMatchObject({ status: 'ENROLLED', marks: {} });
      else expect(happened.status).toBe('fulfilled');
    });

    it('leaves no row on which older marks could be saved', async () => {
      const { from, to, student, row } = await open();
      await move({ from, to, student, row });
      await expect(mark(from, row)).rejects.toBeInstanceOf(NotEnrolled);
    });
  });
}
