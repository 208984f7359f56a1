import { aClass, anEnrolment } from '../../../test/fixtures/builders.js';
import { NOTATIONS } from '../grading/notation.js';
import { findMissing } from './completeness.js';

const AT = '2026-11-02T08:00:00.000Z';
const components = [
  { key: 'midterm', name: 'Midterm', weight: 40 },
  { key: 'final', name: 'Final exam', weight: 60 },
];
const published = aClass({ components, publishedComponents: { midterm: AT, final: AT } });
const complete = { midterm: 700, final: 800 };

describe('findMissing', () => {
  it('finds nothing if every enrolled student has every mark, and all are published', () => {
    const rows = [anEnrolment({ marks: complete }), anEnrolment({ status: 'WITHDRAWN', marks: {} })];
    expect(findMissing(published, rows)).toEqual([]);
  });

  it('finds nothing that is missing of a student who audits the class', () => {
    const auditor = anEnrolment({ final: { notation: NOTATIONS.AU, basedOn: null } });
    expect(findMissing(published, [anEnrolment({ marks: complete }), auditor])).toEqual([]);
  });

  it('finds nothing in a class without enrolled students', () => {
    expect(findMissing(aClass({ components }), [anEnrolment({ status: 'WITHDRAWN' })])).toEqual([]);
  });

  it('finds components that are not published', () => {
    expect(findMissing({ ...published, publishedComponents: { midterm: AT } }, [anEnrolment({ marks: complete })])).toEqual([
      { field: 'components.final', code: 'not_published', message: 'is not published.' },
    ]);
  });

  it('finds marks that are missing, and names the students by code', () => {
    const rows = [
      anEnrolment({ studentCode: 'S-3', marks: { midterm: 0 } }),
      anEnrolment({ studentCode: 'S-1', marks: {} }),
      anEnrolment({ studentCode: 'S-2', marks: complete }),
    ];
    expect(findMissing(published, rows)).toEqual([
      {
        field: 'components.midterm',
        code: 'marks_missing',
        message: 'has no mark for 1 of 3 students: S-1.',
        params: { count: 1, total: 3, students: ['S-1'] },
      },
      {
        field: 'components.final',
        code: 'marks_missing',
        message: 'has no mark for 2 of 3 students: S-1, S-3.',
        params: { count: 2, total: 3, students: ['S-1', 'S-3'] },
      },
    ]);
  });

  it('names at most 10 students of a component', () => {
    const rows = Array.from({ length: 12 }, (_, index) => anEnrolment({ studentCode: `S-${10 + index}`, marks: { midterm: 700 } }));
    const codes = rows.slice(0, 10).map(({ studentCode }) => studentCode);
    expect(findMissing(published, rows)).toEqual([
      {
        field: 'components.final',
        code: 'marks_missing',
        message: `has no mark for 12 of 12 students: ${codes.join(', ')} and 2 more.`,
        params: { case: 'more', count: 12, total: 12, students: codes, more: 2 },
      },
    ]);
  });
});
