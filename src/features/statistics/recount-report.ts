import type { CountName } from './count-snapshot.js';
import type { DisabledMarks } from './disabled-marks.js';
import type { Recount } from './recount.js';

const UNITS: Readonly<Record<string, string>> = {
  user: 'open relations',
  words: 'words for searches',
  takes: 'guards of subjects',
  class: 'seats taken',
  term: 'classes',
};

const NONE: DisabledMarks = { wrong: [], repaired: true };

/** Whether every count and every mark of a disabled student is right after the recount. */
export function isConsistent({ differences, unsettled }: Recount, marks = NONE): boolean {
  return unsettled.length === 0 && differences.every(({ repaired }) => repaired) && (marks.repaired || marks.wrong.length === 0);
}

/** Formats a recount as a text table. */
export function formatReport({ differences, unsettled }: Recount, marks = NONE): string {
  const rows = [
    ...differences.map(({ name, kept, counted, repaired }) => [
      toTitle(name),
      ...(name.startsWith('takes:') ? ['', ''] : [String(kept), String(counted)]),
      repaired ? 'repaired' : 'wrong',
    ]),
    ...marks.wrong.map((id) => [`user:${id}, disabled in enrolments`, '', '', marks.repaired ? 'repaired' : 'wrong']),
    ...unsettled.map((name) => [toTitle(name), '', '', 'changed during the count: run it again at a quieter time']),
  ];
  if (rows.length === 0) return 'All counts are right.\n';
  const table = [['count', 'kept', 'counted', 'outcome'], ...rows];
  const widths = [0, 1, 2].map((column) => Math.max(...table.map((row) => row[column]!.length)));
  return table.map((row) => `${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}\n`).join('');
}

function toTitle(name: CountName): string {
  const unit = UNITS[name.split(':')[0]!];
  return unit ? `${name}, ${unit}` : name;
}
