import { deleteFilesJob } from '../../src/adapters/storage/delete-files.job.js';
import { DomainError } from '../../src/core/errors/domain-error.js';
import { StaleVersion, UnknownReference } from '../../src/core/errors/errors.js';
import {
  ClassCodeTaken,
  ClassHadStudents,
  ClassNotFound,
  LecturerUnavailable,
  SourceChanged,
} from '../../src/features/classes/classes.errors.js';
import { ClassesRepository, type ClassSources } from '../../src/features/classes/classes.repository.js';
import type { SchoolClass } from '../../src/features/classes/school-class.js';
import { EnrolmentsRepository } from '../../src/features/enrolments/enrolments.repository.js';
import { SubjectRetired } from '../../src/features/subjects/subjects.errors.js';
import { SubjectsRepository } from '../../src/features/subjects/subjects.repository.js';
import { TermInUse } from '../../src/features/terms/terms.errors.js';
import { TermsRepository } from '../../src/features/terms/terms.repository.js';
import { UsersRepository } from '../../src/features/users/users.repository.js';
import type { Job } from '../../src/jobs/job.js';
import { JobsRepository } from '../../src/jobs/jobs.repository.js';
import { aCode, anEntry, aTerm } from '../fixtures/builders.js';
import type { EngineUnderTest } from '../fixtures/engines.js';
import { GERMANY } from '../fixtures/scales.js';
import { aClassOf, errorsOf, Seed } from '../fixtures/seed.js';

const AT = '2026-11-02T09:00:00.000Z';
const consistent = { consistent: true };

