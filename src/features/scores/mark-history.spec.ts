import fc from 'fast-check';
import { anActor, anEntry } from '../../../test/fixtures/builders.js';
import type { Role } from '../../auth/actor.js';
import type { AuditEntry, NewAuditEntry } from '../audit/audit-entry.js';
import { filterVisible, MARKS_CHANGED, toMarkChanges } from './mark-history.js';

const [AT, AFTER] = ['2026-11-02T09:00:00.000Z', '2026-11-02T09:00:00.001Z'] as const;
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

  it('shows a student how a published mark changed, without actor and reason', () => {
    const under = (published: Record<string, string>) =>
      changed(AFTER, { midterm: [6, 7], final: [8, 9] }, { after: { marks: { midterm: 7, final: 9 }, published }, reason: 'A typo.' });
    expect(filterVisible('STUDENT', toMarkChanges([under({ midterm: AT })]), { publishedComponents: { midterm: AT } })).toEqual([
      { at: AFTER, component: 'midterm', from: 6, to: 7, byRole: 'LECTURER' },
    ]);
    expect(filterVisible('STUDENT', toMarkChanges([under({ midterm: AT })]), { publishedComponents: {} })).toEqual([]);
    expect(filterVisible('STUDENT', toMarkChanges([under({})]), { publishedComponents: { midterm: AT } })).toEqual([]);
  });

  it('shows a student exactly the marks that were visible, in any order of changes and publications', () => {
    const mark = fc.option(fc.integer({ min: 0, max: 3 }));
    const event = fc.oneof(fc.record({ to: mark }), fc.constant('publish' as const), fc.constant('unpublish' as const));
    fc.assert(
      fc.property(fc.array(event, { maxLength: 20 }), (events) => {
        const entries: AuditEntry[] = [];
        const visible: (number | null)[] = [];
        let current: number | null = null;
        let last: string | undefined;
        let isPublished = false;
        const show = () => {
          if (isPublished && visible.at(-1) !== current) visible.push(current);
        };
        events.forEach((each, index) => {
          const at = `2026-11-02T09:00:00.${String(index).padStart(3, '0')}Z`;
          if (each === 'unpublish') isPublished = false;
          else if (each === 'publish') [isPublished, last] = [true, isPublished ? last : at];
          else if (each.to !== current) {
            const publication = last && { [isPublished ? 'published' : 'lastPublished']: { midterm: last } };
            entries.unshift(changed(at, { midterm: [current, each.to] }, { after: { marks: { midterm: each.to }, ...publication } }));
            current = each.to;
          }
          show();
        });
        const steps = filterVisible('STUDENT', toMarkChanges(entries), { publishedComponents: isPublished ? { midterm: last! } : {} });
        const expected = isPublished ? visible.slice(1).map((to, index) => [visible[index], to]) : [];
        expect(steps.map(({ from, to }) => [from, to]).reverse()).toEqual(expected);
      }),
    );
  });

  it('joins what is hidden in entries that do not say when it had been published', () => {
    const at = (second: number) => `2026-11-02T09:00:0${second}.000Z`;
    const entries = [
      changed(at(5), { midterm: [8, 9] }, { after: { marks: { midterm: 9 }, published: { midterm: at(4) } } }),
      changed(at(3), { midterm: [6, 8] }),
      changed(at(2), { midterm: [5, 6] }, { after: { marks: { midterm: 6 }, published: { midterm: at(1) } } }),
      changed(at(0), { midterm: [null, 5] }),
    ];
    const steps = filterVisible('STUDENT', toMarkChanges(entries), { publishedComponents: { midterm: at(4) } });
    expect(steps.map((step) => [step.at, step.from, step.to])).toEqual([
      [at(5), 8, 9],
      [at(4), 6, 8],
      [at(2), 5, 6],
    ]);
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
