import { aClass, anEnrolment } from '../../../test/fixtures/builders.js';
import { buildGradebook } from './gradebook.js';

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
