import { StaleVersion } from '../../src/core/errors/errors.js';
import { CapacityTooSmall, ClassArchived } from '../../src/features/classes/classes.errors.js';
import { ClassesRepository } from '../../src/features/classes/classes.repository.js';
import { MAX_CAPACITY, type SchoolClass } from '../../src/features/classes/school-class.js';
import { AlreadyEnrolled, ClassFull } from '../../src/features/enrolments/enrolments.errors.js';
import { EnrolmentsRepository } from '../../src/features/enrolments/enrolments.repository.js';
import type { User } from '../../src/features/users/user.js';
import { anEntry } from '../fixtures/builders.js';
import type { EngineUnderTest } from '../fixtures/engines.js';
import { errorsOf, Seed } from '../fixtures/seed.js';

const [AT, LATER] = ['2026-11-02T09:00:00.000Z', '2026-11-03T09:00:00.000Z'];
const consistent = { consistent: true };

/** Seats that are added to a full class for one person each. */
export function seatsContract(engine: () => EngineUnderTest): void {
  describe('a seat for one person', () => {
    const seed = new Seed(engine);
    const enrolments = () => engine().port(EnrolmentsRepository);
    const classes = () => engine().port(ClassesRepository);
    const stored = async ({ id }: SchoolClass) => (await classes().read(id, consistent))!;
    const overload = async (schoolClass: SchoolClass, student: User) => {
      const joining = [{ student, effects: { audit: anEntry() } }];
      const refusal = (await enrolments().enrol(schoolClass, joining, AT, { addsSeat: true })).get(student.id);
      if (refusal) throw refusal;
    };
    const withdraw = async (schoolClass: SchoolClass, student: User) =>
      enrolments().withdraw(await stored(schoolClass), { student, effects: { audit: anEntry() } }, LATER);
    const change = async (before: SchoolClass, values: Partial<SchoolClass>) => {
      const seatsFree = before.seatsFree + (values.capacity ?? before.capacity) - before.capacity;
      const after: SchoolClass = { ...before, ...values, seatsFree, version: before.version + 1 };
      await classes().change(before, after, {}, { audit: anEntry() });
    };
    /** A class with one seat, and the student who has it. */
    const full = async () => {
      const { schoolClass } = await seed.addClass({ capacity: 1 });
      return { schoolClass, first: await seed.enrol(schoolClass), second: await seed.addUser() };
    };

    it('is added to a full class, which becomes a new version', async () => {
      const { schoolClass, second } = await full();
      await overload(schoolClass, second);
      expect(await stored(schoolClass)).toMatchObject({ capacity: 2, seatsFree: 0, extraSeats: 1, version: 2, updatedAt: AT });
      expect(await seed.openRelations(second)).toBe(1);
      await expect(seed.enrol(schoolClass)).rejects.toBeInstanceOf(ClassFull);
    });

    it('goes away when a student leaves, so that the class stays full', async () => {
      const { schoolClass, first, second } = await full();
      await overload(schoolClass, second);
      await withdraw(schoolClass, first);
      expect(await stored(schoolClass)).toMatchObject({
        capacity: 1,
        seatsFree: 0,
        extraSeats: 0,
        version: 3,
        updatedAt: expect.any(String),
      });
      await expect(seed.enrol(schoolClass)).rejects.toBeInstanceOf(ClassFull);
      await withdraw(schoolClass, second);
      expect(await stored(schoolClass)).toMatchObject({ capacity: 1, seatsFree: 1, version: 3 });
    });

    it('is not added while a seat is free, to an archived class, beyond the largest capacity, and for an enrolled student', async () => {
      const { schoolClass } = await seed.addClass({ capacity: 1 });
      await expect(overload(schoolClass, await seed.addUser())).rejects.toBeInstanceOf(StaleVersion);
      const student = await seed.enrol(schoolClass);
      await expect(overload(schoolClass, student)).rejects.toBeInstanceOf(AlreadyEnrolled);
      await change(await stored(schoolClass), { status: 'ARCHIVED' });
      await expect(overload(schoolClass, await seed.addUser())).rejects.toBeInstanceOf(ClassArchived);
      const { schoolClass: largest } = await seed.addClass({ capacity: MAX_CAPACITY, seatsFree: 0 });
      await expect(overload(largest, await seed.addUser())).rejects.toBeInstanceOf(ClassFull);
      expect(await stored(largest)).toEqual(largest);
    });

    it('is part of the capacity, which cannot become smaller than the class', async () => {
      const { schoolClass, second } = await full();
      await overload(schoolClass, second);
      const before = await stored(schoolClass);
      await expect(change(before, { capacity: 1 })).rejects.toBeInstanceOf(CapacityTooSmall);
      await change(before, { capacity: 5, extraSeats: undefined });
      const after = await stored(schoolClass);
      expect(after).toMatchObject({ capacity: 5, seatsFree: 3 });
      expect(after).not.toHaveProperty('extraSeats');
      await withdraw(schoolClass, second);
      expect(await stored(schoolClass)).toMatchObject({ capacity: 5, seatsFree: 4 });
    });

    it('excludes a change of the class that was read before', async () => {
      const { schoolClass, second } = await full();
      const before = await stored(schoolClass);
      await overload(schoolClass, second);
      await expect(change(before, { capacity: 5 })).rejects.toBeInstanceOf(StaleVersion);
    });

    it('excludes a departure that read the class before', async () => {
      const { schoolClass, first, second } = await full();
      const before = await stored(schoolClass);
      await overload(schoolClass, second);
      const leaving = { student: first, effects: { audit: anEntry() } };
      await expect(enrolments().withdraw(before, leaving, LATER)).rejects.toBeInstanceOf(StaleVersion);
      const overloaded = await stored(schoolClass);
      await withdraw(schoolClass, first);
      await expect(enrolments().withdraw(overloaded, { ...leaving, student: second }, LATER)).rejects.toBeInstanceOf(StaleVersion);
    });

    it('is added for each of many at once', async () => {
      const { schoolClass } = await full();
      const students = await Promise.all([1, 2, 3, 4].map(() => seed.addUser()));
      expect(errorsOf(await Promise.allSettled(students.map((student) => overload(schoolClass, student))))).toEqual([]);
      expect(await stored(schoolClass)).toMatchObject({ capacity: 5, seatsFree: 0, extraSeats: 4 });
    });

    it('is added or not needed, when a student leaves at the same time', async () => {
      const { schoolClass, first, second } = await full();
      const before = await stored(schoolClass);
      await Promise.allSettled([
        overload(schoolClass, second),
        enrolments().withdraw(before, { student: first, effects: { audit: anEntry() } }, LATER),
      ]);
      const { capacity, seatsFree } = await stored(schoolClass);
      const rows = await enrolments().gradebook(schoolClass.id);
      expect(capacity - seatsFree).toBe(rows.filter(({ status }) => status === 'ENROLLED').length);
    });
  });
}
