import { randomUUID } from 'node:crypto';
import { ClassesRepository } from '../../src/features/classes/classes.repository.js';
import type { SchoolClass } from '../../src/features/classes/school-class.js';
import { EnrolmentsRepository } from '../../src/features/enrolments/enrolments.repository.js';
import type { Subject } from '../../src/features/subjects/subject.js';
import { SubjectsRepository } from '../../src/features/subjects/subjects.repository.js';
import { TermsRepository } from '../../src/features/terms/terms.repository.js';
import { NameCopiesRepository } from '../../src/features/users/name-copies.repository.js';
import type { User } from '../../src/features/users/user.js';
import { UsersRepository } from '../../src/features/users/users.repository.js';
import { aClass, anEntry, aSubject, aTerm, aUser } from '../fixtures/builders.js';
import type { EngineUnderTest } from '../fixtures/engines.js';

const AT = '2026-11-02T09:00:00.000Z';
const NEW_NAME = { givenName: 'Châu', familyName: 'Lê' };

export function nameCopiesContract(engine: () => EngineUnderTest): void {
  describe('copies of a name', () => {
    const copies = () => engine().port(NameCopiesRepository);
    const users = () => engine().port(UsersRepository);
    const classes = () => engine().port(ClassesRepository);
    const enrolments = () => engine().port(EnrolmentsRepository);
    const consistent = { consistent: true };

    const aKnownUser = async (user: Partial<User> = {}): Promise<User> => {
      const seed = aUser(user);
      await users().create(seed, { audit: anEntry() });
      return seed;
    };

    /** A class of a subject, with a lecturer, as it is stored. */
    const aSeededClass = async (subject?: Subject, lecturer?: User): Promise<SchoolClass> => {
      const [term, of, by] = [aTerm(), subject ?? aSubject(), lecturer ?? (await aKnownUser({ role: 'LECTURER' }))];
      await engine().port(TermsRepository).create(term, { audit: anEntry() });
      if (!subject) await engine().port(SubjectsRepository).create(of, { audit: anEntry() });
      const schoolClass = aClass({
        term: term.code,
        subjectId: of.id,
        lecturerId: by.id,
        lecturerName: { givenName: by.givenName, familyName: by.familyName },
      });
      await classes().create(schoolClass, { subject: of, lecturer: by }, { audit: anEntry() });
      return schoolClass;
    };

    const rename = async ({ id }: User): Promise<User> => {
      const before = (await users().read(id, consistent))!;
      const after = { ...before, ...NEW_NAME, code: `${before.code}-new`, version: 2, nameVersion: 2, updatedAt: AT };
      await users().change(before, after, { audit: anEntry() });
      return after;
    };
    const update = (kind: 'user' | 'subject', id: string) => copies().update({ kind, id });

    it("change in a student's rows, including withdrawn ones, and no other field changes", async () => {
      const student = await aKnownUser();
      const [left, other] = [await aSeededClass(), await aSeededClass()];
      for (const schoolClass of [left, other]) {
        const current = (await users().read(student.id, consistent))!;
        await enrolments().enrol(schoolClass, [{ student: current, effects: { audit: anEntry() } }], AT);
      }
      const current = (await users().read(student.id, consistent))!;
      await enrolments().withdraw(left, { student: current, effects: { audit: anEntry() } }, AT);
      const keys = [left, other].map(({ id: classId }) => ({ classId, studentId: student.id }));
      const before = await Promise.all(keys.map((key) => enrolments().read(key, consistent)));

      const { code } = await rename(student);
      expect(await update('user', student.id)).toBe(2);

      const copied = { studentName: NEW_NAME, studentCode: code, nameVersion: 2 };
      const after = await Promise.all(keys.map((key) => enrolments().read(key, consistent)));
      expect(after).toEqual(before.map((row) => ({ ...row, ...copied })));
      expect(await update('user', student.id)).toBe(0);
    });

    it("mark a disabled student in the student's rows, and take the mark back", async () => {
      const student = await aKnownUser();
      const { id: classId } = await aSeededClass().then(async (schoolClass) => {
        await enrolments().enrol(schoolClass, [{ student, effects: { audit: anEntry() } }], AT);
        return schoolClass;
      });
      const row = async () => enrolments().read({ classId, studentId: student.id }, consistent);
      const before = await row();
      const setStatus = async (status: User['status'], nameVersion: number) => {
        const current = (await users().read(student.id, consistent))!;
        await users().change(current, { ...current, status, version: current.version + 1, nameVersion }, { audit: anEntry() });
        return update('user', student.id);
      };

      expect(await setStatus('DISABLED', 2)).toBe(1);
      expect(await row()).toEqual({ ...before, nameVersion: 2, disabled: true });
      expect(await update('user', student.id)).toBe(0);
      expect(await setStatus('ACTIVE', 3)).toBe(1);
      expect(await row()).toEqual({ ...before, nameVersion: 3 });
      // As for a person who was disabled before rows had the mark.
      expect(await setStatus('DISABLED', 3)).toBe(1);
      expect(await row()).toEqual({ ...before, nameVersion: 3, disabled: true });
      expect(await update('user', student.id)).toBe(0);
    });

    it("change in a lecturer's classes, and no other field changes", async () => {
      const lecturer = await aKnownUser({ role: 'LECTURER' });
      const schoolClass = await aSeededClass(undefined, lecturer);
      const before = await classes().read(schoolClass.id, consistent);
      await rename(lecturer);
      expect(await update('user', lecturer.id)).toBe(1);
      expect(await classes().read(schoolClass.id, consistent)).toEqual({ ...before, lecturerName: NEW_NAME, lecturerNameVersion: 2 });
      expect(await update('user', lecturer.id)).toBe(0);
    });

    it.each([
      { givenName: 'Châu', familyName: '' },
      { givenName: '', familyName: 'Lê' },
    ])('change to one name: %j', async (name) => {
      const lecturer = await aKnownUser({ role: 'LECTURER' });
      const { id } = await aSeededClass(undefined, lecturer);
      const before = (await users().read(lecturer.id, consistent))!;
      await users().change(before, { ...before, ...name, version: 2, nameVersion: 2, updatedAt: AT }, { audit: anEntry() });
      expect(await update('user', lecturer.id)).toBe(1);
      expect(await classes().read(id, consistent)).toMatchObject({ lecturerName: name, lecturerNameVersion: 2 });
    });

    it("change only in a subject's active classes", async () => {
      const subject = aSubject();
      await engine().port(SubjectsRepository).create(subject, { audit: anEntry() });
      const [active, lecturer] = [await aSeededClass(subject), await aKnownUser({ role: 'LECTURER' })];
      const archived = await aSeededClass(subject, lecturer);
      const from = (await users().read(lecturer.id, consistent))!;
      await classes().change(archived, { ...archived, status: 'ARCHIVED', version: 2 }, { from }, { audit: anEntry() });
      const before = await classes().readMany([active.id, archived.id], consistent);

      const renamed = { ...subject, name: 'Analysis', version: 2, nameVersion: 2, updatedAt: AT };
      await engine().port(SubjectsRepository).change(subject, renamed, { audit: anEntry() });
      expect(await update('subject', subject.id)).toBe(1);

      const after = await classes().readMany([active.id, archived.id], consistent);
      expect(after.get(active.id)).toEqual({
        ...before.get(active.id),
        subjectCode: subject.code,
        subjectName: 'Analysis',
        subjectNameVersion: 2,
      });
      expect(after.get(archived.id)).toEqual(before.get(archived.id));
      expect(await update('subject', subject.id)).toBe(0);
    });

    it('do not exist for an unknown id', async () => {
      expect(await update('user', randomUUID())).toBe(0);
      expect(await update('subject', randomUUID())).toBe(0);
    });
  });
}
