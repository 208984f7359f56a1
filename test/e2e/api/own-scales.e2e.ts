import type { GradingScale } from '../../../src/features/grading/scale.js';
import { aCode, aSubjectRequest } from '../../fixtures/builders.js';
import type { Classroom } from '../../fixtures/classroom.js';
import { expectProblem, fieldsOf } from '../../fixtures/expectations.js';
import { aScaleRequest, ECTS, FRANCE, GERMANY, PASS_FAIL, SWITZERLAND, SWITZERLAND_BY_HALVES } from '../../fixtures/scales.js';
import { SchoolFixture, type SignedInUser } from '../../fixtures/school.js';

/** The marks of a student in `midterm` (40 %) and `final` (60 %), and the result on paper. */
interface Case {
  readonly marks: readonly [midterm: number, final: number];
  readonly result: number;
  readonly letter: string;
  readonly passed: boolean;
}

const of = (midterm: number, final: number, result: number, letter: string, passed: boolean): Case => ({
  ...{ marks: [midterm, final], result, letter, passed },
});

/** A scale, the results of a class of three, and marks that are none. */
const EXAMPLES: readonly (readonly [GradingScale, readonly [Case, Case, Case], readonly number[]])[] = [
  // 2.55 and 4.06 are cut to the better tenth.
  [
    GERMANY,
    [of(1.8, 3.05, 2.5, 'gut', true), of(4, 4.1, 4, 'ausreichend', true), of(5, 4, 4.4, 'nicht ausreichend', false)],
    [0.99, 5.01, 0, -1],
  ],
  [SWITZERLAND, [of(5, 5.5, 5.25, 'C', true), of(3.5, 4.12, 3.75, 'F', false), of(3.75, 3.97, 4, 'C', true)], [0.99, 6.01, 0]],
  [SWITZERLAND_BY_HALVES, [of(5, 5.5, 5.5, 'A', true), of(3.5, 3.9, 3.5, 'F', false), of(3.75, 3.75, 4, 'C', true)], [0.5, 6.5]],
  [FRANCE, [of(15.5, 16.25, 15.95, 'Bien', true), of(9.99, 10, 10, 'Passable', true), of(0, 16.65, 9.99, 'Ajourné', false)], [20.01, -1]],
  [ECTS, [of(90, 89.2, 90, 'A', true), of(40, 55, 49, 'FX', false), of(50, 49.2, 50, 'E', true)], [100.01]],
  [PASS_FAIL, [of(1, 1, 1, 'P', true), of(1, 0, 0, 'NP', false), of(0, 1, 1, 'P', true)], [1.01, 2]],
];

