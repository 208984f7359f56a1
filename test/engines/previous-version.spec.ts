import { ClassesRepository } from '../../src/features/classes/classes.repository.js';
import type { SchoolClass } from '../../src/features/classes/school-class.js';
import type { Enrolment } from '../../src/features/enrolments/enrolment.js';
import { EnrolmentsRepository } from '../../src/features/enrolments/enrolments.repository.js';
import type { Component, Marks } from '../../src/features/grading/component.js';
import { INCOMPLETE, NOTATIONS } from '../../src/features/grading/notation.js';
import { computeResult, type Result, resultOfPoints } from '../../src/features/grading/result.js';
import { findGradingScale } from '../../src/features/grading/scales.js';
import type { User } from '../../src/features/users/user.js';
import { Database } from '../../src/persistence/dynamodb/driver/database.js';
import { Scans } from '../../src/persistence/dynamodb/driver/scans.js';
import { keys, studentOfTaking } from '../../src/persistence/dynamodb/schema/keys.js';
import { anActor, anEntry, COMPONENTS } from '../fixtures/builders.js';
import { type EngineUnderTest, startDynamoDbEngine } from '../fixtures/engines.js';
import { isCountedBefore, previousClass, previousEnrolment, previousResult, previousSubject } from '../fixtures/previous-items.js';
import { GERMANY } from '../fixtures/scales.js';
import { Seed } from '../fixtures/seed.js';

const AT = '2026-11-02T09:00:00.000Z';
const WITH_BONUS: readonly Component[] = [...COMPONENTS, { key: 'extra', name: 'Extra', weight: 10, bonus: true }];

