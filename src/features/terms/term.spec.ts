import { aTerm } from '../../../test/fixtures/builders.js';
import { findCurrentTerm } from './term.js';

const AUTUMN = aTerm({ code: '2026-1', startDate: '2026-09-01', endDate: '2027-01-15' });
const SPRING = aTerm({ code: '2026-2', startDate: '2027-02-01', endDate: '2027-06-30' });
const COURSE = aTerm({ code: '2026-C', startDate: '2027-03-01', endDate: '2027-03-31' });
const TERMS = [SPRING, COURSE, AUTUMN];

describe('findCurrentTerm', () => {
  it.each([
    ['2026-08-31', '2026-1', 'next'],
    ['2026-09-01', '2026-1', 'current'],
    ['2027-01-15', '2026-1', 'current'],
    ['2027-01-16', '2026-2', 'next'],
    ['2027-02-28', '2026-2', 'current'],
    ['2027-03-01', '2026-C', 'current'],
    ['2027-04-01', '2026-2', 'current'],
    ['2027-07-01', '2026-2', 'last'],
  ])('finds on %s the term %s as the %s one', (today, code, state) => {
    const found = findCurrentTerm(TERMS, today)!;
    expect([found.term.code, found.state]).toEqual([code, state]);
  });

  it('does not depend on the order of the terms', () => {
    const twin = { ...AUTUMN, code: '2026-1b' };
    for (const today of ['2026-08-31', '2026-10-01', '2027-02-01']) {
      expect(findCurrentTerm([AUTUMN, twin], today)).toEqual(findCurrentTerm([twin, AUTUMN], today));
    }
  });

  it('finds nothing in a school without terms', () => {
    expect(findCurrentTerm([], '2026-10-01')).toBeUndefined();
  });
});
