import { anEnrolment, aClass } from '../../../../test/fixtures/builders.js';
import { previousClass, previousEnrolment } from '../../../../test/fixtures/previous-items.js';
import { fromClassItem, toClassItem } from './class-item.js';
import { fromEnrolmentItem, toMarksItem } from './enrolment-item.js';
import type { Item } from './item.js';

const stored = (row: ReturnType<typeof anEnrolment>): Item => ({ ...(row as unknown as Item), ...toMarksItem(row.marks) });

describe('the item of an enrolment', () => {
  it('is read as it was before flags existed', () => {
    const row = anEnrolment({ marks: { midterm: 7_25 } });
    expect(fromEnrolmentItem({ ...(row as unknown as Item) })).toEqual(row);
    expect(toMarksItem(row.marks)).toEqual({ marks: { midterm: 7_25 }, flags: undefined });
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

describe('the item of a class', () => {
  it('is read by the previous version without bonus components', () => {
    const base = aClass();
    const schoolClass = { ...base, components: [...base.components, { key: 'extra', name: 'Extra', weight: 10, bonus: true as const }] };
    const item = toClassItem(schoolClass);
    expect(fromClassItem(item)).toEqual(schoolClass);
    expect(previousClass(item).components).toEqual(base.components);
  });
});
