import { anActor, anEntry } from '../../../test/fixtures/builders.js';
import type { Role } from '../../auth/actor.js';
import type { NewAuditEntry } from '../audit/audit-entry.js';
import { filterVisible, MARKS_CHANGED, toMarkChanges } from './mark-history.js';

const [BEFORE, AT, AFTER] = ['2026-11-02T08:59:59.999Z', '2026-11-02T09:00:00.000Z', '2026-11-02T09:00:00.001Z'] as const;
const lecturer = anActor({ role: 'LECTURER' });

const changed = (at: string, marks: Record<string, [number | null, number | null]>, entry: Partial<NewAuditEntry> = {}) => {
  const side = (index: 0 | 1) => ({ marks: Object.fromEntries(Object.entries(marks).map(([key, both]) => [key, both[index]])) });
  return anEntry({ at, action: MARKS_CHANGED, by: lecturer, before: side(0), after: side(1), ...entry });
};

describe('the history of marks', () => {
  it('contains only changes of marks', () => {
    const entries = [
      changed(AT, { midterm: [null, 7.25], final: [8, null] }, { reason: 'A typo.' }),
      anEntry({ action: 'enrolment.enrolled' }),
    ];
    const by = { byRole: 'LECTURER', byId: lecturer.id, reason: 'A typo.' };
    expect(toMarkChanges(entries)).toEqual([
      { at: AT, component: 'midterm', from: null, to: 7.25, ...by },
      { at: AT, component: 'final', from: 8, to: null, ...by },
    ]);
  });

  it('shows a student the changes since the last publication, without actor and reason', () => {
    const under = (published: Record<string, string>) =>
      changed(AFTER, { midterm: [6, 7], final: [8, 9] }, { after: { marks: { midterm: 7, final: 9 }, published }, reason: 'A typo.' });
    const entries = [under({ midterm: AT }), under({ midterm: BEFORE, final: AT }), under({})];
    expect(filterVisible('STUDENT', toMarkChanges(entries), { publishedComponents: { midterm: AT } })).toEqual([
      { at: AFTER, component: 'midterm', from: 6, to: 7, byRole: 'LECTURER' },
    ]);
    expect(filterVisible('STUDENT', toMarkChanges(entries), { publishedComponents: {} })).toEqual([]);
  });

  it.each<[Role, number]>([
    ['ADMIN', 1],
    ['LECTURER', 1],
    ['STUDENT', 0],
  ])('shows %s %d of the changes of a component that is not published', (role, count) => {
    const changes = toMarkChanges([changed(AT, { midterm: [6, 7] })]);
    expect(filterVisible(role, changes, { publishedComponents: {} })).toHaveLength(count);
  });
});
