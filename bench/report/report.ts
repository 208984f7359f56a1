import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { type Bar, barChart } from './bar-chart.js';
import { type Axes, type Line, lineChart } from './line-chart.js';
import { RAW_RESULTS, RESULTS, updateSummary } from './summary.js';
import { formatTable } from './table.js';

/** The result of a benchmark. */
export interface Report {
  /** The name of its files. */
  readonly name: string;
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
  /** The targets, and what was reached. */
  readonly targets: readonly Target[];
  readonly chart: BarChart | LineChart;
  /** All measurements, for other evaluations. */
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
  /** The upper limit. */
  readonly max: number;
}

/** Prints the table of a benchmark. Writes all results to `bench/results/raw`, its part of `summary.json`, and its chart. */
export function publish({ name, title, columns, rows, targets, chart, measured }: Report): void {
  const verdicts = targets.map(({ what, reached, max }) => [what, reached.toFixed(2), `<= ${max}`, reached <= max ? 'reached' : 'missed']);
  process.stdout.write(`\n${title}\n\n${formatTable(columns, rows)}\n`);
  if (verdicts.length > 0) process.stdout.write(`\n${formatTable(['Target', 'Measured', 'Must be', ''], verdicts)}\n`);
  mkdirSync(RAW_RESULTS, { recursive: true });
  const machine = { cpu: cpus()[0]?.model.trim(), cores: cpus().length };
  const results = { title, measuredAt: new Date().toISOString().slice(0, 10), machine, columns, rows, targets, measured };
  writeFileSync(join(RAW_RESULTS, `${name}.json`), `${JSON.stringify(results, null, 2)}\n`);
  writeFileSync(join(RESULTS, `${name}.svg`), renderChart(chart));
  updateSummary(name, results);
}

function renderChart(chart: BarChart | LineChart): string {
  return 'bars' in chart ? barChart(chart.title, chart.unit, chart.bars) : lineChart(chart.title, chart.axes, chart.lines);
}
