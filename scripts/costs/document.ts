import { readFileSync, writeFileSync } from 'node:fs';
import { type Costs, costsOf, totalOf } from './costs.js';
import { PRICES_OF } from './prices.js';

/** The page that shows the costs. */
export const PAGE = 'docs/guides/operations.md';

const [BEGIN, END] = ['<!-- The table is written by `npm run costs`. -->', '<!-- End of the table. -->'];
const SIZES = [500, 5_000, 50_000];
const NAMES: Readonly<Record<keyof Costs, string>> = {
  requests: 'Lambda and the gateway',
  database: 'DynamoDB, with recovery',
  delivery: 'CloudFront',
  signIn: 'Cognito (Lite)',
  filesAndMail: 'Files and mail',
  watching: 'Secrets, alarms, logs, traces',
  firewall: 'Firewall (on in `prod`)',
};

/** Updates the table in the text of the page. */
export function withCosts(page: string): string {
  const [start, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (start < 0 || end < start) throw new Error(`${PAGE} must contain ${BEGIN} and, after it, ${END}`);
  return `${page.slice(0, start)}${BEGIN}\n\n${table()}\n\n${page.slice(end)}`;
}

function table(): string {
  const all = SIZES.map(costsOf);
  const row = (name: string, values: readonly number[], digits = 2) =>
    `| ${name} | ${values.map((value) => value.toFixed(digits)).join(' | ')} |`;
  return [
    `| a month, prices of ${PRICES_OF} | ${SIZES.map((size) => `${size.toLocaleString('en')} people`).join(' | ')} |`,
    `| --- |${' ---: |'.repeat(SIZES.length)}`,
    ...(Object.keys(NAMES) as (keyof Costs)[]).map((part) =>
      row(
        NAMES[part],
        all.map((costs) => costs[part]),
      ),
    ),
    row('**all**', all.map(totalOf)),
    row(
      'each person',
      all.map((costs, index) => totalOf(costs) / SIZES[index]!),
      3,
    ),
  ].join('\n');
}

if (process.argv.includes('--write')) writeFileSync(PAGE, withCosts(readFileSync(PAGE, 'utf8')));
