import { readFileSync, writeFileSync } from 'node:fs';
import { MATRIX, type Row, type Public } from './matrix.js';

/** The page that shows the matrix. */
export const PAGE = 'docs/reference/authorisation.md';

const [BEGIN, END] = ['<!-- The table is written by `npm run access`. -->', '<!-- End of the table. -->'];
const HEAD = '| route | admin | lecturer: own · other | student: own · other |\n| --- | --- | --- | --- |';

/** The page with the table as the matrix is now. */
export function withTable(page: string): string {
  const [start, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (start < 0 || end < start) throw new Error(`${PAGE} does not say where the table belongs.`);
  const rows = Object.entries(MATRIX).map(([operation, row]) => lineOf(operation, row));
  return `${page.slice(0, start)}${BEGIN}\n\n${HEAD}\n${rows.join('\n')}\n\n${page.slice(end)}`;
}

function lineOf(operation: string, row: Row | Public): string {
  const [method, path] = operation.split(' ') as [string, string];
  const cells =
    'everybody' in row
      ? [row.everybody, row.everybody, row.everybody]
      : [row.admin, ofTwo(row.ownLecturer, row.otherLecturer), ofTwo(row.ownStudent, row.otherStudent)];
  return `| \`${method.toUpperCase()} ${path.replace('/api/v1', '')}\` | ${cells.join(' | ')} |`;
}

function ofTwo(own: number, other: number): string {
  return own === other ? String(own) : `${own} · ${other}`;
}

if (process.argv.includes('--write')) writeFileSync(PAGE, withTable(readFileSync(PAGE, 'utf8')));
