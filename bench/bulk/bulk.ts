import { type LocalCloud, startCloud } from '../../local/cloud.js';
import { toGroup } from '../../src/auth/actor.js';
import { publish } from '../report/report.js';
import { type Spread, toSpread } from '../report/statistics.js';
import { CallLog } from '../school/call-log.js';
import type { Place } from '../school/person.js';
import { spawnApp } from '../school/spawn-app.js';
import { timed } from '../school/with-school.js';
import { type Task, tasksAt } from './tasks.js';

/** Users a second. The default of 12, the quota of the user pool, would be all that the benchmark measures. */
const IMPORT_RATE = '1000';
const RUNS = 15;
const TOKENS_GOOD_FOR_S = 3600;

const WAYS = ['bulk', 'alone'] as const;
type WayName = (typeof WAYS)[number];

/** The results of one way. */
interface Measured {
  readonly rowsPerSecond: Spread;
  readonly requestsPerRow: Spread;
}

/** Compares requests for many rows with requests for one row, in turns, on the embedded cloud with the app in its own process. */
async function main(): Promise<void> {
  const cloud = await startCloud();
  const served = await spawnApp({ ...cloud.environment, IMPORT_RATE });
  const results = new Map<Task, Record<WayName, Measured>>();
  try {
    const place = placeOf(cloud, served.url);
    for (const task of await timed('writing 100,000 users', () => tasksAt(place, cloud.database))) {
      results.set(task, await timed(task.name, () => measure(task, cloud)));
      if (place.log.errors.length > 0) throw new Error(place.log.errors[0]);
    }
  } finally {
    await served.close();
    await cloud.close();
  }
  report(results);
}

async function measure(task: Task, cloud: LocalCloud): Promise<Record<WayName, Measured>> {
  const runs = { bulk: [] as { speed: number; requests: number }[], alone: [] as { speed: number; requests: number }[] };
  for (let run = 0; run < RUNS; run += 1) {
    for (const way of WAYS) {
      let requests = 0;
      const stop = cloud.database.faults.before('*', () => void (requests += 1));
      const startedAt = performance.now();
      const rows = await task[way](run);
      runs[way].push({ speed: (rows * 1000) / (performance.now() - startedAt), requests: requests / rows });
      stop();
    }
  }
  const measuredOf = (way: WayName): Measured => ({
    rowsPerSecond: toSpread(runs[way].map(({ speed }) => speed)),
    requestsPerRow: toSpread(runs[way].map(({ requests }) => requests)),
  });
  return { bulk: measuredOf('bulk'), alone: measuredOf('alone') };
}

function placeOf({ pool }: LocalCloud, url: string): Place {
  const exp = Math.floor(Date.now() / 1000) + TOKENS_GOOD_FOR_S;
  const tokenFor: Place['tokenFor'] = (id, role) => pool.mint({ sub: id, username: id, 'cognito:groups': [toGroup(role)], exp });
  return { url, log: new CallLog(), tokenFor };
}

function report(results: ReadonlyMap<Task, Record<WayName, Measured>>): void {
  publish({
    name: 'bulk',
    title: `Many rows in one request, against one at a time: medians of ${RUNS}, [quartiles]; imports at ${IMPORT_RATE} people a second at most`,
    columns: ['', 'call', 'rows a second', '', 'ratio', 'database requests a row'],
    rows: [...results].flatMap(([task, measured]) =>
      WAYS.map((way) => {
        const { rowsPerSecond: speed, requestsPerRow } = measured[way];
        return [
          task.name,
          task.calls[way],
          speed.median.toFixed(0),
          `[${speed.low.toFixed(0)}–${speed.high.toFixed(0)}]`,
          (speed.median / measured.alone.rowsPerSecond.median).toFixed(1),
          requestsPerRow.median.toFixed(3),
        ];
      }),
    ),
    targets: [],
    chart: {
      title: 'Many rows in one request, against one at a time',
      unit: 'times as many rows a second, quartiles',
      bars: [...results].map(([task, { bulk, alone }]) => {
        const ratio = (speed: number) => speed / alone.rowsPerSecond.median;
        const { median, low, high } = bulk.rowsPerSecond;
        return { label: task.name, value: ratio(median), low: ratio(low), high: ratio(high), isThisApp: true };
      }),
    },
    measured: Object.fromEntries([...results].map(([task, measured]) => [task.name, measured])),
  });
}

void main();
