import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { installPeers } from '../baselines/build.mjs';
import { publish } from '../report/report.js';
import { ratioOf, spreadOf, type Spread } from '../report/statistics.js';
import { backAfter, othersThanAsked, refusedIn, SHARE, STEPS, type Measured } from './measured.js';
import { Stage, type Run, type Server } from './stage.js';

/** Seconds of each run, and how often it is repeated. */
const [WARM_UP, STEP, STEADY, OVERLOAD] = [60, 3, 8, 10];
const [STEP_ROUNDS, STEADY_ROUNDS, OVERLOAD_ROUNDS] = [3, 15, 3];
/** A server that answers less than this part of what it is asked, at two rates in a row, is saturated. */
const KEPT_UP = 0.9;

/** Measures how long who asks a plain server waits for it, up to as much as it can do, and beyond: in turns with a server of Express. */
async function main(): Promise<void> {
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: resolve(__dirname, '../..'), stdio: 'inherit' });
  installPeers();
  const stage = await Stage.open();
  const app = await stage.serve('this app', 'dist/src/main.js');
  const express = await stage.serve('Express + jose + zod', 'bench/baselines/express-checked.mjs', (port) => [String(port)]);
  const all = [app, express].map((server): Measured => ({ server, steps: [], steady: [], alike: [], overloads: [] }));
  // Code that has run so often is compiled as well as it will be.
  for (const { server } of all) await stage.ask(server, [{ rate: STEPS[2], seconds: WARM_UP }]);

  await rounds(STEP_ROUNDS, all, async ({ server, steps }) => void steps.push(await climb(stage, server)));
  const steadyRates = all.map(({ steps }) => SHARE * saturationOf(steps).median);
  await rounds(STEADY_ROUNDS, all, async ({ server, steady, alike }, index) => {
    const run = (rate: number) =>
      stage.ask(server, [
        { rate, seconds: 1 },
        { rate, seconds: STEADY },
      ]);
    steady.push(await run(steadyRates[index]!));
    alike.push(index === 0 ? steady.at(-1)! : await run(steadyRates[0]!));
  });
  await rounds(OVERLOAD_ROUNDS, all, async ({ server, overloads }, index) => {
    const [usual, far] = [steadyRates[index]!, (2 * steadyRates[index]!) / SHARE];
    overloads.push(
      await stage.ask(server, [
        { rate: usual, seconds: 1 },
        { rate: usual, seconds: STEADY },
        { rate: far, seconds: OVERLOAD },
        { rate: usual, seconds: OVERLOAD },
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

/** Asks for more and more, until it is too much. */
async function climb(stage: Stage, server: Server): Promise<Run[]> {
  const runs: Run[] = [];
  for (const rate of STEPS) {
    runs.push(await stage.ask(server, [{ rate, seconds: STEP }]));
    if (runs.length > 1 && runs.slice(-2).every(({ phases: [phase] }) => phase!.goodPerSecond < KEPT_UP * phase!.rate)) break;
  }
  return runs;
}

/** The most good answers a second at any rate. */
function saturationOf(climbs: readonly Run[][]): Spread {
  return spreadOf(climbs.map((runs) => Math.max(...runs.map(({ phases }) => phases[0]!.goodPerSecond))));
}

function report(all: readonly Measured[], steadyRates: readonly number[]): void {
  const timesOf = (runs: readonly Run[], what: 'p50' | 'p99') => runs.map(({ phases }) => phases[1]![what]!);
  const found = all.map(({ server, steps, steady, alike, overloads }) => ({
    name: server.name,
    saturation: saturationOf(steps),
    p50: spreadOf(timesOf(steady, 'p50')),
    p99: spreadOf(timesOf(steady, 'p99')),
    p99Alike: spreadOf(timesOf(alike, 'p99')),
    goodBeyond: spreadOf(overloads.map(({ phases }) => phases[2]!.goodPerSecond)),
    p99Beyond: spreadOf(overloads.map(({ phases }) => phases[2]!.p99!)),
    refused: overloads.reduce((sum, { phases }) => sum + refusedIn(phases[2]!), 0),
    others: overloads.reduce((sum, { phases }) => sum + othersThanAsked(phases), 0),
    back: spreadOf(overloads.map(({ phases }) => backAfter(phases[1]!, phases[3]!))),
    cores: (['server', 'fake', 'generator'] as const).map((who) => spreadOf(steps.map((runs) => runs.at(-1)!.cpu[who])).median),
  }));
  const ms = ({ median, low, high }: Spread) => `${median.toFixed(1)} [${low.toFixed(1)}–${high.toFixed(1)}]`;
  const ours = found[0]!;
  const [app, express] = all as [Measured, Measured];
  const p99Ratio = ratioOf(timesOf(app.steady, 'p99'), timesOf(express.steady, 'p99'));
  publish({
    name: 'load',
    title: `Under load, DynamoDB 5 ms away, a fifth of it writes: medians [quartiles], times in ms from when a request was meant to go`,
    columns: ['', ...found.map(({ name }) => name)],
    rows: [
      [
        'saturation, good answers/s',
        ...found.map(({ saturation: { median, low, high } }) => `${median.toFixed(0)} [${low.toFixed(0)}–${high.toFixed(0)}]`),
      ],
      [`asked at ${SHARE * 100} % of it, requests/s`, ...steadyRates.map((rate) => rate.toFixed(0))],
      ['  median', ...found.map(({ p50 }) => ms(p50))],
      ['  p99', ...found.map(({ p99 }) => ms(p99))],
      [`asked alike, ${steadyRates[0]!.toFixed(0)} requests/s: p99`, ...found.map(({ p99Alike }) => ms(p99Alike))],
      ['asked twice the saturation: good answers/s', ...found.map(({ goodBeyond }) => goodBeyond.median.toFixed(0))],
      ['  p99 of good answers', ...found.map(({ p99Beyond }) => ms(p99Beyond))],
      ['  429 or 503 with Retry-After', ...found.map(({ refused }) => refused)],
      ['  other answers, or none', ...found.map(({ others }) => others)],
      [
        '  then p99 is back within 10 % after s, at worst',
        ...all.map(({ overloads }) => Math.max(...overloads.map(({ phases }) => backAfter(phases[1]!, phases[3]!)))).map(told),
      ],
      [
        'cores used at saturation: server / database / who asks',
        ...found.map(({ cores }) => cores.map((share) => share.toFixed(2)).join(' / ')),
      ],
    ],
    targets: [
      { what: 'p99 at 70 % of its own saturation ÷ Express at 70 % of its own', reached: p99Ratio, most: 1.2 },
      { what: 'beyond saturation, other than good or refused with Retry-After', reached: ours.others, most: 0 },
      { what: 'seconds until p99 is back within 10 %', reached: ours.back.median, most: 5 },
    ],
    chart: {
      title: 'How long a good answer takes, by how many are asked for',
      axes: { x: 'requests a second', y: `p99 in ms, median of ${STEP_ROUNDS}` },
      lines: all.map(({ server, steps }) => ({ label: server.name, isOurs: server.name === ours.name, points: curveOf(steps) })),
    },
    measured: Object.fromEntries(
      all.map(({ server: { name }, steps, steady, alike, overloads }) => [name, { steps, steady, alike, overloads }]),
    ),
  });
}

/** JSON knows nothing infinite. */
const told = (seconds: number): number | string => (seconds === Infinity ? `not within ${OVERLOAD}` : seconds);

/** Rates that every climb has come to. */
function curveOf(climbs: readonly Run[][]): { x: number; y: number }[] {
  const reached = Math.min(...climbs.map((runs) => runs.length));
  return STEPS.slice(0, reached).map((x, step) => ({ x, y: spreadOf(climbs.map((runs) => runs[step]!.phases[0]!.p99!)).median }));
}

void main();
