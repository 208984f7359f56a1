import { writeFileSync } from 'node:fs';
import { PRICES, PRICES_OF } from '../../scripts/costs/prices.js';
import { SCHOOL } from '../../scripts/costs/usage.js';
import { CASES, type Case } from '../../test/cost/cases.js';
import { type Cost, costsIn } from '../../test/cost/measure.js';
import { CLASS_SIZE, LOAD } from '../../test/cost/seed-school.js';
import { publish } from '../report/report.js';
import { timed } from '../school/with-school.js';

const [SMALL, LARGE] = [1_000, 100_000];
/** The table that `npm test` compares each route with. */
const COSTS = 'test/cost/costs.json';
/** How many bars a chart has room for. */
const SHOWN = 20;
/** What a million requests cost besides: the gateway, and the function for as long as `usage.ts` supposes. */
const AROUND =
  PRICES.httpApi.requestMillion + PRICES.lambda.requestMillion + 1000 * SCHOOL.billedMilliseconds * PRICES.lambda.gigabyteSecondArm;
const NOTES = `Each school has classes of ${CLASS_SIZE}, and students who take ${LOAD}. The budget is that of docs/reference/data-model.md, rounds / requests; – is what it has no row for.
Units are computed by the rules that local/dynamodb/conformance holds to DynamoDB Local. GET /health/ready is no request of anybody: its one get of
half a unit is made outside of any, and not counted. Nor is the query for revocations, at most one each 20 seconds and process.
`;

/** Measures what each route costs the database in a small school and in a large one. */
async function main(): Promise<void> {
  const [small, large] = [await measured(SMALL), await measured(LARGE)];
  const costs = CASES.map(({ name, budget }) => ({ name, budget, here: small.get(name)!, there: large.get(name)! }));
  const dearest = [...costs].sort((a, b) => dollars(b.here) - dollars(a.here)).slice(0, SHOWN);
  publish({
    name: 'cost',
    title: `What a request costs the database of ${SMALL} students, and that of ${LARGE}; dollars a million requests (${PRICES_OF})`,
    columns: [
      '',
      'budget',
      ...['rounds', 'requests', 'read', 'write'],
      ...['rounds', 'requests', 'read', 'write'],
      'DynamoDB',
      '+ Lambda, gateway',
    ],
    rows: costs.map(({ name, budget, here, there }) => [
      name,
      budget ? `${budget.rounds} / ${budget.requests}` : '–',
      ...numbersOf(here),
      ...numbersOf(there),
      dollars(here).toFixed(2),
      (dollars(here) + AROUND).toFixed(2),
    ]),
    targets: [
      {
        what: `ways to ask that cost another number at ${LARGE} students`,
        reached: costs.filter(({ here, there }) => String(numbersOf(here)) !== String(numbersOf(there))).length,
        max: 0,
      },
      { what: 'ways to ask that are off the budget', reached: costs.filter(isOffBudget).length, max: 0 },
    ],
    chart: {
      title: `The dearest ${SHOWN} of ${costs.length} ways to ask, the same at ${SMALL} and at ${LARGE} students`,
      unit: 'dollars a million at DynamoDB',
      bars: dearest.map(({ name, here }) => ({ label: name, value: dollars(here), isThisApp: true })),
    },
    measured: COSTS,
  });
  const table = Object.fromEntries(costs.map(({ name, here, there }) => [name, { [SMALL]: here, [LARGE]: there }]));
  writeFileSync(COSTS, `${JSON.stringify(table, null, 2)}\n`);
  process.stdout.write(`\n${NOTES}`);
}

function measured(studentCount: number): Promise<ReadonlyMap<string, Cost>> {
  return timed(`calling every route at ${studentCount} students`, () => costsIn(studentCount));
}

function numbersOf({ rounds, requests, readUnits, writeUnits }: Cost): number[] {
  return [rounds, requests, readUnits, writeUnits];
}

function isOffBudget({ budget, here, there }: { budget?: Case['budget']; here: Cost; there: Cost }): boolean {
  return budget !== undefined && [here, there].some((cost) => cost.rounds !== budget.rounds || cost.requests !== budget.requests);
}

function dollars({ readUnits, writeUnits }: Cost): number {
  return readUnits * PRICES.dynamoDb.readUnitMillion + writeUnits * PRICES.dynamoDb.writeUnitMillion;
}

void main();
