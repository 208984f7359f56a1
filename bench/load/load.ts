import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { installBaselines } from '../baselines/build.mjs';
import { publish } from '../report/report.js';
import { medianRatio, type Spread, toSpread } from '../report/statistics.js';
import { countOtherAnswers, countRefused, type Measured, secondsToRecover, STEADY_SHARE, STEPS } from './outcomes.js';
import { type Run, type Server, Stage } from './stage.js';

/** Seconds of each run, and how often it is repeated. */
const [WARM_UP, STEP, STEADY, OVERLOAD] = [60, 3, 8, 10];
const [STEP_ROUNDS, STEADY_ROUNDS, OVERLOAD_ROUNDS] = [3, 15, 3];
/** A server is saturated when it answers less than this share of the requests at two rates in a row. */
const MIN_ANSWERED_SHARE = 0.9;

/** Measures the latency of the plain server up to its saturation and beyond, in turns with an Express server. */
async function main(): Promise<void> {
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: resolve(__dirname, '../..'), stdio: 'inherit' });
  installBaselines();
  const stage = await Stage.open();
  const app = await stage.serve('this app', 'dist/src/main.js');
  const express = await stage.serve('Express + jose + zod', 'bench/baselines/express-checked.mjs', (port) => [String(port)]);
  const all = [app, express].map((server): Measured => ({ server, steps: [], steady: [], alike: [], overloads: [] }));
  // After the warm-up V8 has optimised all hot code.
  for (const { server } of all) await stage.run(server, [{ rate: STEPS[2], seconds: WARM_UP }]);

  await rounds(STEP_ROUNDS, all, async ({ server, steps }) => void steps.push(await climb(stage, server)));
  const steadyRates = all.map(({ steps }) => STEADY_SHARE * saturationOf(steps).median);
  await rounds(STEADY_ROUNDS, all, async ({ server, steady, alike }, index) => {
    const runAt = (rate: number) =>
      stage.run(server, [
        { rate, seconds: 1 },
        { rate, seconds: STEADY },
      ]);
    steady.push(await runAt(steadyRates[index]!));
    alike.push(index === 0 ? steady.at(-1)! : await runAt(steadyRates[0]!));
  });
  await rounds(OVERLOAD_ROUNDS, all, async ({ server, overloads }, index) => {
    const [baseline, overload] = [steadyRates[index]!, (2 * steadyRates[index]!) / STEADY_SHARE];
    overloads.push(
      await stage.run(server, [
        { rate: baseline, seconds: 1 },
        { rate: baseline, seconds: STEADY },
        { rate: overload, seconds: OVERLOAD },
        { rate: baseline, seconds: OVERLOAD },
      ]),
    );
  });
  await stage.close();
  report(all, steadyRates);
  process.exit();
}

async function rounds(count: number, all: readonly Measured[], act: (one: Measured, index: number) => Promise<void>): Promise<void> {
  for (let round = 0; round < count; round += 1) {
    for (const [index, one] of all.entries()) await act(one, index);
  }
}

/** Raises the rate until the server is saturated. */
async function climb(stage: Stage, server: Server): Promise<Run[]> {
  const runs: Run[] = [];
  for (const rate of STEPS) {
    runs.push(await stage.run(server, [{ rate, seconds: STEP }]));
    if (runs.length > 1 && runs.slice(-2).every(({ phases: [phase] }) => phase!.goodPerSecond < MIN_ANSWERED_SHARE * phase!.rate)) break;
  }
  return runs;
}

/** The highest number of good answers a second at any rate. */
function saturationOf(climbs: readonly Run[][]): Spread {
  return toSpread(climbs.map((runs) => Math.max(...runs.map(({ phases }) => phases[0]!.goodPerSecond))));
}

