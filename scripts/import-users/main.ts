import 'reflect-metadata';
import { readFile } from 'node:fs/promises';
import { decodeUtf8 } from '../../src/http/csv/utf8.js';
import { refuseRepeated, type ImportRow } from '../../src/features/users/user-import.js';
import { importRowsOf } from '../../src/features/users/user-import.dto.js';
import { Failure, run } from '../failure.js';
import { readOptions } from './options.js';
import { Results, type ResultLine } from './results.js';
import { School } from './school.js';
import { upload, type Uploaded } from './upload.js';

/**
 * Sends a file of people of any length to a school. The whole file is checked before anything is sent. Whoever is there as the file says stays so,
 * so the same command goes on where it was stopped.
 */
async function main(): Promise<void> {
  const { file, url, dryRun } = readOptions(process.argv.slice(2));
  const rows = refuseRepeated(await importRowsOf(decodeUtf8(await contentOf(file)), Infinity));
  const results = new Results(file);
  await results.begin();

  const wrong = rows.filter(({ refusal }) => refusal);
  if (wrong.length > 0) {
    await results.add(wrong.map((row) => [lineOf(row), row.email, 'error', row.refusal!.message]));
    throw new Failure(
      `Nothing was sent: ${wrong.length} of ${rows.length} lines are wrong, the first is line ${lineOf(wrong[0]!)}. See ${results.path}`,
    );
  }

  const school = new School(url, process.env);
  const counts = new Map<string, number>();
  let done = 0;
  for await (const part of upload(rows, (users) => school.bring(users, dryRun))) {
    await results.add(part.map(told));
    for (const { result } of part) counts.set(result.outcome, (counts.get(result.outcome) ?? 0) + 1);
    done += part.length;
    say(`${done} of ${rows.length}: ${[...counts].map(([outcome, count]) => `${count} ${outcome}`).join(', ')}`);
  }
  say(`${dryRun ? 'Nothing was changed. ' : ''}What became of each line is in ${results.path}`);
  if (counts.has('error') || counts.has('not_attempted')) process.exitCode = 1;
}

async function contentOf(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    throw new Failure(`${file} cannot be read: ${(error as NodeJS.ErrnoException).code}.`);
  }
}

function told({ row, result: { outcome, error } }: Uploaded): ResultLine {
  return [lineOf(row), row.email, outcome, error && `${error.code}: ${error.message}`];
}

function lineOf({ place }: ImportRow): number {
  return 'line' in place ? place.line : place.index;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

run(main);
