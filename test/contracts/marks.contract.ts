import { ClassArchived, ClassNotFound, GradebookLocked, GradingStarted } from '../../src/features/classes/classes.errors.js';
import { ClassesRepository } from '../../src/features/classes/classes.repository.js';
import type { SchoolClass } from '../../src/features/classes/school-class.js';
import type { Enrolment } from '../../src/features/enrolments/enrolment.js';
import { enrolmentEntity } from '../../src/features/enrolments/enrolment.js';
import { NotEnrolled } from '../../src/features/enrolments/enrolments.errors.js';
import { EnrolmentsRepository, type Grader, type MarksUpdate } from '../../src/features/enrolments/enrolments.repository.js';
import type { Marks } from '../../src/features/grading/component.js';
import { ComponentsChanged, StaleEnrolment } from '../../src/features/scores/scores.errors.js';
import { UsersRepository } from '../../src/features/users/users.repository.js';
import { anActor, anEntry, asStored } from '../fixtures/builders.js';
import type { EngineUnderTest } from '../fixtures/engines.js';
import { Seed, type SeededClass } from '../fixtures/seed.js';

const AT = '2026-11-02T09:00:00.000Z';
const consistent = { consistent: true };
const RESULT = { value: 700, letter: 'B', gradePoint: 300, passed: true };

