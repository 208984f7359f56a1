import { performance } from 'node:perf_hooks';
import { prepare, type Subject, SUBJECTS } from '../lambda/subjects.js';
import { publish } from '../report/report.js';
import { medianRatio, toSpread } from '../report/statistics.js';

const RUNS = 41;
/** The first cold starts are not counted: they load the files into the page cache. */
const WARM_UPS = 1;

/** Milliseconds and bytes of one cold start. */
interface ColdStart {
  /** From the start of the import to the first answer. */
  readonly total: number;
  /** Until the module was loaded. */
  readonly load: number;
  /** Of all threads. */
  readonly cpu: number;
  readonly rss: number;
}

/** Measures the cold start of each subject, in turns, so that other load on the machine hits all of them alike. */
async function main(): Promise<void> {
  const measure = await prepare();
  const subjects: Subject[] = Object.values(SUBJECTS);
  const starts = new Map(subjects.map((one) => [one, [] as (ColdStart & { wall: number })[]]));
  for (let run = -WARM_UPS; run < RUNS; run += 1) {
    for (const one of subjects) {
      const startedAt = performance.now();
      const start = await measure<ColdStart>('cold-start.mjs', one, 'own profile');
      if (run >= 0) starts.get(one)!.push({ ...start, wall: performance.now() - startedAt });
    }
  }

  const spreads = new Map(
    subjects.map((one) => {
      const of = (what: keyof ColdStart | 'wall') => toSpread(starts.get(one)!.map((start) => start[what]));
      return [one, { total: of('total'), load: of('load'), cpu: of('cpu'), wall: of('wall'), rss: of('rss') }] as const;
    }),
  );
  const totals = (one: Subject) => starts.get(one)!.map(({ total }) => total);
  const ratio = (one: Subject, to: Subject) => medianRatio(totals(one), totals(to));
  const { app, uncached, checked } = SUBJECTS;
  publish({
    name: 'cold',
    title: `Cold start to the first answer to GET /me: median of ${RUNS} rounds in ms, [quartiles]; ratios within rounds`,
    columns: ['', 'first answer', '', '÷ Hono + jose + zod', 'loading', 'CPU', 'whole process', 'memory MB'],
    rows: subjects.map((one) => {
      const { total, load, cpu, wall, rss } = spreads.get(one)!;
      return [
        one.name,
        total.median.toFixed(1),
        `[${total.low.toFixed(1)}–${total.high.toFixed(1)}]`,
        ratio(one, checked).toFixed(2),
        load.median.toFixed(1),
        cpu.median.toFixed(1),
        wall.median.toFixed(0),
        (rss.median / 1e6).toFixed(0),
      ];
    }),
    targets: [
      { what: 'cold start ÷ Hono + jose + zod', reached: ratio(app, checked), max: 1.05 },
      { what: 'cold start, code cache rejected ÷ Hono + jose + zod', reached: ratio(uncached, checked), max: 2 },
    ],
    chart: {
      title: 'Cold start to the first authenticated answer',
      unit: `ms, median of ${RUNS}, quartiles`,
      bars: subjects.map((one) => {
        const { median: value, low, high } = spreads.get(one)!.total;
        return { label: one.name, value, low, high, isThisApp: one === app || one === uncached };
      }),
    },
    measured: Object.fromEntries(subjects.map((one) => [one.name, spreads.get(one)])),
  });
}

void main();
