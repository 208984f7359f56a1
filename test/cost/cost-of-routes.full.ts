import { readFileSync } from 'node:fs';
import { CASES } from './cases.js';
import { type Cost, costsIn } from './measure.js';

const STUDENTS = 1_000;
const OPENING_MS = 120_000;

/** What `npm run bench:cost` found, by the way to ask and the number of students. */
const measured = JSON.parse(readFileSync('test/cost/costs.json', 'utf8')) as Record<string, Record<string, Cost>>;

describe('the cost of each route', () => {
  let costs: ReadonlyMap<string, Cost>;
  beforeAll(async () => {
    costs = await costsIn(STUDENTS);
  }, OPENING_MS);

  it.each(CASES.filter(({ budget }) => budget))('of $name is within the budget of the data model', ({ name, budget }) => {
    const { rounds, requests } = costs.get(name)!;
    expect({ rounds, requests }).toEqual({ rounds: budget!.rounds, requests: budget!.requests });
  });

  it('equals test/cost/costs.json, which `npm run bench:cost` writes', () => {
    expect(Object.fromEntries(costs)).toEqual(Object.fromEntries(Object.entries(measured).map(([name, sizes]) => [name, sizes[STUDENTS]])));
  });

  it('is the same in the largest measured school', () => {
    for (const sizes of Object.values(measured)) {
      const [first, ...others] = Object.values(sizes);
      for (const other of others) expect(other).toEqual(first);
    }
  });

  it('names only rows of the data model', () => {
    const page = readFileSync('docs/reference/data-model.md', 'utf8');
    const rows = CASES.flatMap(({ budget }) => (budget ? [budget.row] : []));
    expect(rows.filter((row) => !page.includes(`\n| ${row} | `))).toEqual([]);
  });
});
