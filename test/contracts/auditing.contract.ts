import { ClassesRepository } from '../../src/features/classes/classes.repository.js';
import type { SchoolClass } from '../../src/features/classes/school-class.js';
import type { Enrolment } from '../../src/features/enrolments/enrolment.js';
import { AlreadyEnrolled, StudentChanged, SubjectTaken } from '../../src/features/enrolments/enrolments.errors.js';
import { EnrolmentsRepository } from '../../src/features/enrolments/enrolments.repository.js';
import type { Final } from '../../src/features/enrolments/final.js';
import type { User } from '../../src/features/users/user.js';
import { anActor, anEntry } from '../fixtures/builders.js';
import type { EngineUnderTest } from '../fixtures/engines.js';
import { Seed } from '../fixtures/seed.js';

const [AT, LATER] = ['2026-11-02T09:00:00.000Z', '2026-11-03T09:00:00.000Z'];
const consistent = { consistent: true };
const AU = { notation: { code: 'AU', attempts: false, earns: false }, basedOn: null } as const;
const result = { value: 800, letter: 'B+', gradePoint: 350, passed: true };

/** Students who audit a class. */
export function auditingContract(engine: () => EngineUnderTest): void {
  describe('a student who audits a class', () => {
    const seed = new Seed(engine);
    const enrolments = () => engine().port(EnrolmentsRepository);
    const classes = () => engine().port(ClassesRepository);
    const stored = async ({ id }: SchoolClass) => (await classes().read(id, consistent))!;
    const rowOf = async ({ id: classId }: SchoolClass, { id: studentId }: User) =>
      (await enrolments().read({ classId, studentId }, consistent))!;
    const join = async (schoolClass: SchoolClass, student: User, { auditing, row }: { auditing?: boolean; row?: Enrolment } = {}) =>
      (await enrolments().enrol(schoolClass, [{ student, auditing, row, effects: { audit: anEntry() } }], AT)).get(student.id);
    const leave = (schoolClass: SchoolClass, student: User) =>
      enrolments().withdraw(schoolClass, { student, effects: { audit: anEntry({ reason: 'Left' }) } }, LATER);
    const by = { actor: anActor({ role: 'ADMIN' }), reason: 'Office' };
    const mark = async (schoolClass: SchoolClass, row: Enrolment) => {
      const after: Enrolment = { ...row, marks: { midterm: 800 }, version: row.version + 1 };
      expect(await enrolments().saveMarks(await stored(schoolClass), [{ before: row, after, effects: { audit: anEntry() } }], by)).toEqual(
        new Map(),
      );
    };
    const give = async (schoolClass: SchoolClass, row: Enrolment, given: Pick<Enrolment, 'final' | 'result' | 'computed'>) => {
      const { final: _final, result: _result, computed: _computed, ...others } = row;
      const after: Enrolment = { ...others, ...given, version: row.version + 1 };
      await enrolments().saveFinal(await stored(schoolClass), { before: row, after, effects: { audit: anEntry() } }, by);
    };
    const open = async (auditing = true) => {
      const { schoolClass, subject, lecturer } = await seed.addClass();
      const student = await seed.addUser();
      expect(await join(schoolClass, student, { auditing })).toBeUndefined();
      return { schoolClass, subject, lecturer, student, row: await rowOf(schoolClass, student) };
    };

    it('has a seat, a row with AU and the guard of the subject, and the class has no grades', async () => {
      const { schoolClass, subject, student, row } = await open();
      expect(row).toMatchObject({ status: 'ENROLLED', final: AU, marks: {}, version: 1 });
      expect(row).not.toHaveProperty('result');
      const after = await stored(schoolClass);
      expect(after).toMatchObject({ seatsFree: schoolClass.capacity - 1, hadStudents: true, hadAuditors: true, gradingStarted: false });
      const { schoolClass: other } = await seed.addClass({ term: schoolClass.term }, { subject });
      expect(await join(other, student)).toBeInstanceOf(SubjectTaken);
      expect(await join(schoolClass, student, { row })).toBeInstanceOf(AlreadyEnrolled);
      expect(await rowOf(schoolClass, student)).toEqual(row);
    });

    it('does not make a class remember auditors if no student audits it', async () => {
      const { schoolClass, row } = await open(false);
      expect(row).not.toHaveProperty('final');
      expect(await stored(schoolClass)).not.toHaveProperty('hadAuditors');
    });

    it('leaves no row when dropped without marks, and keeps AU with marks', async () => {
      const [unmarked, marked] = [await open(), await open()];
      await mark(marked.schoolClass, marked.row);
      for (const { schoolClass, student } of [unmarked, marked]) {
        const row = await rowOf(schoolClass, student);
        await enrolments().drop(schoolClass, row, { student, effects: { audit: anEntry() } }, LATER);
      }
      expect(await rowOf(unmarked.schoolClass, unmarked.student)).toBeUndefined();
      expect(await rowOf(marked.schoolClass, marked.student)).toMatchObject({ status: 'DROPPED', final: AU, marks: { midterm: 800 } });
    });

    it('audits it again only if the enrolment says so, and keeps marks', async () => {
      const { schoolClass, student, row } = await open();
      await mark(schoolClass, row);
      await leave(schoolClass, student);
      expect(await join(schoolClass, student, { auditing: true, row: await rowOf(schoolClass, student) })).toBeUndefined();
      expect(await rowOf(schoolClass, student)).toMatchObject({ final: AU, marks: { midterm: 800 } });
      await leave(schoolClass, student);
      expect(await join(schoolClass, student, { row: await rowOf(schoolClass, student) })).toBeUndefined();
      const regular = await rowOf(schoolClass, student);
      expect(regular).toMatchObject({ status: 'ENROLLED', marks: { midterm: 800 } });
      expect(regular).not.toHaveProperty('final');
    });

    it.each<[string, Pick<Enrolment, 'final' | 'result' | 'computed'>]>([
      ['the result of a board', { final: { result, basedOn: 500 }, result, computed: { ...result, value: 500 } }],
      ['a computed result', { result }],
      ['a notation', { final: { notation: { code: 'P', attempts: true, earns: true }, basedOn: 800 }, computed: result }],
    ])('has AU in place of %s, and the computed result beside it', async (_what, given) => {
      const { schoolClass, student, row } = await open(false);
      await give(schoolClass, row, given);
      await leave(schoolClass, student);
      expect(await join(schoolClass, student, { auditing: true, row: await rowOf(schoolClass, student) })).toBeUndefined();
      const computed = given.final ? given.computed! : given.result!;
      const audited = await rowOf(schoolClass, student);
      expect(audited).toMatchObject({ final: { ...AU, basedOn: computed.value }, computed });
      expect(audited).not.toHaveProperty('result');
      await leave(schoolClass, student);
      await join(schoolClass, student, { row: await rowOf(schoolClass, student) });
      const regular = await rowOf(schoolClass, student);
      expect(regular).toMatchObject({ result: computed });
      for (const property of ['final', 'computed']) expect(regular).not.toHaveProperty(property);
    });

    it('is not enrolled on the basis of another row than the stored one', async () => {
      const { schoolClass, student, row } = await open();
      await leave(schoolClass, student);
      const left = await rowOf(schoolClass, student);
      for (const based of [{}, { row }, { auditing: true }, { auditing: true, row }]) {
        expect(await join(schoolClass, student, based)).toBeInstanceOf(StudentChanged);
      }
      expect(await rowOf(schoolClass, student)).toEqual(left);
      expect(await stored(schoolClass)).toMatchObject({ seatsFree: schoolClass.capacity });
    });

    it('can be enrolled by one of many requests at the same time', async () => {
      const { schoolClass } = await seed.addClass();
      const student = await seed.addUser();
      const refusals = await Promise.all([true, false, true, false].map((auditing) => join(schoolClass, student, { auditing })));
      expect(refusals.filter((refusal) => refusal === undefined)).toHaveLength(1);
      const isAuditing = refusals.indexOf(undefined) % 2 === 0;
      expect((await rowOf(schoolClass, student)).final).toEqual(isAuditing ? AU : undefined);
      expect(await seed.openRelations(student)).toBe(1);
    });

    it('does not start the grading, so components can change, until a mark is entered', async () => {
      const { schoolClass, student, row } = await open(false);
      await give(schoolClass, row, { final: AU });
      expect(await stored(schoolClass)).toMatchObject({ gradingStarted: false, hadAuditors: true });
      const regrade = async () => {
        const before = await stored(schoolClass);
        const components = [{ key: 'exam', name: 'Exam', weight: 100 }];
        const after = { ...before, components, componentsVersion: before.componentsVersion + 1, version: before.version + 1 };
        await classes().change(before, { ...after, gradingStarted: false }, {}, { audit: anEntry() });
      };
      const marked = await seed.enrol(schoolClass);
      await mark(schoolClass, await rowOf(schoolClass, marked));
      await expect(regrade()).rejects.toThrow();
      const other = await rowOf(schoolClass, marked);
      const cleared: Enrolment = { ...other, marks: {}, version: other.version + 1 };
      await enrolments().saveMarks(await stored(schoolClass), [{ before: other, after: cleared, effects: { audit: anEntry() } }], by);
      await regrade();
      expect(await stored(schoolClass)).toMatchObject({ components: [{ key: 'exam' }], gradingStarted: false });
      expect(await rowOf(schoolClass, student)).toMatchObject({ final: AU });
    });

    it('takes AU along in a move, which starts no grading there', async () => {
      const { schoolClass: from, subject, student, row } = await open();
      const { schoolClass: to } = await seed.addClass({ term: from.term }, { subject });
      const [left, audit] = [anEntry({ at: LATER }), anEntry({ at: LATER })];
      await enrolments().move({ from: await stored(from), to, student, row, left, effects: { audit } }, LATER);
      expect(await rowOf(to, student)).toMatchObject({ final: AU, movedFrom: [{ classId: from.id }] });
      expect(await stored(to)).toMatchObject({ gradingStarted: false, hadAuditors: true });
    });

    it('keeps another final grade when enrolled again as a regular student', async () => {
      const { schoolClass, student, row } = await open(false);
      const final: Final = { notation: { code: 'P', attempts: true, earns: true }, basedOn: null };
      await give(schoolClass, row, { final });
      await leave(schoolClass, student);
      expect(await join(schoolClass, student)).toBeUndefined();
      expect(await rowOf(schoolClass, student)).toMatchObject({ final });
    });
  });
}
