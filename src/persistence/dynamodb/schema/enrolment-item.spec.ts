import { anEnrolment } from '../../../../test/fixtures/builders.js';
import { fromEnrolmentItem } from './enrolment-item.js';

const [DROPPED_AT, LATER] = ['2026-11-02T09:00:00.000Z', '2026-11-03T09:00:00.000Z'];

describe('fromEnrolmentItem', () => {
  const dropped = { ...anEnrolment({ status: 'WITHDRAWN', withdrawnAt: DROPPED_AT }), droppedAt: DROPPED_AT };
  const statusOf = (item: object) => fromEnrolmentItem({ ...item }).status;

  it('reads rows that were stored before students could be dropped', () => {
    for (const row of [anEnrolment(), anEnrolment({ status: 'WITHDRAWN', withdrawnAt: DROPPED_AT })]) {
      expect(fromEnrolmentItem({ ...row, marks: {}, studentName: { ...row.studentName }, result: undefined })).toEqual(row);
    }
  });

  it('reads the status of a dropped student', () => {
    expect(statusOf(dropped)).toBe('DROPPED');
  });

  it('ignores a drop that a version without drops has overwritten', () => {
    const { withdrawnAt: _withdrawnAt, ...enrolled } = { ...dropped, status: 'ENROLLED' };
    expect(statusOf(enrolled)).toBe('ENROLLED');
    expect(statusOf({ ...dropped, withdrawnAt: LATER })).toBe('WITHDRAWN');
  });
});