describe('the previous version', () => {
  let engine: EngineUnderTest;
  const seed = new Seed(() => engine);
  beforeAll(async () => {
    engine = await startDynamoDbEngine();
  });
  afterAll(() => engine.close());

  const enrolments = () => engine.port(EnrolmentsRepository);
  const database = () => engine.port(Database);
  const by = { actor: anActor(), reason: 'Board' };

  /** A student with this grading, as this version stores it. */
  const aGradedRow = async (schoolClass: SchoolClass, marks: Marks, final?: Enrolment['final']): Promise<User> => {
    const student = await seed.enrol(schoolClass);
    const before = (await enrolments().read({ classId: schoolClass.id, studentId: student.id }, { consistent: true }))!;
    const result = computeResult(marks, schoolClass.components, findGradingScale(schoolClass));
    const graded = { ...before, marks, result, version: before.version + 1 };
    expect(await enrolments().saveMarks(schoolClass, [{ before, after: graded, effects: { audit: anEntry() } }], by)).toEqual(new Map());
    if (final) {
      const after = { ...graded, final, result: final.result, computed: result, version: graded.version + 1 };
      const current = { ...schoolClass, gradingStarted: true };
      await enrolments().saveFinal(current, { before: graded, after, effects: { audit: anEntry() } }, by);
    }
    return student;
  };
  const rowItem = async ({ id }: SchoolClass, student: User) =>
    (await database().get('scores', keys.enrolment(id, student.id), { consistent: true }))!;
  const classItem = async ({ id }: SchoolClass) => (await database().get('classes', keys.class(id), { consistent: true }))!;
  const inHundredths = (value: number): Result => resultOfPoints(value, findGradingScale({ gradingScale: 'vn-10' }));

  it.each<[string, Marks]>([
    ['an excused component', { midterm: 'EX', final: 8_00 }],
    ['an absence', { midterm: 'ABS', final: 8_00 }],
    ['a bonus', { midterm: 6_00, final: 8_00, extra: 10_00 }],
    ['an excused bonus', { midterm: 6_00, final: 8_00, extra: 'EX' }],
  ])('reads the result of a row with %s', async (_what, marks) => {
    const { schoolClass } = await seed.addClass({ components: WITH_BONUS });
    const student = await aGradedRow(schoolClass, marks);
    const row = previousEnrolment(await rowItem(schoolClass, student));
    expect(row.result).toEqual(computeResult(marks, WITH_BONUS, findGradingScale(schoolClass)));
    const numbers = Object.entries(marks).filter(([, mark]) => typeof mark === 'number');
    expect(row.marks).toEqual(Object.fromEntries(numbers));
  });

  it('computes no result of a row with a flag in a regular component', async () => {
    const { schoolClass } = await seed.addClass({ components: WITH_BONUS });
    const known = previousClass(await classItem(schoolClass));
    expect(known.components).toEqual(COMPONENTS);
    for (const flag of ['EX', 'ABS'] as const) {
      const student = await aGradedRow(schoolClass, { midterm: flag, final: 8_00 });
      expect(previousResult(previousEnrolment(await rowItem(schoolClass, student)), known)).toBeUndefined();
    }
    const student = await aGradedRow(schoolClass, { midterm: 6_00, final: 8_00, extra: 10_00 });
    expect(previousResult(previousEnrolment(await rowItem(schoolClass, student)), known)).toBe(7_20);
  });

  it.each<[string, Enrolment['final'], Result | undefined]>([
    ['a result of a board', { result: inHundredths(9_00), basedOn: 7_20 }, inHundredths(9_00)],
    ['a notation', { notation: NOTATIONS.P, basedOn: 7_20 }, undefined],
    ['an incomplete', { notation: INCOMPLETE, dueOn: '2099-01-31', lapsesTo: inHundredths(0), basedOn: 7_20 }, undefined],
    ['an incomplete that has lapsed', { notation: INCOMPLETE, dueOn: '2020-01-31', lapsesTo: inHundredths(0), basedOn: 7_20 }, undefined],
  ])('reads what counts in a row with %s', async (_what, final, expected) => {
    const { schoolClass } = await seed.addClass();
    const student = await aGradedRow(schoolClass, { midterm: 6_00, final: 8_00 }, final);
    const row = previousEnrolment(await rowItem(schoolClass, student));
    expect(row.result).toEqual(expected);
    expect(row).toMatchObject({ status: 'ENROLLED', marks: { midterm: 6_00, final: 8_00 }, version: 3 });
  });

  it('reads the row of a student who was moved, dropped or withdrawn', async () => {
    const { schoolClass: from, subject } = await seed.addClass();
    const { schoolClass: to } = await seed.addClass({ term: from.term }, { subject });
    const student = await aGradedRow(from, { midterm: 'EX', final: 8_00 });
    const row = (await enrolments().read({ classId: from.id, studentId: student.id }, { consistent: true }))!;
    const moved = await enrolments().move({ from, to, row, student, left: anEntry(), effects: { audit: anEntry() } }, AT);
    const { movedFrom, ...known } = moved;
    expect(movedFrom).toHaveLength(1);
    expect(previousEnrolment(await rowItem(to, student))).toEqual({ ...known, marks: { final: 8_00 } });

    await enrolments().withdraw(to, { student, effects: { audit: anEntry() } }, AT);
    expect(previousEnrolment(await rowItem(to, student))).toMatchObject({ status: 'WITHDRAWN', result: moved.result });
    const withdrawn = (await enrolments().read({ classId: to.id, studentId: student.id }, { consistent: true }))!;
    await enrolments().drop(to, withdrawn, { student, effects: { audit: anEntry() } }, AT);
    expect(previousEnrolment(await rowItem(to, student))).toMatchObject({ status: 'DROPPED', result: moved.result });
  });

  it('reads the seats of a class with an extra one, and its credits', async () => {
    const { schoolClass } = await seed.addClass({ capacity: 1, credits: 7.25, repeatable: true });
    await seed.enrol(schoolClass);
    const full = (await engine.port(ClassesRepository).read(schoolClass.id, { consistent: true }))!;
    const student = await seed.addUser();
    const joining = [{ student, effects: { audit: anEntry() } }];
    expect(await enrolments().enrol(full, joining, AT, { addsSeat: true })).toEqual(new Map());
    const known = previousClass(await classItem(schoolClass));
    expect(known).toMatchObject({ capacity: 2, seatsFree: 0, credits: 7.25 });
    expect(known).not.toHaveProperty('extraSeats');
    expect(known).not.toHaveProperty('repeatable');
  });

  it('reads a subject that may be repeated, with a bonus and credits of two places', async () => {
    const { components, repeatable, ...subject } = await seed.addSubject({ credits: 7.25, components: WITH_BONUS, repeatable: true });
    const item = (await database().get('subjects', keys.subject(subject.id), { consistent: true }))!;
    expect(repeatable).toBe(true);
    expect(previousSubject(item)).toEqual({ ...subject, components: components.filter(({ bonus }) => !bonus) });
  });

  it('reads the result of a row on a scale of the school, and computes none', async () => {
    const { schoolClass } = await seed.addClass({ gradingScale: GERMANY.key, scale: GERMANY });
    const student = await aGradedRow(schoolClass, { midterm: 1_30, final: 2_00 });
    const row = previousEnrolment(await rowItem(schoolClass, student));
    expect(row.result).toEqual(computeResult({ midterm: 1_30, final: 2_00 }, COMPONENTS, GERMANY));
    const known = previousClass(await classItem(schoolClass));
    expect(() => previousResult(row, known)).toThrow('no grading scale');
  });

  it('reads a row with feedback, and finds no feedback among rows', async () => {
    const { schoolClass } = await seed.addClass();
    const student = await seed.enrol(schoolClass);
    const before = (await enrolments().read({ classId: schoolClass.id, studentId: student.id }, { consistent: true }))!;
    const after = { ...before, feedback: { midterm: 2 }, version: 2 };
    const update = { before, after, feedback: new Map([['midterm', 'Good.']]), effects: { audit: anEntry() } };
    expect(await enrolments().saveMarks(schoolClass, [update], by)).toEqual(new Map());
    const known = previousEnrolment(await rowItem(schoolClass, student));
    expect(known).toEqual({ ...before, version: 2 });

    const ofClass = await database().all('scores', { partition: schoolClass.id, consistent: true });
    const ofStudent = await database().all('scores', { index: 'student-index', partition: student.id });
    expect([ofClass, ofStudent].map((rows) => rows.map(previousEnrolment))).toEqual([[known], [known]]);
    const key = keys.feedback({ classId: schoolClass.id, studentId: student.id, component: 'midterm' });
    expect(isCountedBefore((await database().get('scores', key, { consistent: true }))!)).toBe(false);
  });

  it('finds no guard of a subject among rows', async () => {
    const { schoolClass } = await seed.addClass();
    const student = await seed.enrol(schoolClass);
    const guard = await database().get('scores', keys.taking(student.id, schoolClass), { consistent: true });
    expect(guard).toMatchObject({ classIds: new Set([schoolClass.id]) });

    const ofClass = await database().all('scores', { partition: schoolClass.id, consistent: true });
    const ofStudent = await database().all('scores', { index: 'student-index', partition: student.id });
    expect([ofClass, ofStudent].map((rows) => rows.map(previousEnrolment))).toMatchObject([
      [{ classId: schoolClass.id }],
      [{ classId: schoolClass.id }],
    ]);

    const scanned = [];
    for await (const item of engine.port(Scans).scan('scores', ['classId', 'studentId', 'status'])) scanned.push(item);
    const guards = scanned.filter(({ classId }) => studentOfTaking(classId as string) !== undefined);
    expect(guards.length).toBeGreaterThan(0);
    expect(guards.filter(isCountedBefore)).toEqual([]);
    const rows = scanned.filter(({ classId }) => !(classId as string).includes('#'));
    expect(scanned.filter(isCountedBefore)).toEqual(rows);
  });
});
