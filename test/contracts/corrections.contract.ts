import { StaleVersion, UnknownReference, ValidationFailed } from '../../src/core/errors/errors.js';
import { ClassChanged, ClassCodeTaken, ClassHadStudents, GradingStarted } from '../../src/features/classes/classes.errors.js';
import { ClassesRepository } from '../../src/features/classes/classes.repository.js';
import type { SchoolClass } from '../../src/features/classes/school-class.js';
import type { Enrolment } from '../../src/features/enrolments/enrolment.js';
import { EnrolmentsRepository } from '../../src/features/enrolments/enrolments.repository.js';
import { ComponentsChanged } from '../../src/features/scores/scores.errors.js';
import type { Subject } from '../../src/features/subjects/subject.js';
import { SubjectCodeTaken } from '../../src/features/subjects/subjects.errors.js';
import { SubjectsRepository } from '../../src/features/subjects/subjects.repository.js';
import { TermCodeTaken, TermInUse } from '../../src/features/terms/terms.errors.js';
import { TermsRepository } from '../../src/features/terms/terms.repository.js';
import type { Term } from '../../src/features/terms/term.js';
import { NameCopiesRepository } from '../../src/features/users/name-copies.repository.js';
import { RelationsRepository } from '../../src/features/users/relations.repository.js';
import type { User } from '../../src/features/users/user.js';
import { aCode, anActor, anEntry, aTerm } from '../fixtures/builders.js';
import type { EngineUnderTest } from '../fixtures/engines.js';
import { aClassOf, errorsOf, Seed } from '../fixtures/seed.js';

const AT = '2026-11-02T09:00:00.000Z';
const consistent = { consistent: true };

