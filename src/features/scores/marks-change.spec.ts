import { aClass, anEnrolment } from '../../../test/fixtures/builders.js';
import { marksAudit, findErrors, planChange } from './marks-change.js';

const schoolClass = aClass();
const row = anEnrolment({ marks: { midterm: 7_00 }, version: 4 });

const afterOf = (marks: Record<string, unknown>, before = row) => planChange(before, { version: before.version, marks }, schoolClass).after;

describe('errorsIn', () => {
  it.each([[{}], [{ final: 7.25 }], [{ final: null, midterm: 0 }], [{ midterm: 10 }]])('finds nothing wrong with %j', (marks) => {
    expect(findErrors(marks, schoolClass, 'marks')).toEqual([]);
  });

  it.each([7.005, -1, -0, 10.01, Infinity, NaN, '7', true, {}, [7], undefined])('refuses %p, naming the field', (mark) => {
    expect(findErrors({ midterm: 5, final: mark }, schoolClass, 'rows[3].marks')).toEqual([
      { field: 'rows[3].marks.final', code: 'mark', message: 'must be a number from 0 to 10 with at most two decimal places, or null.' },
    ]);
  });

  it.each(['quiz', 'Final', '', 'constructor', 'toString', 'hasOwnProperty', '__proto__'])(
    'refuses the component %j, which is none',
    (key) => {
      const given = JSON.parse(`{${JSON.stringify(key)}: 7}`) as Record<string, unknown>;
      expect(findErrors(given, schoolClass, 'marks')).toEqual([
        { field: key === '' ? 'marks.""' : `marks.${key}`, code: 'unknown_component', message: 'is not a component of the class.' },
      ]);
    },
  );

  it('tells everything at once', () => {
    expect(findErrors({ midterm: 11, final: -1, quiz: 1 }, schoolClass, 'marks').map(({ field }) => field)).toEqual([
      'marks.midterm',
      'marks.final',
      'marks.quiz',
    ]);
  });
});

describe('planOf', () => {
  it('leaves a component alone that is not named', () => {
    expect(afterOf({ final: 8 })).toEqual({
      ...row,
      marks: { midterm: 7_00, final: 8_00 },
      result: { value: 7_60, letter: 'B', gradePoint: 3_00, passed: true },
      version: 5,
    });
  });

  it('clears what is null, and the result with it', () => {
    const graded = afterOf({ final: 8 })!;
    expect(afterOf({ midterm: null }, graded)).toEqual({ ...row, marks: { final: 8_00 }, result: undefined, version: 6 });
  });

  it.each([[{}], [{ midterm: 7 }], [{ final: null }], [{ midterm: 7.0, final: null }]])('has nothing to do for %j', (marks) => {
    expect(planChange(row, { version: 4, marks }, schoolClass)).toEqual({ row });
  });

  it.each([3, 5])('refuses version %d of a row at 4, telling the row, even where nothing would change', (version) => {
    const { refusal } = planChange(row, { version, marks: {} }, schoolClass);
    expect(refusal).toMatchObject({ code: 'stale', details: { current: { studentId: row.studentId, marks: { midterm: 7 }, version: 4 } } });
  });

  it('refuses the row of a student who was withdrawn', () => {
    const { refusal } = planChange({ ...row, status: 'WITHDRAWN' }, { version: 4, marks: { final: 8 } }, schoolClass);
    expect(refusal).toMatchObject({ code: 'not_enrolled' });
  });
});

describe('changeOf', () => {
  it('tells the marks that differ, as decimals, and null where there was none', () => {
    expect(marksAudit({ a: 7_25, b: 5_00, c: 1_00 }, { a: 7_50, b: 5_00, d: 0 }, {})).toEqual({
      before: { marks: { a: 7.25, c: 1, d: null } },
      after: { marks: { a: 7.5, c: null, d: 0 } },
    });
  });

  it('tells since when those are published that differ', () => {
    const published = { a: '2026-11-02T08:00:00.000Z', b: '2026-11-02T09:00:00.000Z' };
    const { after } = marksAudit({ a: 7_25, b: 5_00 }, { a: 7_50, b: 5_00, c: 0 }, published);
    expect(after).toEqual({ marks: { a: 7.5, c: 0 }, published: { a: published.a } });
  });
});
