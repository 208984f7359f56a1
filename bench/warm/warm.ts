import { prepare, SUBJECTS, type Subject } from '../lambda/subjects.js';
import { ROUTES, type Route } from '../lambda/requests.js';
import { publish } from '../report/report.js';
import { geometricMean, ratioOf, spreadOf, type Spread } from '../report/statistics.js';

const RUNS = 15;
const MEASURED: Subject[] = [
  SUBJECTS.app,
  SUBJECTS.hono,
  SUBJECTS.checked,
  SUBJECTS.remembering,
  SUBJECTS.express,
  SUBJECTS.fastify,
  SUBJECTS.nestBundled,
];

/** Measures what a request costs through the handler, in a process for each run: in turns, so that what else the machine does meets all alike. */
async function main(): Promise<void> {
  const measure = await prepare('at once');
  const runs = new Map(MEASURED.map((one) => [one, [] as Record<Route, number>[]]));
  for (let run = 0; run < RUNS; run += 1) {
    for (const one of MEASURED) runs.get(one)!.push(await measure<Record<Route, number>>('warm-requests.mjs', one));
  }

  const spreads = new Map(MEASURED.map((one) => [one, ROUTES.map((route) => spreadOf(runs.get(one)!.map((of) => of[route])))]));
  const means = new Map(MEASURED.map((one) => [one, geometricMean(spreads.get(one)!.map(({ median }) => median))]));
  const { app, checked, remembering, express } = SUBJECTS;
  const times = (one: Subject, route: Route) => runs.get(one)!.map((of) => of[route]);
  const ratios = (one: Subject, to: Subject) => ROUTES.map((route) => ratioOf(times(one, route), times(to, route)));
  const ratio = (one: Subject, to: Subject) => geometricMean(ratios(one, to));
  const perRoute = ratios(app, express);
  publish({
    name: 'warm',
    title: `A warm request through the handler, the database there at once: median of ${RUNS} processes in µs, [quartiles]; ratios within rounds`,
    columns: ['', ...ROUTES, 'geometric mean', '÷ this app'],
    rows: [
      ...MEASURED.map((one) => [one.name, ...spreads.get(one)!.map(written), means.get(one)!.toFixed(0), ratio(one, app).toFixed(2)]),
      ['this app ÷ Express 5', ...perRoute.map((value) => value.toFixed(2)), ratio(app, express).toFixed(2), ''],
    ],
    targets: [
      { what: 'warm request ÷ Hono + jose + zod', reached: ratio(app, checked), most: 0.5 },
      { what: 'warm request ÷ Hono + jose + zod, with verified tokens kept', reached: ratio(app, remembering), most: 1.2 },
      { what: 'warm request ÷ Express 5, no checks', reached: ratio(app, express), most: 2.2 },
      { what: 'the worst route ÷ Express 5, no checks', reached: Math.max(...perRoute), most: 2.5 },
    ],
    chart: {
      title: 'A warm request, geometric mean of five routes',
      unit: `µs, median of ${RUNS}`,
      bars: MEASURED.map((one) => ({ label: one.name, value: means.get(one)!, isOurs: one === app })),
    },
    measured: Object.fromEntries(
      MEASURED.map((one) => [one.name, Object.fromEntries(ROUTES.map((route, at) => [route, spreads.get(one)![at]]))]),
    ),
  });
}

const written = ({ median, low, high }: Spread): string => `${median.toFixed(0)} [${low.toFixed(0)}–${high.toFixed(0)}]`;

void main();
