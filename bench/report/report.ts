import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join, resolve } from 'node:path';
import { barChart, type Bar } from './bar-chart.js';
import { lineChart, type Axes, type Line } from './line-chart.js';
import { tableOf } from './table.js';

const FOLDER = resolve(__dirname, '../results');

/** What a benchmark found out. */
export interface Report {
  /** What its files are called. */
  readonly name: string;
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
  /** What must be reached, and what was. */
  readonly targets: readonly Target[];
  readonly chart: BarChart | LineChart;
  /** All that was measured, for whoever wants to reckon otherwise. */
  readonly measured: unknown;
}

interface BarChart {
  readonly title: string;
  readonly unit: string;
  readonly bars: readonly Bar[];
}

interface LineChart {
  readonly title: string;
  readonly axes: Axes;
  readonly lines: readonly Line[];
}

export interface Target {
  readonly what: string;
  readonly reached: number;
  /** The most that it may be. */
  readonly most: number;
}

/** Prints the table of a benchmark, and keeps its results and its chart in `bench/results`. */
export function publish({ name, title, columns, rows, targets, chart, measured }: Report): void {
  const verdicts = targets.map(({ what, reached, most }) => [
    what,
    reached.toFixed(2),
    `<= ${most}`,
    reached <= most ? 'reached' : 'missed',
  ]);
  process.stdout.write(`\n${title}\n\n${tableOf(columns, rows)}\n`);
  if (verdicts.length > 0) process.stdout.write(`\n${tableOf(['Target', 'Measured', 'Must be', ''], verdicts)}\n`);
  mkdirSync(FOLDER, { recursive: true });
  const machine = { cpu: cpus()[0]?.model.trim(), cores: cpus().length };
  const kept = { title, measuredAt: new Date().toISOString().slice(0, 10), machine, columns, rows, targets, measured };
  writeFileSync(join(FOLDER, `${name}.json`), `${JSON.stringify(kept, null, 2)}\n`);
  writeFileSync(join(FOLDER, `${name}.svg`), drawn(chart));
}

function drawn(chart: BarChart | LineChart): string {
  return 'bars' in chart ? barChart(chart.title, chart.unit, chart.bars) : lineChart(chart.title, chart.axes, chart.lines);
}
