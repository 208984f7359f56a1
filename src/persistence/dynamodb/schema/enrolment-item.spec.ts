import { anEnrolment, aClass } from '../../../../test/fixtures/builders.js';
import { previousClass, previousEnrolment } from '../../../../test/fixtures/previous-items.js';
import { NOTATIONS } from '../../../features/grading/notation.js';
import { fromClassItem, toClassItem } from './class-item.js';
import { fromEnrolmentItem, toGradesItem } from './enrolment-item.js';
import type { Item } from './item.js';

const stored = (row: ReturnType<typeof anEnrolment>): Item => ({ ...(row as unknown as Item), ...toGradesItem(row) });

describe('the item of an enrolment', () => {
  it('is read as it was before flags existed', () => {
    const row = anEnrolment({ marks: { midterm: 7_25 } });
    expect(fromEnrolmentItem({ ...(row as unknown as Item) })).toEqual(row);
    expect(toGradesItem(row)).toEqual({ marks: { midterm: 7_25 } });
  });

  it('is read by the previous version without flags, and with the stored result', () => {
    const result = { value: 8_00, letter: 'B+', gradePoint: 3_50, passed: true };
    const row = anEnrolment({ marks: { midterm: 'EX', final: 8_00 }, result });
    expect(fromEnrolmentItem(stored(row))).toEqual(row);
    expect(previousEnrolment(stored(row))).toMatchObject({ marks: { final: 8_00 }, result });
  });

  it('has the mark that the previous version entered in place of a flag', () => {
    const item = stored(anEnrolment({ marks: { midterm: 'EX' } }));
    expect(fromEnrolmentItem({ ...item, marks: { midterm: 6_00 } }).marks).toEqual({ midterm: 6_00 });
  });
});

describe('a final grade', () => {
  const of = (value: number) => ({ value, letter: 'B', gradePoint: 3_00, passed: true });
  const overridden = anEnrolment({
    marks: { midterm: 6_00, final: 6_00 },
    result: of(7_00),
    computed: of(6_00),
    final: { result: of(7_00), basedOn: 6_00 },
  });
  const audited = anEnrolment({ marks: { midterm: 6_00 }, computed: of(6_00), final: { notation: NOTATIONS.AU, basedOn: 6_00 } });
  const noted = anEnrolment({ computed: of(6_00), final: { notation: { code: 'P', attempts: true, earns: true }, basedOn: 6_00 } });

  it.each([overridden, noted, audited])('is stored and read unchanged (%#)', (row) => {
    expect(fromEnrolmentItem(stored(row))).toEqual(row);
  });

  it('is the result for the previous version, and a notation is no result', () => {
    expect(previousEnrolment(stored(overridden)).result).toEqual(of(7_00));
    for (const row of [noted, audited]) expect(previousEnrolment(stored(row)).result).toBeUndefined();
  });

  it('stays when the previous version computes a result of new marks', () => {
    expect(fromEnrolmentItem({ ...stored(overridden), result: of(5_00) })).toEqual({ ...overridden, computed: of(5_00) });
    for (const row of [noted, audited]) {
      expect(fromEnrolmentItem({ ...stored(row), result: of(5_00) })).toEqual({ ...row, computed: of(5_00) });
    }
  });
});

describe('the item of a class', () => {
  it('is read by the previous version without bonus components', () => {
    const base = aClass();
    const schoolClass = { ...base, components: [...base.components, { key: 'extra', name: 'Extra', weight: 10, bonus: true as const }] };
    const item = toClassItem(schoolClass);
    expect(fromClassItem(item)).toEqual(schoolClass);
    expect(previousClass(item).components).toEqual(base.components);
  });
});
