import { aClass, anEnrolment } from '../../../test/fixtures/builders.js';
import { applyMarks, findErrors, marksAudit, planMarks } from './marks-change.js';

const schoolClass = aClass();
const row = anEnrolment({ marks: { midterm: 7_00 }, version: 4 });

const applied = (marks: Record<string, unknown>, before = row, flags?: Record<string, unknown>) =>
  applyMarks(before, { marks, flags }, schoolClass);
const planned = (version: number, marks: Record<string, unknown>, before = row) =>
  planMarks(before, { studentId: before.studentId, version, marks }, schoolClass);

describe('findErrors', () => {
  it.each([[{}], [{ final: 7.25 }], [{ final: null, midterm: 0 }], [{ midterm: 10 }]])('accepts %j', (marks) => {
    expect(findErrors({ marks }, schoolClass)).toEqual([]);
  });

  it.each([7.005, -1, -0, 10.01, Infinity, NaN, '7', true, {}, [7], undefined])('refuses %p with the field', (mark) => {
    expect(findErrors({ marks: { midterm: 5, final: mark } }, schoolClass, 'rows[3]')).toEqual([
      {
        field: 'rows[3].marks.final',
        code: 'mark',
        message: 'must be a number from 0 to 10 with at most two decimal places, or null.',
        params: { min: 0, max: 10 },
      },
    ]);
  });

  it.each(['quiz', 'Final', '', 'constructor', 'toString', 'hasOwnProperty', '__proto__'])('refuses the unknown component %j', (key) => {
    const marks = JSON.parse(`{${JSON.stringify(key)}: 7}`) as Record<string, unknown>;
    expect(findErrors({ marks }, schoolClass)).toEqual([
      { field: key === '' ? 'marks.""' : `marks.${key}`, code: 'unknown_component', message: 'is not a component of the class.' },
    ]);
  });

  it('reports all errors', () => {
    expect(
      findErrors({ marks: { midterm: 11, final: -1, quiz: 1 }, flags: { final: 'ex', midterm: 'EX' } }, schoolClass).map(
        ({ field, code }) => `${field} ${code}`,
      ),
    ).toEqual([
      'marks.midterm mark',
      'marks.final mark',
      'marks.quiz unknown_component',
      'flags.final flag',
      'flags.final mark_and_flag',
      'flags.midterm mark_and_flag',
    ]);
  });

  it.each([{ midterm: 'EX', final: 'ABS' }, { midterm: null }])('accepts the flags %j', (flags) => {
    expect(findErrors({ marks: { midterm: null }, flags }, schoolClass)).toEqual([]);
  });

  it.each(['ex', '', 0, true, ['EX'], {}, 'constructor'])('refuses the flag %j', (flag) => {
    expect(findErrors({ marks: {}, flags: { midterm: flag } }, schoolClass)).toEqual([
      { field: 'flags.midterm', code: 'flag', message: 'must be one of EX, ABS, or null.', params: { flags: ['EX', 'ABS'] } },
    ]);
  });
});

describe('applyMarks', () => {
  it('keeps components that are left out', () => {
    expect(applied({ final: 8 })).toEqual({
      ...row,
      marks: { midterm: 7_00, final: 8_00 },
      result: { value: 7_60, letter: 'B', gradePoint: 3_00, passed: true },
      version: 5,
    });
  });

  it('clears null marks and the result', () => {
    const graded = applied({ final: 8 });
    expect(applied({ midterm: null }, graded)).toEqual({ ...row, marks: { final: 8_00 }, result: undefined, version: 6 });
  });

  it('replaces a mark by a flag, and a flag by a mark', () => {
    const excused = applied({}, row, { midterm: 'EX' });
    expect(excused).toEqual({ ...row, marks: { midterm: 'EX' }, version: 5 });
    expect(applied({ midterm: 6, final: null }, excused, { midterm: null }).marks).toEqual({ midterm: 6_00 });
    expect(applied({}, excused, { final: 'ABS' })).toMatchObject({ marks: { midterm: 'EX', final: 'ABS' }, result: { value: 0 } });
    expect(applied({ midterm: null }, excused, { midterm: 'ABS' }).marks).toEqual({ midterm: 'ABS' });
  });

  it.each([
    ['marks', { midterm: null }, undefined],
    ['flags', {}, { midterm: null }],
  ])('clears a flag by null in %s', (_where, marks, flags) => {
    expect(applied(marks, applied({}, row, { midterm: 'EX' }), flags).marks).toEqual({});
  });

  it.each([[{}], [{ midterm: 7 }], [{ final: null }], [{ midterm: 7.0, final: null }]])('returns the same row for %j', (marks) => {
    expect(applied(marks)).toBe(row);
  });
});