/** How mistyped codes, terms and components are corrected. */
export function correctionsContract(engine: () => EngineUnderTest): void {
  describe('a correction', () => {
    const seed = new Seed(engine);
    const classes = () => engine().port(ClassesRepository);
    const subjects = () => engine().port(SubjectsRepository);
    const terms = () => engine().port(TermsRepository);
    const enrolments = () => engine().port(EnrolmentsRepository);

    const stored = async ({ id }: SchoolClass) => (await classes().read(id, consistent))!;
    const change = (before: SchoolClass, given: Partial<SchoolClass>, reason?: string) =>
      classes().change(before, { ...before, ...given, version: before.version + 1 }, {}, { audit: anEntry({ reason }) });
    const recode = (before: Subject, code: string) =>
      subjects().change(
        before,
        { ...before, code, version: before.version + 1, nameVersion: before.nameVersion + 1 },
        { audit: anEntry() },
      );
    const recodeTerm = (before: Term, code: string) =>
      terms().change(before, { ...before, code, version: before.version + 1 }, { audit: anEntry() });
    const rowOf = async ({ id: classId }: SchoolClass, { id: studentId }: User) =>
      (await enrolments().read({ classId, studentId }, consistent))!;
    const save = async (schoolClass: SchoolClass, row: Enrolment, marks: Enrolment['marks']) => {
      const after: Enrolment = { ...row, marks, version: row.version + 1 };
      const refusals = await enrolments().saveMarks(schoolClass, [{ before: row, after, effects: { audit: anEntry() } }], {
        actor: anActor(),
      });
      return refusals.get(row.studentId);
    };
    const ofTerm = async (term: string) => (await classes().list({ term }, { limit: 100 })).items.map(({ code }) => code);

    describe('of the code of a class', () => {
      it('frees the old code, takes the new one, and sorts by it', async () => {
        const { code: term } = await seed.addTerm();
        const [{ schoolClass, lecturer }, { schoolClass: other }] = [
          await seed.addClass({ term, code: 'A-1' }),
          await seed.addClass({ term, code: 'B-1' }),
        ];
        await change(schoolClass, { code: 'C-1' });
        expect(await stored(schoolClass)).toEqual({ ...schoolClass, code: 'C-1', version: 2 });
        expect(await ofTerm(term)).toEqual(['B-1', 'C-1']);
        expect((await classes().list({ lecturerId: lecturer.id, term }, { limit: 5 })).items).toMatchObject([{ code: 'C-1' }]);
        await expect(change(other, { code: 'c-1' })).rejects.toBeInstanceOf(ClassCodeTaken);
        await change(other, { code: 'a-1' });
        expect(await ofTerm(term)).toEqual(['C-1', 'a-1']);
        await classes().delete(await stored(schoolClass), lecturer, { audit: anEntry() });
        await expect(seed.addClass({ term, code: 'c-1' })).resolves.toBeDefined();
      });

      it('can change only the case', async () => {
        const { schoolClass } = await seed.addClass({ code: 'hk-1' });
        await change(schoolClass, { code: 'HK-1' });
        expect(await stored(schoolClass)).toMatchObject({ code: 'HK-1' });
        await expect(seed.addClass({ term: schoolClass.term, code: 'hk-1' })).rejects.toBeInstanceOf(ClassCodeTaken);
      });

      it('gives a code to one of two classes at the same time', async () => {
        const { code: term } = await seed.addTerm();
        const both = [(await seed.addClass({ term })).schoolClass, (await seed.addClass({ term })).schoolClass];
        const code = aCode('c');
        const outcomes = await Promise.allSettled(both.map((each, index) => change(each, { code: index ? code.toUpperCase() : code })));
        expect(errorsOf(outcomes)).toEqual([expect.any(ClassCodeTaken)]);
        expect((await ofTerm(term)).filter((each) => each.toLowerCase() === code)).toHaveLength(1);
      });

      it('lets two classes exchange their codes by way of a third one', async () => {
        const { code: term } = await seed.addTerm();
        const [{ schoolClass: one }, { schoolClass: other }] = [
          await seed.addClass({ term, code: 'A' }),
          await seed.addClass({ term, code: 'B' }),
        ];
        await expect(change(one, { code: 'B' })).rejects.toBeInstanceOf(ClassCodeTaken);
        await change(one, { code: 'X' });
        await change(other, { code: 'A' });
        await change(await stored(one), { code: 'B' });
        expect([await stored(one), await stored(other)]).toMatchObject([{ code: 'B' }, { code: 'A' }]);
      });

      it('does not disturb an enrolment at the same time', async () => {
        const { schoolClass } = await seed.addClass();
        const [student, code] = [await seed.addUser(), aCode('C')];
        await Promise.all([change(schoolClass, { code }), seed.enrol(schoolClass, student)]);
        expect(await stored(schoolClass)).toMatchObject({ code, seatsFree: schoolClass.capacity - 1 });
        expect(await rowOf(schoolClass, student)).toMatchObject({ status: 'ENROLLED' });
        expect(await engine().port(RelationsRepository).allOf(student.id)).toMatchObject([{ classCode: code }]);
      });

      it('needs a reason once marks were entered', async () => {
        const { schoolClass } = await seed.addClass();
        const student = await seed.enrol(schoolClass);
        await save(schoolClass, await rowOf(schoolClass, student), { midterm: 700 });
        await expect(change(schoolClass, { code: aCode('C') })).rejects.toBeInstanceOf(ValidationFailed);
        expect(await stored(schoolClass)).toMatchObject({ code: schoolClass.code });
        const code = aCode('C');
        await change(schoolClass, { code }, 'Mistyped');
        expect(await stored(schoolClass)).toMatchObject({ code });
      });

      it('fails for an old version of the class', async () => {
        const { schoolClass } = await seed.addClass();
        await change(schoolClass, { code: aCode('C') });
        await expect(change(schoolClass, { code: aCode('C') })).rejects.toBeInstanceOf(StaleVersion);
      });
    });

    describe('of the term of a class', () => {
      const count = async (term: string) =>
        await terms()
          .delete(aTerm({ code: term }), { audit: anEntry() })
          .catch((error: unknown) => error);

      it('moves the class, its code and the counts of both terms', async () => {
        const { schoolClass, lecturer } = await seed.addClass();
        const { code: term } = await seed.addTerm();
        await change(schoolClass, { term });
        expect(await stored(schoolClass)).toEqual({ ...schoolClass, term, version: 2 });
        expect((await classes().list({ lecturerId: lecturer.id, term }, { limit: 5 })).items).toHaveLength(1);
        expect(await count(schoolClass.term)).toBeUndefined();
        expect(await count(term)).toBeInstanceOf(TermInUse);
        await expect(seed.addClass({ term, code: schoolClass.code })).rejects.toBeInstanceOf(ClassCodeTaken);
      });

      it('rejects an unknown term, and a term that has the code', async () => {
        const { schoolClass } = await seed.addClass();
        await expect(change(schoolClass, { term: 'never' })).rejects.toBeInstanceOf(UnknownReference);
        const { schoolClass: other } = await seed.addClass({ code: schoolClass.code.toUpperCase() });
        await expect(change(schoolClass, { term: other.term })).rejects.toBeInstanceOf(ClassCodeTaken);
        expect(await stored(schoolClass)).toEqual(schoolClass);
      });

      it('rejects a class with rows, and accepts it after its students were dropped', async () => {
        const { schoolClass } = await seed.addClass();
        const { code: term } = await seed.addTerm();
        const student = await seed.enrol(schoolClass);
        await expect(change(await stored(schoolClass), { term })).rejects.toBeInstanceOf(ClassHadStudents);
        const row = await rowOf(schoolClass, student);
        await enrolments().drop(schoolClass, row, { student, effects: { audit: anEntry() } }, AT);
        await change(await stored(schoolClass), { term });
        expect(await stored(schoolClass)).toMatchObject({ term, hadStudents: false });
        expect(await enrolments().enrol(schoolClass, [{ student, effects: { audit: anEntry() } }], AT)).toEqual(
          new Map([[student.id, expect.any(ClassChanged)]]),
        );
      });

      it('excludes an enrolment at the same time', async () => {
        for (let round = 0; round < 3; round += 1) {
          const { schoolClass } = await seed.addClass();
          const [student, { code: term }] = [await seed.addUser(), await seed.addTerm()];
          const outcomes = await Promise.allSettled([change(schoolClass, { term }), seed.enrol(schoolClass, student)]);
          expect(errorsOf(outcomes)).toHaveLength(1);
          const isMoved = (await stored(schoolClass)).term === term;
          expect(await seed.openRelations(student)).toBe(isMoved ? 0 : 1);
        }
      });
    });

    describe('of components', () => {
      const exam = [{ key: 'exam', name: 'Exam', weight: 100 }];
      const regrade = (before: SchoolClass) => change(before, { components: exam, componentsVersion: before.componentsVersion + 1 });
      const marked = async () => {
        const { schoolClass } = await seed.addClass();
        const student = await seed.enrol(schoolClass);
        const row = await rowOf(schoolClass, student);
        await save(schoolClass, row, { midterm: 700 });
        return { schoolClass, student };
      };

      it('is possible again after all marks were cleared', async () => {
        const { schoolClass, student } = await marked();
        await expect(regrade(await stored(schoolClass))).rejects.toBeInstanceOf(GradingStarted);
        expect(await stored(schoolClass)).toMatchObject({ gradingStarted: true });
        await save(await stored(schoolClass), await rowOf(schoolClass, student), {});
        const before = await stored(schoolClass);
        await regrade(before);
        expect(await stored(schoolClass)).toMatchObject({ components: exam, gradingStarted: false });
        expect(await save(before, await rowOf(schoolClass, student), { midterm: 500 })).toBeInstanceOf(ComponentsChanged);
        expect(await save(await stored(schoolClass), await rowOf(schoolClass, student), { exam: 500 })).toBeUndefined();
        expect(await stored(schoolClass)).toMatchObject({ gradingStarted: true });
      });

      it('is not possible while a student who left has marks', async () => {
        const { schoolClass, student } = await marked();
        const left = () => ({ student, effects: { audit: anEntry() } });
        await enrolments().withdraw(schoolClass, left(), AT);
        await expect(regrade(await stored(schoolClass))).rejects.toBeInstanceOf(GradingStarted);
        await enrolments().drop(schoolClass, await rowOf(schoolClass, student), left(), AT);
        await expect(regrade(await stored(schoolClass))).rejects.toBeInstanceOf(GradingStarted);
      });

      it('excludes a mark at the same time', async () => {
        for (let round = 0; round < 3; round += 1) {
          const { schoolClass, student } = await marked();
          await save(await stored(schoolClass), await rowOf(schoolClass, student), {});
          const [before, row] = [await stored(schoolClass), await rowOf(schoolClass, student)];
          await Promise.allSettled([regrade(before), save(before, row, { midterm: 500 })]);
          const { components } = await stored(schoolClass);
          const { marks } = await rowOf(schoolClass, student);
          expect(Object.keys(marks).every((key) => components.some((component) => component.key === key))).toBe(true);
        }
      });

      it('of their names alone needs only a reason once marks were entered', async () => {
        const { schoolClass } = await marked();
        const before = await stored(schoolClass);
        const components = before.components.map((component) => ({ ...component, name: `${component.name} exam` }));
        await expect(change(before, { components })).rejects.toBeInstanceOf(ValidationFailed);
        await change(before, { components }, 'Mistyped');
        expect(await stored(schoolClass)).toMatchObject({ components, gradingStarted: true, componentsVersion: before.componentsVersion });
      });
    });

    describe('of the code of a subject', () => {
      it('frees the old code, takes the new one, and reaches the active classes', async () => {
        const { subject, schoolClass } = await seed.addClass();
        const [code, archived] = [aCode('SUB'), (await seed.addClass({}, { subject })).schoolClass];
        await change(archived, { status: 'ARCHIVED' });
        await recode(subject, code);
        expect(await subjects().read(subject.id, consistent)).toMatchObject({ code });
        expect(await engine().port(NameCopiesRepository).update({ kind: 'subject', id: subject.id })).toBe(1);
        expect(await stored(schoolClass)).toEqual({ ...schoolClass, subjectCode: code, subjectName: subject.name, subjectNameVersion: 2 });
        expect(await stored(archived)).toMatchObject({ subjectCode: subject.code });
        await expect(seed.addSubject({ code: code.toLowerCase() })).rejects.toBeInstanceOf(SubjectCodeTaken);
        await expect(seed.addSubject({ code: subject.code })).resolves.toBeDefined();
      });

      it('can change only the case', async () => {
        const subject = await seed.addSubject({ code: aCode('sub') });
        await recode(subject, subject.code.toUpperCase());
        expect(await subjects().read(subject.id, consistent)).toMatchObject({ code: subject.code.toUpperCase() });
        await expect(seed.addSubject({ code: subject.code })).rejects.toBeInstanceOf(SubjectCodeTaken);
      });

      it('gives a code to one of two subjects at the same time', async () => {
        const [both, code] = [[await seed.addSubject(), await seed.addSubject()], aCode('SUB')];
        const outcomes = await Promise.allSettled(both.map((each, index) => recode(each, index ? code.toLowerCase() : code)));
        expect(errorsOf(outcomes)).toEqual([expect.any(SubjectCodeTaken)]);
      });

      it('is known to concern marks', async () => {
        const { subject, schoolClass } = await seed.addClass();
        const student = await seed.enrol(schoolClass);
        expect(await subjects().hasMarks(subject.id)).toBe(false);
        await save(schoolClass, await rowOf(schoolClass, student), { midterm: 700 });
        expect(await subjects().hasMarks(subject.id)).toBe(true);
      });
    });

    describe('of the code of a term', () => {
      it('frees the old code and takes the new one', async () => {
        const term = await seed.addTerm();
        const code = aCode('t');
        await recodeTerm(term, code);
        expect(await terms().read(code, consistent)).toEqual({ ...term, code, version: 2 });
        expect(await terms().read(term.code, consistent)).toBeUndefined();
        await expect(seed.addTerm({ code: code.toUpperCase() })).rejects.toBeInstanceOf(TermCodeTaken);
        await expect(seed.addTerm({ code: term.code })).resolves.toBeDefined();
      });

      it('can change only the case', async () => {
        const term = await seed.addTerm({ code: aCode('hk') });
        const code = term.code.toUpperCase();
        await recodeTerm(term, code);
        expect(await terms().read(term.code, consistent)).toBeUndefined();
        await expect(seed.addTerm({ code: term.code })).rejects.toBeInstanceOf(TermCodeTaken);
        await terms().delete({ ...term, code, version: 2 }, { audit: anEntry() });
        await expect(seed.addTerm({ code: term.code })).resolves.toBeDefined();
      });

      it('rejects a term with classes, an old version and a code that is taken', async () => {
        const { schoolClass } = await seed.addClass();
        const used = (await terms().read(schoolClass.term, consistent))!;
        await expect(recodeTerm(used, aCode('T'))).rejects.toBeInstanceOf(TermInUse);
        const [term, other] = [await seed.addTerm(), await seed.addTerm()];
        await expect(recodeTerm({ ...term, version: 7 }, aCode('T'))).rejects.toBeInstanceOf(StaleVersion);
        await expect(recodeTerm(term, other.code.toLowerCase())).rejects.toBeInstanceOf(TermCodeTaken);
        expect(await terms().read(term.code, consistent)).toEqual(term);
      });

      it('gives a code to one of two terms at the same time', async () => {
        const [both, code] = [[await seed.addTerm(), await seed.addTerm()], aCode('T')];
        const outcomes = await Promise.allSettled(both.map((each, index) => recodeTerm(each, index ? code.toLowerCase() : code)));
        expect(errorsOf(outcomes)).toEqual([expect.any(TermCodeTaken)]);
      });

      it('excludes a new class at the same time', async () => {
        const [of, term] = [await seed.addSources(), await seed.addTerm()];
        const schoolClass = aClassOf(of, { term: term.code });
        const outcomes = await Promise.allSettled([classes().create(schoolClass, of, { audit: anEntry() }), recodeTerm(term, aCode('T'))]);
        expect(errorsOf(outcomes)).toHaveLength(1);
        expect((await classes().read(schoolClass.id, consistent)) !== undefined).toBe(
          (await terms().read(term.code, consistent)) !== undefined,
        );
      });
    });
  });
}
