import type { Recount } from './recount.js';
import type { CountName } from './count-snapshot.js';

const COUNTED: Readonly<Record<string, string>> = { user: 'open relations', class: 'seats taken', term: 'classes' };

/** Whether every count is known to be right now. */
export function isConsistent({ differences, unsettled }: Recount): boolean {
  return unsettled.length === 0 && differences.every(({ repaired }) => repaired);
}

/** What a recount found, as a table for people. */
export function formatReport({ differences, unsettled }: Recount): string {
  const rows = [
    ...differences.map(({ name, kept, counted, repaired }) => [
      titleOf(name),
      String(kept),
      String(counted),
      repaired ? 'repaired' : 'wrong',
    ]),
    ...unsettled.map((name) => [titleOf(name), '', '', 'changed during the count: run it again at a quieter time']),
  ];
  if (rows.length === 0) return 'All counts are right.\n';
  const table = [['count', 'kept', 'counted', 'outcome'], ...rows];
  const widths = [0, 1, 2].map((column) => Math.max(...table.map((row) => row[column]!.length)));
  return table.map((row) => `${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}\n`).join('');
}

function titleOf(name: CountName): string {
  const what = COUNTED[name.split(':')[0]!];
  return what ? `${name}, ${what}` : name;
}
