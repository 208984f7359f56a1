import { StaleVersion } from '../../core/errors/errors.js';
import { anEnrolment } from '../../../test/fixtures/builders.js';
import { textsOf } from './feedback.js';

describe('textsOf', () => {
  const row = anEnrolment({ feedback: { midterm: 3, final: 2 } });
  const { classId, studentId } = row;
  const found = (component: string, version: number) => ({ classId, studentId, component, text: `On ${component}.`, version });

  it('returns the texts of the row, without those of others', () => {
    const ofOther = { ...found('midterm', 9), studentId: anEnrolment().studentId };
    expect(textsOf(row, [found('midterm', 3), ofOther])).toEqual(new Map([['midterm', 'On midterm.']]));
  });

  it('ignores what the row does not name: an earlier version of the app left it behind', () => {
    expect(textsOf(row, [found('midterm', 3), found('essay', 3)])).toEqual(new Map([['midterm', 'On midterm.']]));
  });

  it.each([
    ['an older row', 4],
    ['a newer row', 2],
  ])('rejects texts that were read beside %s', (_what, version) => {
    expect(() => textsOf(row, [found('midterm', version)])).toThrow(StaleVersion);
  });
});