describe('the mark that the student saw last', () => {
  const AT = '2026-11-02T08:00:00.000Z';
  const hidden = aClass({ publications: { midterm: { at: AT } } });
  const published = aClass({ publishedComponents: { midterm: AT } });
  const changed = (schoolClass: ReturnType<typeof aClass>, ...marks: (number | null)[]) =>
    marks.reduce((before, midterm) => applyMarks(before, { marks: { midterm } }, schoolClass), row).lastSeen;

  it.each([
    ['is kept over all changes while it is hidden', hidden, [8, 9], { midterm: 7_00 }],
    ['is kept for a mark that is cleared', hidden, [null], { midterm: 7_00 }],
    ['is forgotten when the mark is what it was', hidden, [8, 7], undefined],
    ['is not kept while it is published', published, [8], undefined],
    ['does not exist before the first publication', aClass(), [8], undefined],
  ])('%s', (_what, schoolClass, marks, expected) => {
    expect(changed(schoolClass, ...marks)).toEqual(expected);
  });

  it('may be no mark', () => {
    const unmarked = anEnrolment({ marks: {} });
    expect(applyMarks(unmarked, { marks: { midterm: 8 } }, hidden).lastSeen).toEqual({ midterm: null });
  });

  it('is forgotten by a change of the published mark', () => {
    const before = applyMarks(row, { marks: { midterm: 8 } }, hidden);
    expect(applyMarks(before, { marks: { midterm: 9 } }, published).lastSeen).toBeUndefined();
  });
});

describe('planMarks', () => {
  it('returns the row before and after', () => {
    expect(planned(4, { final: 8 })).toEqual({ before: row, after: applied({ final: 8 }) });
  });

  it('keeps the row if nothing changes', () => {
    const { before, after } = planned(4, { midterm: 7 });
    expect(before).toBe(row);
    expect(after).toBe(row);
  });

  it.each([3, 5])('refuses version %d of a row at 4 with the row', (version) => {
    expect(planned(version, { midterm: 7, final: 8 }).error).toMatchObject({ code: 'stale', current: row });
  });

  it('accepts an older version if the row has the marks already, because a lost answer makes a client repeat its request', () => {
    expect(planned(3, { midterm: 7 })).toEqual({ before: row, after: row });
  });

  it('refuses the row of a withdrawn student', () => {
    const withdrawn = { ...row, status: 'WITHDRAWN' as const };
    expect(planned(4, { final: 8 }, withdrawn).error).toMatchObject({ code: 'not_enrolled' });
  });
});

describe('marksAudit', () => {
  it('contains changed marks as decimals, and null for none', () => {
    expect(marksAudit({ a: 7_25, b: 5_00, c: 1_00 }, { a: 7_50, b: 5_00, d: 0 }, { publishedComponents: {} })).toEqual({
      before: { marks: { a: 7.25, c: 1, d: null } },
      after: { marks: { a: 7.5, c: null, d: 0 } },
    });
  });

  it('contains the publication dates of changed components', () => {
    const published = { a: '2026-11-02T08:00:00.000Z', b: '2026-11-02T09:00:00.000Z' };
    const { after } = marksAudit({ a: 7_25, b: 5_00 }, { a: 7_50, b: 5_00, c: 0 }, { publishedComponents: published });
    expect(after).toEqual({ marks: { a: 7.5, c: 0 }, published: { a: published.a } });
  });

  it('contains when changed components were last published that are unpublished again', () => {
    const [first, second] = ['2026-11-02T08:00:00.000Z', '2026-11-02T09:00:00.000Z'];
    const schoolClass = { publishedComponents: { b: second }, publications: { a: { at: first }, b: { at: second } } };
    expect(marksAudit({ a: 1_00 }, { a: 2_00, b: 3_00, c: 4_00 }, schoolClass).after).toEqual({
      marks: { a: 2, b: 3, c: 4 },
      published: { b: second },
      lastPublished: { a: first },
    });
  });
});
