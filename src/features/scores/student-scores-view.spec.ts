import fc from 'fast-check';
import { aClass, anEnrolment } from '../../../test/fixtures/builders.js';
import type { SchoolClass } from '../classes/school-class.js';
import type { Enrolment } from '../enrolments/enrolment.js';
import { applyMarks } from './marks-change.js';
import { buildStudentScores } from './student-scores-view.js';

const AT = '2026-11-02T09:00:00.000Z';
const base = aClass();
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