describe('a class on a scale of the school', () => {
  let school: SchoolFixture;
  beforeAll(async () => {
    school = await SchoolFixture.startWithDefaults();
  });
  afterAll(() => school.close());

  const open = async (scale: GradingScale, students: number | readonly SignedInUser[] = 3): Promise<Classroom> => {
    const key = aCode('scale').toLowerCase();
    await school.create('/grading-scales', aScaleRequest(scale, { key }));
    const { id: subjectId } = await school.addSubject({ gradingScale: key });
    return school.addClassroom({ students, subjectId });
  };
  const linesOf = (text: unknown) => (text as string).replace('\uFEFF', '').split('\r\n').slice(0, -1);
  const outcomesOf = (body: unknown) =>
    (body as { results: { outcome: string; warnings?: object[] }[] }).results.map(({ outcome, warnings }) => [outcome, warnings]);

  describe.each(EXAMPLES)('$name', (scale, cases, invalid) => {
    let room: Classroom;
    beforeAll(async () => {
      room = await open(scale);
      for (const [index, { marks }] of cases.entries()) {
        await room.mark(room.students[index]!, { midterm: marks[0], final: marks[1] });
      }
    });

    it('has results, letters and statistics', async () => {
      const { body } = await room.lecturer.get(`${room.path}/scores`);
      const { rows, statistics } = body as {
        rows: { studentId: string; result: object }[];
        statistics: { passRate: number; distribution: { letter: string; count: number }[] };
      };
      for (const [index, { result, letter, passed }] of cases.entries()) {
        const row = rows.find(({ studentId }) => studentId === room.students[index]!.user.id)!;
        expect(row.result).toMatchObject({ value: result, letter, passed });
      }
      expect(statistics.distribution).toEqual(
        scale.bands.map(({ letter }) => ({ letter, count: cases.filter((one) => one.letter === letter).length })),
      );
      expect(statistics.passRate).toBeCloseTo((cases.filter(({ passed }) => passed).length * 100) / 3, 2);
    });

    it('refuses marks that are not on the scale', async () => {
      for (const midterm of [...invalid, scale.best / 100 + 0.005]) {
        expectProblem(await room.mark(room.students[0]!, { midterm }), 400, 'validation_failed');
        const file = `studentCode,midterm\n${room.students[0]!.user.code},${midterm}\n`;
        const { body } = await room.importFile(file, { query: '?overwrite=true' });
        expect(outcomesOf(body)).toEqual([['error', undefined]]);
      }
    });

    it('comes back unchanged from its file, and takes marks of a file', async () => {
      const file = await room.exportFile();
      expect(linesOf(file.body)).toHaveLength(4);
      for (const { result, letter } of cases) expect(linesOf(file.body).join()).toContain(`,${result},${letter},`);
      expect(outcomesOf((await room.importFile(file.body as string)).body)).toEqual(Array(3).fill(['unchanged', undefined]));
      const workbook = await room.lecturer.get(`${room.path}/scores.xlsx`);
      expect(outcomesOf((await room.importFile(workbook.body as Buffer)).body)).toEqual(Array(3).fill(['unchanged', undefined]));

      const other = await open(scale, room.students);
      const [codes, marks] = [room.students.map(({ user }) => user.code), cases.map((one) => one.marks)];
      const lines = codes.map((code, index) => `${code},${marks[index]!.join(',')}`);
      const { body } = await other.importFile(`studentCode,midterm,final\n${lines.join('\n')}\n`);
      expect(outcomesOf(body)).toEqual(Array(3).fill(['saved', undefined]));
      for (const [index, { result, letter }] of cases.entries()) {
        expect((await other.row(other.students[index]!)).result).toMatchObject({ value: result, letter });
      }
    });

    it('is on the transcript, with points where the scale counts in a GPA', async () => {
      for (const key of ['midterm', 'final']) await room.publish(key);
      for (const [index, { result, letter, passed }] of cases.entries()) {
        const { body } = await room.students[index]!.client.get('/me/transcript');
        const { gradePoint } = scale.bands.find((band) => band.letter === letter)!;
        expect(body).toMatchObject({
          creditsAttempted: 3,
          creditsEarned: passed ? 3 : 0,
          gpa: scale.inGpa ? gradePoint / 100 : null,
        });
        const { terms } = body as { terms: { classes: { classId: string }[] }[] };
        const line = terms[0]!.classes.find(({ classId }) => classId === room.schoolClass.id);
        expect(line).toMatchObject({ status: 'COMPLETED', result, letter, passed });
        expect((await room.ownScores(room.students[index]!)).body).toMatchObject({ result: { value: result, letter, passed } });
      }
    });
  });

  it('takes points of other products as shares between worst and best mark', async () => {
    const room = await open(GERMANY, 2);
    const [first, second] = room.students.map(({ user }) => user.code);
    const query = `?map=${encodeURIComponent(JSON.stringify({ Exam: 'midterm/60' }))}`;
    const { body } = await room.importFile(`studentCode,Exam\n${first},45\n${second},61\n`, { query });
    expect(outcomesOf(body).map(([outcome]) => outcome)).toEqual(['saved', 'error']);
    expect(await room.row(room.students[0]!)).toMatchObject({ marks: { midterm: 2 } });
  });

  it('counts the better attempt, in whichever direction its scale counts', async () => {
    const student = await school.addUser();
    const key = aCode('scale').toLowerCase();
    await school.create('/grading-scales', aScaleRequest(GERMANY, { key }));
    const { id: subjectId } = await school.addSubject({ gradingScale: key });
    for (const mark of [3.6, 3.9]) {
      const room = await school.addClassroom({ students: [student], subjectId });
      await room.mark(student, { midterm: mark, final: mark });
      for (const component of ['midterm', 'final']) await room.publish(component);
    }
    const { body } = await student.client.get('/me/transcript');
    expect(body).toMatchObject({ creditsAttempted: 6, creditsEarned: 3, gpa: 1 });
  });

  it('has no bonus where lower is better', async () => {
    const key = aCode('scale').toLowerCase();
    await school.create('/grading-scales', aScaleRequest(GERMANY, { key }));
    const components = [
      { key: 'final', name: 'Final', weight: 100 },
      { key: 'extra', name: 'Extra', weight: 10, bonus: true },
    ];
    const { admin } = school;
    const downward = await school.addSubject({ gradingScale: key });
    const upward = await school.addSubject({ components });
    const [room, bonusRoom] = await Promise.all([school.addClass({ subjectId: downward.id }), school.addClass({ subjectId: upward.id })]);
    for (const answer of [
      await admin.post('/subjects', aSubjectRequest({ components, gradingScale: key })),
      await admin.patch(`/subjects/${downward.id}`, { components }),
      await admin.patch(`/subjects/${upward.id}`, { gradingScale: key }),
      await admin.patch(`/classes/${room.id}`, { components }),
      await admin.patch(`/classes/${bonusRoom.id}`, { gradingScale: key }),
    ]) {
      expectProblem(answer, 400, 'validation_failed');
      expect(fieldsOf(answer)).toEqual(['components']);
    }
    expect((await admin.patch(`/classes/${room.id}`, { components, gradingScale: 'vn-10' })).status).toBe(200);

    // A later version of a scale can count downwards.
    const turning = aCode('scale').toLowerCase();
    await school.create('/grading-scales', aScaleRequest(FRANCE, { key: turning }));
    const subject = await school.addSubject({ components, gradingScale: turning });
    await school.create('/grading-scales', aScaleRequest(GERMANY, { key: turning }));
    const refused = await admin.post('/classes', school.aClassRequest({ subjectId: subject.id }));
    expectProblem(refused, 400, 'validation_failed');
    expect(fieldsOf(refused)).toEqual(['subjectId']);
  });

  it('keeps letters that a spreadsheet takes for formulas', async () => {
    const bands = [
      { worst: 3, letter: '=1+1', gradePoint: 2 },
      { worst: 5, letter: '-', gradePoint: 0 },
    ];
    const key = aCode('scale').toLowerCase();
    await school.create('/grading-scales', aScaleRequest(GERMANY, { key, bands, passMark: 3 }));
    const { id: subjectId } = await school.addSubject({ gradingScale: key });
    const room = await school.addClassroom({ students: 2, subjectId });
    for (const [index, mark] of [2, 4].entries()) await room.mark(room.students[index]!, { midterm: mark, final: mark });
    const file = await room.exportFile();
    expect(outcomesOf((await room.importFile(file.body as string)).body)).toEqual(Array(2).fill(['unchanged', undefined]));
  });
});
