import fc from 'fast-check';
import { aClass, anEnrolment } from '../../../test/fixtures/builders.js';
import type { SchoolClass } from '../classes/school-class.js';
import type { Enrolment } from '../enrolments/enrolment.js';
import { applyMarks } from './marks-change.js';
import { GERMANY } from '../../../test/fixtures/scales.js';
import { findGradingScale } from '../grading/scales.js';
import { resultOfPoints } from '../grading/result.js';
import { buildStudentScores as build } from './student-scores-view.js';

const buildStudentScores = (schoolClass: SchoolClass, rows: readonly Enrolment[], own: Enrolment, showRanks = false) =>
  build(schoolClass, rows, own, { showRanks });
const AT = '2026-11-02T09:00:00.000Z';
const base = aClass();
const VN_10 = findGradingScale(base);
const keys = base.components.map(({ key }) => key);

const published = (...some: string[]): SchoolClass => ({ ...base, publishedComponents: Object.fromEntries(some.map((key) => [key, AT])) });
const marked = (marks: Record<string, number | null>, row: Enrolment = anEnrolment({ classId: base.id })): Enrolment =>
  applyMarks(row, { marks }, base) ?? row;
const rowsOf = (count: number, marks: Record<string, number>) => Array.from({ length: count }, () => marked(marks));

describe('buildStudentScores', () => {
  it('contains only components until one is published', () => {
    const rows = rowsOf(6, { midterm: 7, final: 8 });
    expect(buildStudentScores(base, rows, rows[0]!)).toEqual({ schoolClass: base, components: base.components });
  });

  it('contains the mark of a published component, and null for none', () => {
    const rows = rowsOf(6, { final: 8 });
    const { components, ...rest } = buildStudentScores(published('midterm'), rows, rows[0]!);
    expect(components[0]).toEqual({ ...base.components[0], publishedAt: AT, mark: null, distribution: null });
    expect(components[1]).toEqual(base.components[1]);
    expect(Object.keys(rest)).toEqual(['schoolClass']);
  });

  it('contains the result once all components are published, and null while a mark is missing', () => {
    const rows = [marked({ midterm: 7, final: 8 }), marked({ midterm: 7 })];
    expect(buildStudentScores(published(...keys), rows, rows[0]!).result).toMatchObject({ value: 7_60, letter: 'B' });
    expect(buildStudentScores(published(...keys), rows, rows[1]!).result).toBeNull();
  });

  it.each([
    [4, null],
    [5, 5],
  ])('for %d marks, has %p in the distributions', (count, expected) => {
    const rows = [
      ...rowsOf(count, { midterm: 7, final: 8 }),
      ...rowsOf(3, {}),
      { ...marked({ midterm: 7, final: 8 }), status: 'WITHDRAWN' as const },
    ];
    const { components, distribution } = buildStudentScores(published(...keys), rows, rows[0]!);
    for (const one of [components[0]!.distribution, components[1]!.distribution, distribution]) {
      expect(one?.reduce((sum, letter) => sum + letter.count, 0) ?? null).toBe(expected);
    }
  });

  it('does not depend on unpublished marks', () => {
    const mark = fc.option(fc.integer({ min: 0, max: 1000 }).map((hundredths) => hundredths / 100));
    const marks = fc.array(fc.tuple(mark, mark), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(marks, marks, fc.constantFrom('midterm', 'final'), (some, others, publishedKey) => {
        const hidden = keys.find((key) => key !== publishedKey)!;
        const rows = some.map((pair) => marked({ midterm: pair[0], final: pair[1] }));
        const elsewhere = rows.map((row, index) => marked({ [hidden]: others[index % others.length]![0] }, row));
        const visible = (of: Enrolment[]) => JSON.stringify(buildStudentScores(published(publishedKey), of, of[0]!));
        expect(visible(elsewhere)).toBe(visible(rows));
      }),
    );
  });
});

describe('the rank of a student', () => {
  const complete = { ...published(...keys), gradesLocked: true };
  const ranked = (...values: number[]) => values.map((value) => marked({ midterm: value, final: value }));
  const rankOf = (row: Enrolment, rows: readonly Enrolment[], schoolClass: SchoolClass = complete, showRanks = true) =>
    buildStudentScores(schoolClass, rows, row, showRanks).rank;

  it.each([
    [true, true, true, true],
    [false, true, true, false],
    [true, false, true, false],
    [true, true, false, false],
  ])('where ranks are shown %s, all is published %s and locked %s, is there %s', (showRanks, isPublished, gradesLocked, expected) => {
    const rows = ranked(9, 8, 8, 7, 5);
    const schoolClass = { ...published(...(isPublished ? keys : keys.slice(1))), gradesLocked };
    const scores = buildStudentScores(schoolClass, rows, rows[3]!, showRanks);
    expect('rank' in scores).toBe(expected);
    expect(scores.rank).toEqual(expected ? { rank: 4, of: 5 } : undefined);
  });

  it('is null with fewer than 5 results, and without a result', () => {
    const four = [...ranked(9, 8, 8, 7), marked({ midterm: 7 })];
    expect(rankOf(four[0]!, four)).toBeNull();
    const five = [...ranked(9, 8, 8, 7, 5), marked({ midterm: 7 })];
    expect(rankOf(five[0]!, five)).toEqual({ rank: 1, of: 5 });
    expect(rankOf(five[5]!, five)).toBeNull();
  });

  it('counts exactly the results that statistics count', () => {
    const result = resultOfPoints(10_00, VN_10);
    const P = { notation: { code: 'P', attempts: true, earns: true }, basedOn: 10_00 };
    const [own, ...others] = ranked(6, 9, 7, 5, 4);
    const uncounted = [
      anEnrolment({ status: 'WITHDRAWN', result }),
      anEnrolment({ status: 'DROPPED', result }),
      anEnrolment({ disabled: true, marks: { midterm: 10_00 } }),
      anEnrolment({ final: P, computed: result }),
    ];
    expect(rankOf(own!, [own!, ...others, ...uncounted])).toEqual({ rank: 3, of: 5 });
    const counted = [
      anEnrolment({ disabled: true, result }),
      anEnrolment({ final: { result, basedOn: 5_00 }, result, computed: resultOfPoints(5_00, VN_10) }),
      anEnrolment({ final: { ...P, dueOn: '2020-01-31', lapsesTo: result }, result }),
    ];
    expect(rankOf(own!, [own!, ...others, ...counted])).toEqual({ rank: 6, of: 8 });
  });

  it('is 1 for the lowest result where lower is better', () => {
    const schoolClass = { ...complete, gradingScale: GERMANY.key, scale: GERMANY };
    const rows = [1_00, 2_30, 2_30, 3_00, 5_00].map((value) => anEnrolment({ result: resultOfPoints(value, GERMANY) }));
    expect(rows.map((row) => rankOf(row, rows, schoolClass)?.rank)).toEqual([1, 2, 2, 4, 5]);
  });
});
