import { ROLES } from '../../auth/actor.js';
import { SchoolStatisticsDto } from './statistics.dto.js';
import { TOTALS, type Totals } from './totals.js';

describe('the statistics of a school', () => {
  it('contain the number of people of each role', () => {
    const totals = Object.fromEntries(TOTALS.map((total, index) => [total, index + 1])) as Totals;
    expect(Object.values(SchoolStatisticsDto.from(totals).people)).toEqual(ROLES.map((role) => totals[`people:${role}`]));
  });
});