export function marksContract(engine: () => EngineUnderTest): void {
  describe('marks', () => {
    const seed = new Seed(engine);
    const enrolments = () => engine().port(EnrolmentsRepository);
    const classes = () => engine().port(ClassesRepository);

    const admin: Grader = { actor: anActor({ role: 'ADMIN' }) };
    const lecturerOf = ({ lecturerId }: SchoolClass): Grader => ({ actor: anActor({ id: lecturerId, role: 'LECTURER' }) });
    const current = async ({ id }: SchoolClass) => (await classes().read(id, consistent))!;
    const rowOf = async ({ classId, studentId }: Enrolment) => (await enrolments().read({ classId, studentId }, consistent))!;
    const changeClass = (before: SchoolClass, after: Partial<SchoolClass>) =>
      classes().change(before, { ...before, ...after, version: before.version + 1 }, {}, { audit: anEntry() });

    const aGradebook = async (size = 1, given: Partial<SchoolClass> = {}): Promise<SeededClass & { rows: [Enrolment, ...Enrolment[]] }> => {
      const made = await seed.addClass({ capacity: 200, ...given });
      const moves = await Promise.all(
        Array.from({ length: size }, async () => ({ student: await seed.addUser(), effects: { audit: anEntry() } })),
      );
      await enrolments().enrol(made.schoolClass, moves, AT);
      return { ...made, rows: (await enrolments().gradebook(made.schoolClass.id)) as [Enrolment, ...Enrolment[]] };
    };
    const withdraw = async (row: Enrolment) => {
      const student = (await engine().port(UsersRepository).read(row.studentId, consistent))!;
      await enrolments().withdraw({ ...row, id: row.classId }, { student, effects: { audit: anEntry() } }, AT);
    };
    const marked = (before: Enrolment, marks: Marks, after: Partial<Enrolment> = {}): MarksUpdate => ({
      before,
      after: { ...before, marks, version: before.version + 1, ...after },
      effects: { audit: anEntry({ entity: enrolmentEntity(before) }) },
    });
    const save = (schoolClass: SchoolClass, updates: MarksUpdate[], by: Grader = admin) => enrolments().saveMarks(schoolClass, updates, by);
    const saveOne = async (schoolClass: SchoolClass, update: MarksUpdate, by?: Grader) =>
      (await save(schoolClass, [update], by)).get(update.before.studentId);

    it('writes marks, result and audit entry, and starts the grading of the class', async () => {
      const { schoolClass, rows } = await aGradebook();
      const change = marked(rows[0], { midterm: 725, final: 700 }, { result: RESULT });
      expect(await save(schoolClass, [change], lecturerOf(schoolClass))).toEqual(new Map());
      expect(await rowOf(rows[0])).toEqual(change.after);
      expect(await current(schoolClass)).toMatchObject({ gradingStarted: true, version: schoolClass.version });
      expect((await enrolments().history(rows[0]))[0]).toEqual(asStored(change.effects.audit));
    });

    it('clears marks and the result', async () => {
      const { schoolClass, rows } = await aGradebook();
      const change = marked(rows[0], { final: 700 }, { result: RESULT });
      await save(schoolClass, [change]);
      expect(await save(await current(schoolClass), [marked(change.after, {}, { result: undefined })])).toEqual(new Map());
      expect(await rowOf(rows[0])).toEqual({ ...rows[0], version: 3 });
    });

    it('keeps flags in place of marks, which count as marks of the class', async () => {
      const { schoolClass, rows } = await aGradebook();
      const change = marked(rows[0], { midterm: 'EX', final: 700 });
      expect(await save(schoolClass, [change])).toEqual(new Map());
      expect(await rowOf(rows[0])).toEqual(change.after);
      const onlyFlag = marked(change.after, { midterm: 'ABS' });
      expect(await save(await current(schoolClass), [onlyFlag])).toEqual(new Map());
      expect(await rowOf(rows[0])).toEqual(onlyFlag.after);
      const components = [{ key: 'exam', name: 'Exam', weight: 100 }];
      const regrade = async () => changeClass(await current(schoolClass), { components, componentsVersion: 2 });
      await expect(regrade()).rejects.toBeInstanceOf(GradingStarted);
      expect(await save(await current(schoolClass), [marked(onlyFlag.after, {})])).toEqual(new Map());
      expect(await rowOf(rows[0])).toEqual({ ...rows[0], version: 4 });
      await regrade();
    });

    describe('a final grade', () => {
      const OVERRIDE = { value: 900, letter: 'A', gradePoint: 400, passed: true };
      const overridden = (before: Enrolment): MarksUpdate =>
        marked(before, before.marks, {
          result: OVERRIDE,
          computed: before.result,
          final: { result: OVERRIDE, basedOn: before.result?.value ?? null },
        });
      const saveFinal = (schoolClass: SchoolClass, update: MarksUpdate, by: Grader) => enrolments().saveFinal(schoolClass, update, by);
      const board: Grader = { ...admin, reason: 'Board' };

      it('is stored with the computed result and its audit entry, and removed again', async () => {
        const { schoolClass, rows } = await aGradebook();
        await save(schoolClass, [marked(rows[0], { midterm: 700, final: 700 }, { result: RESULT })]);
        const before = await rowOf(rows[0]);
        const change = overridden(before);
        await saveFinal(await current(schoolClass), change, lecturerOf(schoolClass));
        expect(await rowOf(rows[0])).toEqual(change.after);
        expect(await enrolments().history(rows[0])).toContainEqual(asStored(change.effects.audit));
        const removed = marked(change.after, before.marks, { result: RESULT, computed: undefined, final: undefined });
        await saveFinal(await current(schoolClass), removed, board);
        expect(await rowOf(rows[0])).toEqual({ ...before, version: 4 });
      });

      it('counts as an incomplete until its day, and afterwards as its result, without being stored so', async () => {
        const { schoolClass, rows } = await aGradebook();
        const incomplete = { notation: { code: 'I', attempts: false, earns: false }, lapsesTo: RESULT, basedOn: null };
        const over = marked(rows[0], {}, { final: { ...incomplete, dueOn: '2020-01-31' }, result: RESULT });
        await saveFinal(schoolClass, over, board);
        expect(await rowOf(rows[0])).toEqual(over.after);
        const extended = marked(over.after, {}, { final: { ...incomplete, dueOn: '2099-12-31' }, result: undefined });
        await saveFinal(await current(schoolClass), extended, board);
        expect(await rowOf(rows[0])).toEqual({ ...rows[0], ...extended.after, result: undefined });
      });

      it.each([
        ['its lecturer', (of: SchoolClass) => lecturerOf(of)],
        ['an admin', () => board],
      ])('counts as a mark of the class if %s enters it: components cannot change until it is removed', async (_who, by) => {
        const { schoolClass, rows } = await aGradebook();
        await saveFinal(schoolClass, overridden(rows[0]), by(schoolClass));
        const components = [{ key: 'exam', name: 'Exam', weight: 100 }];
        const regrade = async () => changeClass(await current(schoolClass), { components, componentsVersion: 2 });
        await expect(regrade()).rejects.toBeInstanceOf(GradingStarted);
        const given = await rowOf(rows[0]);
        await saveFinal(await current(schoolClass), marked(given, {}, { result: undefined, final: undefined }), board);
        await regrade();
      });

      it('is refused with the current row if the row is newer, and of a student who has left', async () => {
        const { schoolClass, rows } = await aGradebook();
        await save(schoolClass, [marked(rows[0], { final: 500 })]);
        const stale = await saveFinal(await current(schoolClass), overridden(rows[0]), board).catch((error: unknown) => error);
        expect((stale as StaleEnrolment).current).toEqual(await rowOf(rows[0]));
        await withdraw(rows[0]);
        await expect(saveFinal(await current(schoolClass), overridden(await rowOf(rows[0])), board)).rejects.toBeInstanceOf(NotEnrolled);
      });

      it('is given in a locked and in an archived class by an admin with a reason only', async () => {
        const { schoolClass, rows } = await aGradebook();
        await changeClass(schoolClass, { gradesLocked: true });
        const give = async (by: Grader) => saveFinal(await current(schoolClass), overridden(await rowOf(rows[0])), by);
        await expect(give({ ...lecturerOf(schoolClass), reason: 'Board' })).rejects.toBeInstanceOf(GradebookLocked);
        await expect(give(admin)).rejects.toBeInstanceOf(GradebookLocked);
        await give(board);
        await changeClass(await current(schoolClass), { status: 'ARCHIVED', gradesLocked: false });
        await expect(give({ ...lecturerOf(schoolClass), reason: 'Board' })).rejects.toBeInstanceOf(ClassArchived);
        await give(board);
        await expect(
          saveFinal({ ...schoolClass, id: schoolClass.subjectId }, overridden(await rowOf(rows[0])), board),
        ).rejects.toBeInstanceOf(ClassNotFound);
      });
    });

    it('starts the grading once if two rows are the first at the same time', async () => {
      const { schoolClass, rows } = await aGradebook(2);
      const outcomes = await Promise.all(rows.map((row) => save(schoolClass, [marked(row, { final: 500 })])));
      expect(outcomes).toEqual([new Map(), new Map()]);
    });

    it('saves one of twenty updates of the same version; the others fail with the current row', async () => {
      const { schoolClass, rows } = await aGradebook();
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, (_, index) => saveOne(schoolClass, marked(rows[0], { final: index * 10 }))),
      );
      const refusals = outcomes.filter((refusal) => refusal !== undefined);
      const row = await rowOf(rows[0]);
      expect(row.version).toBe(2);
      expect(refusals).toHaveLength(19);
      for (const refusal of refusals) {
        expect(refusal).toBeInstanceOf(StaleEnrolment);
        expect(refusal.details.current).toEqual(row);
      }
    });

    it('saves more rows than fit into a transaction, except changed and withdrawn ones', async () => {
      const { schoolClass, rows } = await aGradebook(60);
      const [changed, left] = [rows[3]!, rows[55]!];
      await save(schoolClass, [marked(changed, { final: 100 })]);
      await withdraw(left);
      const refusals = await save(
        schoolClass,
        rows.map((row) => marked(row, { final: 800 })),
        lecturerOf(schoolClass),
      );
      expect(refusals).toEqual(
        new Map<string, unknown>([
          [changed.studentId, expect.any(StaleEnrolment)],
          [left.studentId, expect.any(NotEnrolled)],
        ]),
      );
      const after = await enrolments().gradebook(schoolClass.id);
      expect(after.map(({ marks }) => marks.final)).toEqual(rows.map((row) => (row === changed ? 100 : row === left ? undefined : 800)));
      expect(await enrolments().history(changed)).toHaveLength(1);
    });

    describe('refuses', () => {
      const refusedWith = async (schoolClass: SchoolClass, rows: Enrolment[], by: Grader) => {
        const refusals = await save(
          schoolClass,
          rows.map((row) => marked(row, { final: 500 })),
          by,
        );
        for (const row of rows) expect(await rowOf(row)).toEqual(row);
        expect(await current(schoolClass)).toMatchObject({ gradingStarted: false });
        expect(refusals.size).toBe(rows.length);
        const errors = new Set(rows.map(({ studentId }) => refusals.get(studentId)?.constructor));
        expect(errors.size).toBe(1);
        return [...errors][0];
      };

      it('all rows of an archived class', async () => {
        const { schoolClass, rows } = await aGradebook(2);
        await changeClass(schoolClass, { status: 'ARCHIVED' });
        expect(await refusedWith(schoolClass, rows, admin)).toBe(ClassArchived);
        expect(await refusedWith(schoolClass, rows, lecturerOf(schoolClass))).toBe(ClassArchived);
      });

      it('a lecturer who does not lead the class, or no longer leads it', async () => {
        const { schoolClass, rows, lecturer } = await aGradebook(2);
        expect(await refusedWith(schoolClass, rows, { actor: anActor({ role: 'LECTURER' }) })).toBe(ClassNotFound);
        const to = await seed.addLecturer();
        await classes().change(
          schoolClass,
          { ...schoolClass, lecturerId: to.id, version: 2 },
          { from: lecturer, to },
          { audit: anEntry() },
        );
        expect(await refusedWith(schoolClass, rows, lecturerOf(schoolClass))).toBe(ClassNotFound);
      });

      it('a locked gradebook, except for an admin who gives a reason', async () => {
        const { schoolClass, rows } = await aGradebook();
        await changeClass(schoolClass, { gradesLocked: true });
        expect(await refusedWith(schoolClass, rows, { ...lecturerOf(schoolClass), reason: 'A typo.' })).toBe(GradebookLocked);
        expect(await refusedWith(schoolClass, rows, admin)).toBe(GradebookLocked);
        expect(await saveOne(schoolClass, marked(rows[0], { final: 500 }), { ...admin, reason: 'An appeal.' })).toBeUndefined();
      });

      it('components that were changed after they were read', async () => {
        const { schoolClass, rows } = await aGradebook();
        const components = [{ key: 'final', name: 'Final', weight: 100 }];
        await changeClass(schoolClass, { components, componentsVersion: schoolClass.componentsVersion + 1 });
        expect(await refusedWith(schoolClass, rows, admin)).toBe(ComponentsChanged);
      });

      it('students who were withdrawn or never enrolled', async () => {
        const { schoolClass, rows } = await aGradebook();
        await withdraw(rows[0]);
        expect(await saveOne(schoolClass, marked(await rowOf(rows[0]), { final: 500 }))).toBeInstanceOf(NotEnrolled);
        expect((await rowOf(rows[0])).marks).toEqual({});
        const stranger = { ...rows[0], studentId: anActor().id };
        expect(await saveOne(schoolClass, marked(stranger, { final: 500 }))).toBeInstanceOf(NotEnrolled);
        expect(await enrolments().read(stranger, consistent)).toBeUndefined();
      });
    });

    describe('in a race with', () => {
      /** Saves marks while something else happens to the class. @returns why they were refused */
      const saveDuring = async (schoolClass: SchoolClass, row: Enrolment, other: () => Promise<unknown>) => {
        const [refusal] = await Promise.all([saveOne(schoolClass, marked(row, { final: 500 }), lecturerOf(schoolClass)), other()]);
        const { marks } = await rowOf(row);
        expect(marks).toEqual(refusal ? {} : { final: 500 });
        expect(await current(schoolClass)).toMatchObject({ gradingStarted: !refusal });
        return refusal;
      };
      const repeatedly = async (race: () => Promise<void>) => {
        for (let time = 0; time < 4; time += 1) await race();
      };

      it('a lock, saves before it or not at all', () =>
        repeatedly(async () => {
          const { schoolClass, rows } = await aGradebook();
          const refusal = await saveDuring(schoolClass, rows[0], () => changeClass(schoolClass, { gradesLocked: true }));
          if (refusal) expect(refusal).toBeInstanceOf(GradebookLocked);
          expect(await current(schoolClass)).toMatchObject({ gradesLocked: true });
        }));

      it('a new lecturer, saves before the handover or not at all', () =>
        repeatedly(async () => {
          const { schoolClass, rows, lecturer } = await aGradebook();
          const to = await seed.addLecturer();
          const handOver = () =>
            classes().change(schoolClass, { ...schoolClass, lecturerId: to.id, version: 2 }, { from: lecturer, to }, { audit: anEntry() });
          const refusal = await saveDuring(schoolClass, rows[0], handOver);
          if (refusal) expect(refusal).toBeInstanceOf(ClassNotFound);
        }));

      it('a withdrawal, keeps the marks or refuses them', () =>
        repeatedly(async () => {
          const { schoolClass, rows } = await aGradebook();
          const [refusal] = await Promise.all([saveOne(schoolClass, marked(rows[0], { final: 500 })), withdraw(rows[0])]);
          if (refusal) expect(refusal).toBeInstanceOf(NotEnrolled);
          const marks = refusal ? {} : { final: 500 };
          expect(await rowOf(rows[0])).toMatchObject({ status: 'WITHDRAWN', marks, version: refusal ? 2 : 3 });
        }));
    });
  });
}
