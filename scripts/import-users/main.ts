import { readFile } from 'node:fs/promises';
import 'reflect-metadata';
import { importRowsOf } from '../../src/features/users/user-import.dto.js';
import { type ImportRow, refuseRepeated } from '../../src/features/users/user-import.js';
import { decodeUtf8 } from '../../src/http/spreadsheets/csv.js';
import { Failure, run } from '../failure.js';
import { readOptions } from './options.js';
import { type ResultLine, Results } from './results.js';
import { School } from './school.js';
import { upload, type Uploaded } from './upload.js';

/**
 * Imports a file of users of any length through the API. Checks the whole file before it sends anything. Existing identical users stay unchanged, so the
 * same command continues an interrupted import.
 */
async function main(): Promise<void> {
  const { file, url, ...options } = readOptions(process.argv.slice(2));
  const rows = refuseRepeated(await importRowsOf(decodeUtf8(await readContent(file)), { ...options, maxRows: Infinity }));
  const results = new Results(file);
  await results.create();

  const wrong = rows.filter(({ refusal }) => refusal);
  if (wrong.length > 0) {
    await results.add(wrong.map((row) => [lineNumberOf(row), row.email, 'error', row.refusal!.message]));
    throw new Failure(
      `Nothing was sent: ${wrong.length} of ${rows.length} lines are invalid, first line ${lineNumberOf(wrong[0]!)}. See ${results.path}`,
    );
  }

  const school = new School(url, process.env);
  const counts = new Map<string, number>();
  let done = 0;
  for await (const part of upload(rows, (users) => school.importUsers(users, options))) {
    await results.add(part.map(toResultLine));
    for (const { result } of part) counts.set(result.outcome, (counts.get(result.outcome) ?? 0) + 1);
    done += part.length;
    print(`${done} of ${rows.length}: ${[...counts].map(([outcome, count]) => `${count} ${outcome}`).join(', ')}`);
  }
  print(`${options.dryRun ? 'Nothing was changed. ' : ''}The result of each line is in ${results.path}`);
  if (counts.has('error') || counts.has('not_attempted')) process.exitCode = 1;
}

async function readContent(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    throw new Failure(`Cannot read ${file}: ${(error as NodeJS.ErrnoException).code}.`);
  }
}

function toResultLine({ row, result: { outcome, error, disabled } }: Uploaded): ResultLine {
  return [lineNumberOf(row), row.email, outcome, error && `${error.code}: ${error.message}`, disabled && 'This person is disabled.'];
}

function lineNumberOf({ place }: ImportRow): number {
  return 'line' in place ? place.line : place.index;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

run(main);
