import { aClass, anEnrolment } from '../../../test/fixtures/builders.js';
import { buildGradebook, isCounted } from './gradebook.js';

const schoolClass = aClass();

describe('buildGradebook', () => {
  it('shows withdrawn students, and leaves them out of the statistics', () => {
    const result = { value: 9_00, letter: 'A', gradePoint: 4_00, passed: true };
    const marks = { midterm: 9_00, final: 9_00 };
    const rows = [
      anEnrolment({ marks, result }),
      anEnrolment({ marks, result, status: 'WITHDRAWN' }),
      anEnrolment({ marks: { midterm: 5_00 } }),
    ];
    const gradebook = buildGradebook(schoolClass, rows);
    expect(gradebook.rows).toHaveLength(3);
    expect(gradebook.ofComponents.get('midterm')).toMatchObject({ count: 2, mean: 7_00, passRate: 100_00 });
    expect(gradebook.ofComponents.get('final')).toMatchObject({ count: 1 });
    expect(gradebook.ofResults).toMatchObject({ count: 1, mean: 9_00 });
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

  it('decides about components and results alike', () => {
    const [left, graduated] = [
      anEnrolment({ marks: { midterm: 2_00 }, disabled: true }),
      anEnrolment({ marks: { midterm: 8_00, final: 9_00 }, result, disabled: true }),
    ];
    const gradebook = buildGradebook(schoolClass, [left, graduated]);
    expect(gradebook.rows).toHaveLength(2);
    expect(gradebook.ofComponents.get('midterm')).toMatchObject({ count: 1, mean: 8_00 });
    expect(gradebook.ofResults).toMatchObject({ count: 1, mean: 9_00 });
  });
});
