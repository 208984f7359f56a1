import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const RESULTS = resolve(__dirname, '../results');
/** Ignored by git. */
export const RAW_RESULTS = join(RESULTS, 'raw');
const FILE = join(RESULTS, 'summary.json');

/** The result of one benchmark as `summary.json` keeps it: medians, quartiles, ratios and targets. */
export interface Summary {
  readonly title: string;
  readonly measuredAt: string;
  readonly machine: object;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
  readonly targets: readonly object[];
}

/** Replaces the entry of one benchmark. Other entries stay. */
export function updateSummary(name: string, { title, measuredAt, machine, columns, rows, targets }: Summary): void {
  const all = JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, Summary>;
  all[name] = { title, measuredAt, machine, columns, rows, targets };
  const sorted = Object.fromEntries(Object.entries(all).sort(([one], [other]) => (one < other ? -1 : 1)));
  writeFileSync(FILE, `${formatSummary(sorted)}\n`);
}

/** JSON with one line per row of a table. */
function formatSummary(all: object): string {
  const lines: string[] = [];
  const isRow = (value: unknown) => Array.isArray(value) && value.every((cell) => typeof cell !== 'object');
  const text = JSON.stringify(all, (_, value: unknown) => (isRow(value) ? `@${lines.push(JSON.stringify(value)) - 1}@` : value), 2);
  return text.replace(/"@(\d+)@"/g, (_, line: string) => lines[Number(line)]!);
}