function report(all: readonly Measured[], steadyRates: readonly number[]): void {
  const timesOf = (runs: readonly Run[], what: 'p50' | 'p99') => runs.map(({ phases }) => phases[1]![what]!);
  const found = all.map(({ server, steps, steady, alike, overloads }) => ({
    name: server.name,
    saturation: saturationOf(steps),
    p50: toSpread(timesOf(steady, 'p50')),
    p99: toSpread(timesOf(steady, 'p99')),
    p99Alike: toSpread(timesOf(alike, 'p99')),
    goodBeyond: toSpread(overloads.map(({ phases }) => phases[2]!.goodPerSecond)),
    p99Beyond: toSpread(overloads.map(({ phases }) => phases[2]!.p99!)),
    refused: overloads.reduce((sum, { phases }) => sum + countRefused(phases[2]!), 0),
    others: overloads.reduce((sum, { phases }) => sum + countOtherAnswers(phases), 0),
    back: toSpread(overloads.map(({ phases }) => secondsToRecover(phases[1]!, phases[3]!))),
    cores: (['server', 'fake', 'generator'] as const).map((who) => toSpread(steps.map((runs) => runs.at(-1)!.cpu[who])).median),
  }));
  const ms = ({ median, low, high }: Spread) => `${median.toFixed(1)} [${low.toFixed(1)}–${high.toFixed(1)}]`;
  const ours = found[0]!;
  const [app, express] = all as [Measured, Measured];
  const p99Ratio = medianRatio(timesOf(app.steady, 'p99'), timesOf(express.steady, 'p99'));
  publish({
    name: 'load',
    title: `Under load, DynamoDB 5 ms away, a fifth of it writes: medians [quartiles], times in ms from the scheduled start of a request`,
    columns: ['', ...found.map(({ name }) => name)],
    rows: [
      [
        'saturation, good answers/s',
        ...found.map(({ saturation: { median, low, high } }) => `${median.toFixed(0)} [${low.toFixed(0)}–${high.toFixed(0)}]`),
      ],
      [`at ${STEADY_SHARE * 100} % of it, requests/s`, ...steadyRates.map((rate) => rate.toFixed(0))],
      ['  median', ...found.map(({ p50 }) => ms(p50))],
      ['  p99', ...found.map(({ p99 }) => ms(p99))],
      [`at the same rate, ${steadyRates[0]!.toFixed(0)} requests/s: p99`, ...found.map(({ p99Alike }) => ms(p99Alike))],
      ['at twice the saturation: good answers/s', ...found.map(({ goodBeyond }) => goodBeyond.median.toFixed(0))],
      ['  p99 of good answers', ...found.map(({ p99Beyond }) => ms(p99Beyond))],
      ['  429 or 503 with Retry-After', ...found.map(({ refused }) => refused)],
      ['  other answers, or none', ...found.map(({ others }) => others)],
      [
        '  then p99 is back within 10 % after s, at worst',
        ...all
          .map(({ overloads }) => Math.max(...overloads.map(({ phases }) => secondsToRecover(phases[1]!, phases[3]!))))
          .map(formatSeconds),
      ],
      [
        'cores used at saturation: server / database / load generator',
        ...found.map(({ cores }) => cores.map((share) => share.toFixed(2)).join(' / ')),
      ],
    ],
    targets: [
      { what: 'p99 at 70 % of its own saturation ÷ Express at 70 % of its own', reached: p99Ratio, max: 1.2 },
      { what: 'beyond saturation, answers that are neither good nor refused with Retry-After', reached: ours.others, max: 0 },
      { what: 'seconds until p99 is back within 10 %', reached: ours.back.median, max: 5 },
    ],
    chart: {
      title: 'How long a good answer takes, by the rate of requests',
      axes: { x: 'requests a second', y: `p99 in ms, median of ${STEP_ROUNDS}` },
      lines: all.map(({ server, steps }) => ({ label: server.name, isThisApp: server.name === ours.name, points: curveOf(steps) })),
    },
    measured: Object.fromEntries(
      all.map(({ server: { name }, steps, steady, alike, overloads }) => [name, { steps, steady, alike, overloads }]),
    ),
  });
}

/** JSON has no Infinity. */
const formatSeconds = (seconds: number): number | string => (seconds === Infinity ? `not within ${OVERLOAD}` : seconds);

/** The rates that every climb reached. */
function curveOf(climbs: readonly Run[][]): { x: number; y: number }[] {
  const reached = Math.min(...climbs.map((runs) => runs.length));
  return STEPS.slice(0, reached).map((x, step) => ({ x, y: toSpread(climbs.map((runs) => runs[step]!.phases[0]!.p99!)).median }));
}

void main();
