import { DomainError } from '../../src/core/errors/domain-error.js';
import { StaleVersion } from '../../src/core/errors/errors.js';
import { CapacityTooSmall, ClassNotFound, GradingStarted, LecturerUnavailable } from '../../src/features/classes/classes.errors.js';
import { ClassesRepository } from '../../src/features/classes/classes.repository.js';
import type { SchoolClass } from '../../src/features/classes/school-class.js';
import type { User } from '../../src/features/users/user.js';
import { UsersRepository } from '../../src/features/users/users.repository.js';
import { aClass, anEntry } from '../fixtures/builders.js';
import type { EngineUnderTest } from '../fixtures/engines.js';
import { GERMANY } from '../fixtures/scales.js';
import { errorsOf, Seed } from '../fixtures/seed.js';

const AT = '2026-11-02T09:00:00.000Z';
const consistent = { consistent: true };

export function classChangesContract(engine: () => EngineUnderTest): void {
  describe('classes', () => {
    const seed = new Seed(engine);
    const classes = () => engine().port(ClassesRepository);
    const users = () => engine().port(UsersRepository);
    const stored = (id: string) => classes().read(id, consistent);

    describe('a change', () => {
      const changed = (before: SchoolClass, change: Partial<SchoolClass>): SchoolClass => ({
        ...before,
        ...change,
        version: before.version + 1,
      });
      const change = (before: SchoolClass, given: Partial<SchoolClass>) =>
        classes().change(before, changed(before, given), {}, { audit: anEntry() });

      it('updates changed fields and removes cleared ones', async () => {
        const { schoolClass } = await seed.addClass({ room: 'B 204' });
        const after = changed(schoolClass, {
          room: undefined,
          credits: 4,
          publishedComponents: { midterm: AT },
          gradesLocked: true,
          updatedAt: AT,
        });
        await classes().change(schoolClass, after, {}, { audit: anEntry() });
        const { room: _room, ...expected } = after;
        expect(await stored(schoolClass.id)).toStrictEqual(expected);
      });

      it('sets and removes the copy of a grading scale', async () => {
        const { schoolClass } = await seed.addClass();
        const own = { ...schoolClass, gradingScale: GERMANY.key, scale: GERMANY, componentsVersion: 2, version: 2 };
        await classes().change(schoolClass, own, {}, { audit: anEntry() });
        expect(await stored(schoolClass.id)).toEqual(own);
        const back = { ...own, gradingScale: 'vn-10', scale: undefined, componentsVersion: 3, version: 3 };
        await classes().change(own, back, {}, { audit: anEntry() });
        const { scale: _scale, ...expected } = back;
        expect(await stored(schoolClass.id)).toStrictEqual(expected);
      });

      it('saves one of two changes of the same version', async () => {
        const { schoolClass } = await seed.addClass();
        expect(errorsOf(await Promise.allSettled(['A', 'B'].map((room) => change(schoolClass, { room }))))).toEqual([
          expect.any(StaleVersion),
        ]);
      });

      it('rejects an unknown class', async () => {
        await expect(change(aClass(), { room: 'A' })).rejects.toBeInstanceOf(ClassNotFound);
      });

      it('keeps seats that were taken after the read', async () => {
        const { schoolClass } = await seed.addClass({ capacity: 3 });
        await seed.enrol(schoolClass);
        await change(schoolClass, { room: 'A', seatsFree: 0 });
        expect(await stored(schoolClass.id)).toMatchObject({ capacity: 3, seatsFree: 2 });
        await change({ ...schoolClass, version: 2 }, { capacity: 5, seatsFree: 5 });
        expect(await stored(schoolClass.id)).toMatchObject({ capacity: 5, seatsFree: 4, hadStudents: true });
      });

      it('accepts a capacity down to the number of enrolled students', async () => {
        const { schoolClass } = await seed.addClass({ capacity: 3 });
        await seed.enrol(schoolClass);
        await seed.enrol(schoolClass);
        await expect(change(schoolClass, { capacity: 1 })).rejects.toBeInstanceOf(CapacityTooSmall);
        await change(schoolClass, { capacity: 2 });
        expect(await stored(schoolClass.id)).toMatchObject({ capacity: 2, seatsFree: 0 });
      });

      it('excludes an enrolment into the removed last seat', async () => {
        const { schoolClass } = await seed.addClass({ capacity: 2 });
        await seed.enrol(schoolClass);
        const student = await seed.addUser();
        const outcomes = await Promise.allSettled([change(schoolClass, { capacity: 1 }), seed.enrol(schoolClass, student)]);
        expect(errorsOf(outcomes)).toEqual([expect.any(DomainError)]);
        expect(await stored(schoolClass.id)).toMatchObject({ seatsFree: 0 });
      });

      it('keeps bonus components, and removes them', async () => {
        const { schoolClass } = await seed.addClass();
        const extra = { key: 'extra', name: 'Extra', weight: 10, bonus: true as const };
        const components = [...schoolClass.components, extra];
        const after = changed(schoolClass, { components, componentsVersion: 2 });
        await classes().change(schoolClass, after, {}, { audit: anEntry() });
        expect(await stored(schoolClass.id)).toEqual(after);
        const without = changed(after, { components: schoolClass.components, componentsVersion: 3 });
        await classes().change(after, without, {}, { audit: anEntry() });
        expect(await stored(schoolClass.id)).toEqual(without);
      });

      it('allows other components only until the first mark', async () => {
        const components = [{ key: 'exam', name: 'Exam', weight: 100 }];
        const { schoolClass: fresh } = await seed.addClass();
        await change(fresh, { components, componentsVersion: 2 });
        expect(await stored(fresh.id)).toMatchObject({ components, componentsVersion: 2 });

        const { schoolClass: started } = await seed.addClass({ gradingStarted: true });
        const seenBefore = { ...started, gradingStarted: false };
        await expect(change(seenBefore, { components, componentsVersion: 2 })).rejects.toBeInstanceOf(GradingStarted);
        await change(seenBefore, { room: 'A' });
        expect(await stored(started.id)).toEqual({ ...started, room: 'A', version: 2 });
      });
    });

    describe('a handover', () => {
      const handOver = (before: SchoolClass, from: User, to: User) => {
        const { id: lecturerId, givenName, familyName, nameVersion } = to;
        const after = {
          ...before,
          lecturerId,
          lecturerName: { givenName, familyName },
          lecturerNameVersion: nameVersion,
          version: before.version + 1,
        };
        return classes().change(before, after, { from, to }, { audit: anEntry() });
      };

      it('moves the open relation and the class to the new lecturer', async () => {
        const { schoolClass, lecturer: from } = await seed.addClass();
        const to = await seed.addLecturer();
        await handOver(schoolClass, from, to);
        expect([await seed.openRelations(from), await seed.openRelations(to)]).toEqual([0, 1]);
        expect((await classes().list({ lecturerId: to.id }, { limit: 5 })).items.map(({ id }) => id)).toEqual([schoolClass.id]);
        expect((await classes().list({ lecturerId: from.id }, { limit: 5 })).items).toEqual([]);
      });

      it('goes to one of two lecturers at the same time', async () => {
        const { schoolClass, lecturer: from } = await seed.addClass();
        const rivals = [await seed.addLecturer(), await seed.addLecturer()];
        const outcomes = await Promise.allSettled(rivals.map((to) => handOver(schoolClass, from, to)));
        expect(errorsOf(outcomes)).toEqual([expect.any(StaleVersion)]);
        const { lecturerId } = (await stored(schoolClass.id))!;
        expect(await seed.openRelations(from)).toBe(0);
        expect(await Promise.all(rivals.map((rival) => seed.openRelations(rival)))).toEqual(
          rivals.map(({ id }) => (id === lecturerId ? 1 : 0)),
        );
      });

      it('rejects a new lecturer who cannot teach', async () => {
        const { schoolClass, lecturer: from } = await seed.addClass();
        const to = await seed.addLecturer({ status: 'DISABLED' });
        await expect(handOver(schoolClass, from, to)).rejects.toBeInstanceOf(LecturerUnavailable);
        expect([await seed.openRelations(from), await seed.openRelations(to)]).toEqual([1, 0]);
        expect(await stored(schoolClass.id)).toEqual(schoolClass);
      });

      it('is possible from a disabled lecturer, and back again', async () => {
        const { schoolClass, lecturer } = await seed.addClass();
        const disabled = { ...lecturer, status: 'DISABLED' as const, version: 2 };
        await users().change(lecturer, disabled, { audit: anEntry() });
        const archived = { ...schoolClass, status: 'ARCHIVED' as const, version: 2 };
        await classes().change(schoolClass, archived, { from: disabled }, { audit: anEntry() });
        expect(await seed.openRelations(lecturer)).toBe(0);

        const active = { ...schoolClass, version: 3 };
        await expect(classes().change(archived, active, { to: disabled }, { audit: anEntry() })).rejects.toBeInstanceOf(
          LecturerUnavailable,
        );
        await users().change(disabled, { ...lecturer, version: 3 }, { audit: anEntry() });
        await classes().change(archived, active, { to: lecturer }, { audit: anEntry() });
        expect(await seed.openRelations(lecturer)).toBe(1);
      });
    });
  });
}
