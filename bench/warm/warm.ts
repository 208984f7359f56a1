import { parseArgs } from 'node:util';
import { ROUTES, type Route } from '../lambda/requests.js';
import { SUBJECTS, type Subject, prepare } from '../lambda/subjects.js';
import { publish } from '../report/report.js';
import { type Spread, geometricMean, medianRatio, toSpread } from '../report/statistics.js';

const { app, hono, checked, tokenCache, express, fastify, nestBundled } = SUBJECTS;
const USAGE = `Usage: npm run bench:warm [-- --sdk]

Measures warm requests of this app and of the baselines.

  --sdk    put the database behind HTTP on loopback and include the AWS SDK, as in a deployed function;
           without it the database answers at once, above the SDK
  --help   print this text
`;

/** Measures a warm request through the handler, one process per run, in turns, so that other load on the machine hits all subjects alike. */
async function main(): Promise<void> {
  const { sdk, help } = parseArgs({ options: { sdk: { type: 'boolean' }, help: { type: 'boolean' } } }).values;
  if (help) return void process.stdout.write(USAGE);
  // With the SDK, a process takes five times as long.
  const rounds = sdk ? 5 : 15;
  const subjects = sdk ? [app, express, checked, nestBundled] : [app, hono, checked, tokenCache, express, fastify, nestBundled];
  const measure = await prepare(sdk ? 'over HTTP' : 'at once');
  const runs = new Map(subjects.map((one) => [one, [] as Record<Route, number>[]]));
  for (let run = 0; run < rounds; run += 1) {
    for (const one of subjects) runs.get(one)!.push(await measure<Record<Route, number>>('warm-requests.mjs', one));
  }

  const spreads = new Map(subjects.map((one) => [one, ROUTES.map((route) => toSpread(runs.get(one)!.map((of) => of[route])))]));
  const means = new Map(subjects.map((one) => [one, geometricMean(spreads.get(one)!.map(({ median }) => median))]));
  const times = (one: Subject, route: Route) => runs.get(one)!.map((of) => of[route]);
  const ratios = (one: Subject, to: Subject) => ROUTES.map((route) => medianRatio(times(one, route), times(to, route)));
  const ratio = (one: Subject, to: Subject) => geometricMean(ratios(one, to));
  const perRoute = ratios(app, express);
  publish({
    name: sdk ? 'warm-sdk' : 'warm',
    title: `A warm request through the handler, ${sdk ? 'the database behind the AWS SDK and HTTP on loopback' : 'the database there at once'}: median of ${rounds} processes in µs, [quartiles]; ratios within rounds`,
    columns: ['', ...ROUTES, 'geometric mean', '÷ this app'],
    rows: [
      ...subjects.map((one) => [one.name, ...spreads.get(one)!.map(formatSpread), means.get(one)!.toFixed(0), ratio(one, app).toFixed(2)]),
      ['this app ÷ Express 5', ...perRoute.map((value) => value.toFixed(2)), ratio(app, express).toFixed(2), ''],
    ],
    targets: sdk
      ? []
      : [
          { what: 'warm request ÷ NestJS as documented, bundled', reached: ratio(app, nestBundled), max: 0.8 },
          { what: 'warm request ÷ Express 5, no checks', reached: ratio(app, express), max: 2.3 },
        ],
    chart: {
      title: `A warm request${sdk ? ' with the AWS SDK' : ''}, geometric mean of five routes`,
      unit: `µs, median of ${rounds}`,
      bars: subjects.map((one) => ({ label: one.name, value: means.get(one)!, isThisApp: one === app })),
    },
    measured: Object.fromEntries(
      subjects.map((one) => [one.name, Object.fromEntries(ROUTES.map((route, at) => [route, spreads.get(one)![at]]))]),
    ),
  });
}

const formatSpread = ({ median, low, high }: Spread): string => `${median.toFixed(0)} [${low.toFixed(0)}–${high.toFixed(0)}]`;

void main();
