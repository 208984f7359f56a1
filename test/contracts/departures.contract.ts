import { Forbidden, StaleVersion, ValidationFailed } from '../../src/core/errors/errors.js';
import type { NewAuditEntry } from '../../src/features/audit/audit-entry.js';
import { ClassArchived, ClassHadStudents, GradebookLocked } from '../../src/features/classes/classes.errors.js';
import { ClassesRepository } from '../../src/features/classes/classes.repository.js';
import type { SchoolClass } from '../../src/features/classes/school-class.js';
import type { Enrolment } from '../../src/features/enrolments/enrolment.js';
import { StudentChanged } from '../../src/features/enrolments/enrolments.errors.js';
import { EnrolmentsRepository } from '../../src/features/enrolments/enrolments.repository.js';
import type { User } from '../../src/features/users/user.js';
import { anActor, anEntry } from '../fixtures/builders.js';
import type { EngineUnderTest } from '../fixtures/engines.js';
import { errorsOf, Seed } from '../fixtures/seed.js';

const LATER = '2026-11-03T09:00:00.000Z';
const consistent = { consistent: true };

/** How students are dropped; how they are enrolled and withdrawn is in the contract of enrolments. */
export function departuresContract(engine: () => EngineUnderTest): void {
  describe('dropping', () => {
    const seed = new Seed(engine);
    const enrolments = () => engine().port(EnrolmentsRepository);
    const classes = () => engine().port(ClassesRepository);

    const rowOf = ({ id: classId }: SchoolClass, { id: studentId }: User) => enrolments().read({ classId, studentId }, consistent);
    const stored = async ({ id }: SchoolClass) => (await classes().read(id, consistent))!;
    const drop = (row: Enrolment, student: User, entry: Partial<NewAuditEntry> = {}) =>
      enrolments().drop({ ...row, id: row.classId }, row, { student, effects: { audit: anEntry(entry) } }, LATER);
    const withdraw = (schoolClass: SchoolClass, student: User) =>
      enrolments().withdraw(schoolClass, { student, effects: { audit: anEntry() } }, LATER);
    const changeClass = async (schoolClass: SchoolClass, values: Partial<SchoolClass>) => {
      const after: SchoolClass = { ...schoolClass, ...values, version: schoolClass.version + 1 };
      await classes().change(schoolClass, after, {}, { audit: anEntry() });
    };
    const mark = async (schoolClass: SchoolClass, row: Enrolment): Promise<Enrolment> => {
      const after: Enrolment = { ...row, marks: { midterm: 700 }, version: row.version + 1 };
      await enrolments().saveMarks(schoolClass, [{ before: row, after, effects: { audit: anEntry() } }], { actor: anActor() });
      return after;
    };
    const open = async () => {
      const { schoolClass, lecturer } = await seed.addClass();
      const student = await seed.enrol(schoolClass);
      return { schoolClass, lecturer, student, row: (await rowOf(schoolClass, student))! };
    };
    const reason = 'Enrolled by mistake';

    it('deletes a row without marks, frees the seat and closes the relation', async () => {
      const { schoolClass, student, row } = await open();
      await drop(row, student);
      expect(await rowOf(schoolClass, student)).toBeUndefined();
      expect(await stored(schoolClass)).toMatchObject({ seatsFree: schoolClass.capacity });
      expect(await seed.openRelations(student)).toBe(0);
      await seed.enrol(schoolClass, student);
      expect(await rowOf(schoolClass, student)).toEqual(row);
      expect(await seed.openRelations(student)).toBe(1);
    });

    it('keeps a row with marks, which come back with the student', async () => {
      const { schoolClass, student, row } = await open();
      const marked = await mark(schoolClass, row);
      await drop(marked, student);
      const dropped = { ...marked, status: 'DROPPED', withdrawnAt: LATER, version: 3 };
      expect(await rowOf(schoolClass, student)).toEqual(dropped);
      expect(await enrolments().gradebook(schoolClass.id)).toEqual([dropped]);
      expect((await enrolments().ofStudent(student.id, { limit: 10 })).items).toEqual([]);
      expect(await stored(schoolClass)).toMatchObject({ seatsFree: schoolClass.capacity });

      await seed.enrol(schoolClass, student);
      expect(await rowOf(schoolClass, student)).toEqual({ ...marked, version: 4 });
      await enrolments().withdraw(schoolClass, { student, effects: { audit: anEntry() } }, LATER);
      expect(await rowOf(schoolClass, student)).toMatchObject({ status: 'WITHDRAWN', version: 5 });
    });

    it('corrects a withdrawal, without a seat or a relation', async () => {
      const { schoolClass, student } = await open();
      await withdraw(schoolClass, student);
      await drop((await rowOf(schoolClass, student))!, student);
      expect(await rowOf(schoolClass, student)).toBeUndefined();
      expect(await stored(schoolClass)).toMatchObject({ seatsFree: schoolClass.capacity });
      expect(await seed.openRelations(student)).toBe(0);
    });

    it('rejects a row that changed, a student who changed, and a row of an archived class', async () => {
      const { schoolClass, student, row } = await open();
      const marked = await mark(schoolClass, row);
      await expect(drop(row, student)).rejects.toBeInstanceOf(StaleVersion);
      await expect(drop(marked, { ...student, email: 'old@example.edu' })).rejects.toBeInstanceOf(StudentChanged);
      await changeClass(schoolClass, { status: 'ARCHIVED' });
      await expect(drop(marked, student)).rejects.toBeInstanceOf(ClassArchived);
      expect(await rowOf(schoolClass, student)).toEqual(marked);
    });

    it.each<[string, Partial<SchoolClass>]>([
      ['published marks', { publishedComponents: { midterm: LATER } }],
      ['a locked gradebook', { gradesLocked: true }],
    ])('requires a reason in a class with %s, also for a withdrawn student', async (_state, values) => {
      const { schoolClass, student, row } = await open();
      const other = await seed.enrol(schoolClass);
      await withdraw(schoolClass, other);
      await changeClass(schoolClass, values);
      for (const [each, of] of [
        [row, student],
        [(await rowOf(schoolClass, other))!, other],
      ] as const) {
        await expect(drop(each, of)).rejects.toBeInstanceOf(ValidationFailed);
        expect(await rowOf(schoolClass, of)).toEqual(each);
        await drop(each, of, { reason });
        expect(await rowOf(schoolClass, of)).toBeUndefined();
      }
    });

    it.each<[string, Partial<SchoolClass>, new () => Error]>([
      ['published marks', { publishedComponents: { midterm: LATER } }, Forbidden],
      ['a locked gradebook', { gradesLocked: true }, GradebookLocked],
    ])('requires an admin in a class with %s', async (_state, values, error) => {
      const { schoolClass, student, row } = await open();
      await changeClass(schoolClass, values);
      const by = anActor({ role: 'LECTURER', id: schoolClass.lecturerId });
      await expect(drop(row, student, { by, reason })).rejects.toBeInstanceOf(error);
      expect(await rowOf(schoolClass, student)).toEqual(row);
    });

    it('happens once, however many requests drop the student', async () => {
      const { schoolClass, student, row } = await open();
      const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => drop(row, student)));
      expect(errorsOf(outcomes)).toEqual(Array(4).fill(expect.any(StaleVersion)));
      expect(await stored(schoolClass)).toMatchObject({ seatsFree: schoolClass.capacity });
      expect(await seed.openRelations(student)).toBe(0);
    });

    it('excludes a mark at the same time', async () => {
      const { schoolClass, student, row } = await open();
      const [dropped] = await Promise.allSettled([drop(row, student), mark(schoolClass, row)]);
      const after = await rowOf(schoolClass, student);
      expect(after?.marks).toEqual(dropped.status === 'fulfilled' ? undefined : { midterm: 700 });
    });

    describe('lets the class be deleted', () => {
      const remove = async (schoolClass: SchoolClass, lecturer: User) =>
        classes().delete(await stored(schoolClass), lecturer, { audit: anEntry() });

      it('if all students were dropped without marks', async () => {
        const { schoolClass, lecturer, student, row } = await open();
        await drop(row, student);
        await remove(schoolClass, lecturer);
        expect(await classes().read(schoolClass.id, consistent)).toBeUndefined();
        expect(await seed.openRelations(lecturer)).toBe(0);
      });

      it('unless a student is enrolled or withdrawn, or was dropped with marks', async () => {
        const { schoolClass, lecturer, student, row } = await open();
        await expect(remove(schoolClass, lecturer)).rejects.toBeInstanceOf(ClassHadStudents);
        await withdraw(schoolClass, student);
        await expect(remove(schoolClass, lecturer)).rejects.toBeInstanceOf(ClassHadStudents);
        await seed.enrol(schoolClass, student);
        await drop(await mark(schoolClass, { ...row, version: 3 }), student);
        await expect(remove(schoolClass, lecturer)).rejects.toBeInstanceOf(ClassHadStudents);
        expect(await stored(schoolClass)).toMatchObject({ hadStudents: true });
      });

      it('unless a student is enrolled at the same time', async () => {
        for (let round = 0; round < 5; round += 1) {
          const { schoolClass, lecturer, student, row } = await open();
          await drop(row, student);
          const before = await stored(schoolClass);
          const outcomes = await Promise.allSettled([
            classes().delete(before, lecturer, { audit: anEntry() }),
            seed.enrol(schoolClass, student),
          ]);
          expect(errorsOf(outcomes)).toHaveLength(1);
          expect(await seed.openRelations(student)).toBe((await classes().read(schoolClass.id, consistent)) ? 1 : 0);
        }
      });
    });
  });
}
