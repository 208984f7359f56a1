import { StaleVersion } from '../../core/errors/errors.js';
import { anEnrolment } from '../../../test/fixtures/builders.js';
import { textsOf } from './feedback.js';

describe('textsOf', () => {
  const row = anEnrolment({ feedback: { midterm: 3, final: 2 }, version: 3 });
  const { classId, studentId } = row;
  const found = (component: string, version: number) => ({ classId, studentId, component, text: `On ${component}.`, version });

  it('returns the texts of the row, without those of others', () => {
    const ofOther = { ...found('midterm', 9), studentId: anEnrolment().studentId };
    expect(textsOf(row, [found('midterm', 3), ofOther], row.version)).toEqual(new Map([['midterm', 'On midterm.']]));
  });

  it('ignores what the row does not name: an earlier version of the app left it behind', () => {
    expect(textsOf(row, [found('midterm', 3), found('essay', 3)], row.version)).toEqual(new Map([['midterm', 'On midterm.']]));
  });

  describe.each([
    ['an older row', 4],
    ['a newer row', 2],
  ])('of a text that was read beside %s', (_what, version) => {
    it('ignores it for a change of this version, which replaces it', () => {
      expect(textsOf(row, [found('midterm', version), found('final', 2)], row.version)).toEqual(new Map([['final', 'On final.']]));
    });

    it('is rejected for a change of an older version, which may be made already', () => {
      expect(() => textsOf(row, [found('midterm', version)], row.version - 1)).toThrow(StaleVersion);
    });
  });
});
