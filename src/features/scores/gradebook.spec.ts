import { aClass, anEnrolment } from '../../../test/fixtures/builders.js';
import type { Enrolment } from '../enrolments/enrolment.js';
import { NOTATIONS } from '../grading/notation.js';
import { buildGradebook as build, isCounted } from './gradebook.js';

const schoolClass = aClass();
const buildGradebook = (rows: readonly Enrolment[], showRanks = false) => build(schoolClass, rows, { showRanks });

describe('buildGradebook', () => {
  it('shows withdrawn students, and leaves them out of the statistics', () => {
    const result = { value: 9_00, letter: 'A', gradePoint: 4_00, passed: true };
    const marks = { midterm: 9_00, final: 9_00 };
    const rows = [
      anEnrolment({ marks, result }),
      anEnrolment({ marks, result, status: 'WITHDRAWN' }),
      anEnrolment({ marks: { midterm: 5_00 } }),
    ];
    const gradebook = buildGradebook(rows);
    expect(gradebook.rows).toHaveLength(3);
    expect(gradebook.ofComponents.get('midterm')).toMatchObject({ count: 2, mean: 7_00, passRate: 100_00 });
    expect(gradebook.ofComponents.get('final')).toMatchObject({ count: 1 });
    expect(gradebook.ofResults).toMatchObject({ count: 1, mean: 9_00 });
  });

  it('ranks each result that is counted, where the school shows ranks', () => {
    const result = { value: 9_00, letter: 'A', gradePoint: 4_00, passed: true };
    const rows = [anEnrolment({ result: { ...result, value: 8_00 } }), anEnrolment({ result }), anEnrolment(), anEnrolment({ result })];
    const withdrawn = anEnrolment({ status: 'WITHDRAWN', result });
    const { ranks } = buildGradebook([...rows, withdrawn], true);
    expect([...rows, withdrawn].map(({ studentId }) => ranks!.get(studentId))).toEqual([
      { rank: 3, of: 3 },
      { rank: 1, of: 3 },
      undefined,
      { rank: 1, of: 3 },
      undefined,
    ]);
    expect(buildGradebook(rows)).not.toHaveProperty('ranks');
  });
});

describe('isCounted', () => {
  const result = { value: 9_00, letter: 'A', gradePoint: 4_00, passed: true };

  it.each([
    ['ENROLLED', false, false, true],
    ['ENROLLED', false, true, true],
    ['ENROLLED', true, false, false],
    ['ENROLLED', true, true, true],
    ['WITHDRAWN', false, true, false],
    ['WITHDRAWN', true, true, false],
  ] as const)('for %s, disabled %s, with a result %s, is %s', (status, disabled, hasResult, expected) => {
    const row = anEnrolment({ status, ...(disabled && { disabled }), ...(hasResult && { result }) });
    expect(isCounted(row)).toBe(expected);
  });

  it('leaves out a student who audits the class, with any marks', () => {
    const auditor = anEnrolment({
      marks: { midterm: 10_00, final: 'EX' },
      final: { notation: NOTATIONS.AU, basedOn: null },
      computed: result,
    });
    expect(isCounted(auditor)).toBe(false);
    const gradebook = buildGradebook([auditor, anEnrolment({ marks: { midterm: 5_00 } })], true);
    expect(gradebook.ofComponents.get('midterm')).toMatchObject({ count: 1, mean: 5_00 });
    expect(gradebook.excused.get('final')).toBe(0);
    expect(gradebook.ranks).toEqual(new Map());
  });

  it('decides about components and results alike', () => {
    const [left, graduated] = [
      anEnrolment({ marks: { midterm: 2_00 }, disabled: true }),
      anEnrolment({ marks: { midterm: 8_00, final: 9_00 }, result, disabled: true }),
    ];
    const gradebook = buildGradebook([left, graduated]);
    expect(gradebook.rows).toHaveLength(2);
    expect(gradebook.ofComponents.get('midterm')).toMatchObject({ count: 1, mean: 8_00 });
    expect(gradebook.ofResults).toMatchObject({ count: 1, mean: 9_00 });
  });
});