/** How classes begin and end; how they are found and changed is in the contracts beside this one. */
export function classesContract(engine: () => EngineUnderTest): void {
  describe('classes', () => {
    const seed = new Seed(engine);
    const classes = () => engine().port(ClassesRepository);
    const users = () => engine().port(UsersRepository);
    const subjects = () => engine().port(SubjectsRepository);
    const terms = () => engine().port(TermsRepository);
    const enrolments = () => engine().port(EnrolmentsRepository);
    const filesOf = ({ id }: SchoolClass): Job => deleteFilesJob({ prefix: `materials/${id}/` }, AT);
    const stored = (id: string) => classes().read(id, consistent);

    describe('creation', () => {
      it('stores a new class unchanged', async () => {
        const { schoolClass } = await seed.addClass({ room: 'B 204' });
        expect(await stored(schoolClass.id)).toEqual(schoolClass);
      });

      it.each([0.01, 7.5, 59.99])('stores %d credits exactly', async (credits) => {
        const { schoolClass } = await seed.addClass({ credits });
        expect((await stored(schoolClass.id))!.credits).toBe(credits);
      });

      it('stores the copy of a grading scale unchanged', async () => {
        const { schoolClass } = await seed.addClass({ gradingScale: GERMANY.key, scale: GERMANY });
        expect(await stored(schoolClass.id)).toEqual({ ...schoolClass, gradingScale: GERMANY.key, scale: GERMANY });
      });

      it('counts the class in its term and opens a relation of the lecturer', async () => {
        const { schoolClass, lecturer } = await seed.addClass();
        await expect(terms().delete(aTerm({ code: schoolClass.term }), { audit: anEntry() })).rejects.toBeInstanceOf(TermInUse);
        expect(await seed.openRelations(lecturer)).toBe(1);
      });

      it.each<[string, () => Promise<{ of: ClassSources; term?: string }>, new () => Error]>([
        ['in a term that does not exist', async () => ({ of: await seed.addSources(), term: 'never' }), UnknownReference],
        [
          'a retired subject',
          async () => ({ of: await seed.addSources({ subject: await seed.addSubject({ status: 'RETIRED' }) }) }),
          SubjectRetired,
        ],
        [
          'of a subject changed meanwhile',
          async () => ({ of: await seed.addSources({ subject: await aChangedSubject() }) }),
          SourceChanged,
        ],
        [
          'a disabled lecturer',
          async () => ({ of: await seed.addSources({ lecturer: await seed.addLecturer({ status: 'DISABLED' }) }) }),
          LecturerUnavailable,
        ],
        [
          'a user who is not a lecturer',
          async () => ({ of: await seed.addSources({ lecturer: await seed.addUser() }) }),
          LecturerUnavailable,
        ],
        [
          'a lecturer who was renamed after the read',
          async () => ({ of: await seed.addSources({ lecturer: await aRenamedLecturer() }) }),
          SourceChanged,
        ],
        [
          'a lecturer whose address changed after the read',
          async () => ({ of: await seed.addSources({ lecturer: await aMovedLecturer() }) }),
          SourceChanged,
        ],
      ])('rejects %s', async (_case, given, error) => {
        const { of, term } = await given();
        const schoolClass = aClassOf(of, { term: term ?? (await seed.addTerm()).code });
        await expect(classes().create(schoolClass, of, { audit: anEntry() })).rejects.toBeInstanceOf(error);
        expect(await stored(schoolClass.id)).toBeUndefined();
        expect(await seed.openRelations(of.lecturer)).toBe(0);
      });

      /** A subject as it was before it was changed. */
      const aChangedSubject = async () => {
        const subject = await seed.addSubject();
        await subjects().change(subject, { ...subject, credits: 9, version: 2 }, { audit: anEntry() });
        return subject;
      };
      const aRenamedLecturer = async () => {
        const lecturer = await seed.addLecturer();
        await users().change(lecturer, { ...lecturer, givenName: 'Dũng', version: 2, nameVersion: 2 }, { audit: anEntry() });
        return lecturer;
      };
      const aMovedLecturer = async () => {
        const lecturer = await seed.addLecturer();
        await users().change(lecturer, { ...lecturer, email: `moved-${lecturer.email}`, version: 2 }, { audit: anEntry() });
        return lecturer;
      };

      it('stores one of many simultaneous classes with the same code in any case', async () => {
        const [of, { code: term }, code] = [await seed.addSources(), await seed.addTerm(), aCode('c')];
        const requests = Array.from({ length: 6 }, (_, index) => aClassOf(of, { term, code: index % 2 ? code.toUpperCase() : code }));
        const outcomes = await Promise.allSettled(requests.map((schoolClass) => classes().create(schoolClass, of, { audit: anEntry() })));
        expect(errorsOf(outcomes)).toEqual(Array.from({ length: 5 }, () => expect.any(ClassCodeTaken) as unknown));
        expect(await seed.openRelations(of.lecturer)).toBe(1);
        const created = await classes().readMany(
          requests.map(({ id }) => id),
          consistent,
        );
        expect(created.size).toBe(1);
      });

      it('accepts the code of a class in another term', async () => {
        const { schoolClass } = await seed.addClass();
        await expect(seed.addClass({ code: schoolClass.code })).resolves.toBeDefined();
      });

      it('excludes the deletion of the term at the same time', async () => {
        const [of, { code: term }] = [await seed.addSources(), await seed.addTerm()];
        const schoolClass = aClassOf(of, { term });
        const outcomes = await Promise.allSettled([
          classes().create(schoolClass, of, { audit: anEntry() }),
          terms().delete(aTerm({ code: term }), { audit: anEntry() }),
        ]);
        expect(errorsOf(outcomes)).toEqual([expect.any(DomainError)]);
        expect((await stored(schoolClass.id)) !== undefined).toBe((await terms().read(term, consistent)) !== undefined);
      });
    });

    describe('removal', () => {
      it('frees code, term and lecturer', async () => {
        const { schoolClass, lecturer } = await seed.addClass();
        await classes().delete(schoolClass, lecturer, { audit: anEntry(), jobs: [filesOf(schoolClass)] });
        expect(await stored(schoolClass.id)).toBeUndefined();
        expect(await seed.openRelations(lecturer)).toBe(0);
        const job = filesOf(schoolClass);
        expect(await engine().port(JobsRepository).pending('PURGE', job.key)).toEqual([{ ...job, data: { at: AT } }]);

        const { schoolClass: next, lecturer: other } = await seed.addClass({ term: schoolClass.term, code: schoolClass.code });
        await classes().delete(next, other, { audit: anEntry(), jobs: [filesOf(next)] });
        await terms().delete(aTerm({ code: schoolClass.term }), { audit: anEntry() });
      });

      it('removes a class once', async () => {
        const { schoolClass, lecturer } = await seed.addClass();
        const outcomes = await Promise.allSettled(
          [1, 2, 3].map(() => classes().delete(schoolClass, lecturer, { audit: anEntry(), jobs: [filesOf(schoolClass)] })),
        );
        expect(errorsOf(outcomes)).toEqual([expect.any(ClassNotFound), expect.any(ClassNotFound)]);
        expect(await seed.openRelations(lecturer)).toBe(0);
      });

      it('rejects a class that changed after it was read', async () => {
        const { schoolClass, lecturer } = await seed.addClass();
        await classes().change(schoolClass, { ...schoolClass, room: 'A', version: 2 }, {}, { audit: anEntry() });
        await expect(classes().delete(schoolClass, lecturer, { audit: anEntry(), jobs: [filesOf(schoolClass)] })).rejects.toBeInstanceOf(
          StaleVersion,
        );
      });

      it('rejects a class that ever had a student', async () => {
        const { schoolClass, lecturer } = await seed.addClass();
        const { id } = await seed.enrol(schoolClass);
        const student = (await users().read(id, consistent))!;
        await enrolments().withdraw(schoolClass, { student, effects: { audit: anEntry() } }, AT);
        await expect(classes().delete(schoolClass, lecturer, { audit: anEntry(), jobs: [filesOf(schoolClass)] })).rejects.toBeInstanceOf(
          ClassHadStudents,
        );
        expect(await stored(schoolClass.id)).toEqual({ ...schoolClass, hadStudents: true });
      });

      it('excludes an enrolment at the same time', async () => {
        const { schoolClass, lecturer } = await seed.addClass();
        const student = await seed.addUser();
        const outcomes = await Promise.allSettled([
          classes().delete(schoolClass, lecturer, { audit: anEntry(), jobs: [filesOf(schoolClass)] }),
          seed.enrol(schoolClass, student),
        ]);
        expect(errorsOf(outcomes)).toEqual([expect.any(DomainError)]);
        expect(await seed.openRelations(student)).toBe((await stored(schoolClass.id)) ? 1 : 0);
      });
    });
  });
}
