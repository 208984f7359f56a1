import { readFileSync, writeFileSync } from 'node:fs';
import { COLUMNS, MATRIX, type Public, type Row } from './matrix.js';

/** The page that shows the matrix. */
export const PAGE = 'docs/reference/authorisation.md';

const [BEGIN, END] = ['<!-- The table is written by `npm run access`. -->', '<!-- End of the table. -->'];
const CELLS = Object.entries(COLUMNS);
const TITLES = CELLS.map(([role, columns]) => `${role.toLowerCase()}${columns.length > 1 ? ': own · other' : ''}`);
const HEAD = `| route | ${TITLES.join(' | ')} |\n| --- |${CELLS.map(() => ' --- |').join('')}`;

/** The page with the table as the matrix is now. */
export function withTable(page: string): string {
  const [start, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (start < 0 || end < start) throw new Error(`${PAGE} does not say where the table belongs.`);
  const rows = Object.entries(MATRIX).map(([operation, row]) => lineOf(operation, row));
  return `${page.slice(0, start)}${BEGIN}\n\n${HEAD}\n${rows.join('\n')}\n\n${page.slice(end)}`;
}

function lineOf(operation: string, row: Row | Public): string {
  const [method, path] = operation.split(' ') as [string, string];
  const cells = CELLS.map(([, columns]) => {
    const statuses = 'anyone' in row ? [row.anyone] : columns.map((column) => row[column]);
    return [...new Set(statuses)].join(' · ');
  });
  return `| \`${method.toUpperCase()} ${path.replace('/api/v1', '')}\` | ${cells.join(' | ')} |`;
}

if (process.argv.includes('--write')) writeFileSync(PAGE, withTable(readFileSync(PAGE, 'utf8')));
