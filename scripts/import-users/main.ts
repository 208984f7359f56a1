import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import 'reflect-metadata';
import { readPeople } from '../../src/features/users/people-body.js';
import { refuseRepeated } from '../../src/features/users/user-import.js';
import { SpreadsheetFile } from '../../src/http/spreadsheets/spreadsheet-file.js';
import { Failure, run } from '../failure.js';
import { lockOf, withLock } from '../lock.js';
import { FileImport, resultsOf } from './import-file.js';
import { readOptions } from './options.js';
import { SignIn } from './sign-in.js';

/** The characters of XML in a workbook: far more than a school of 100,000 people has. */
const MAX_XML = 200_000_000;

/**
 * Imports a file of users of any length through the API. Checks the whole file before it sends anything, and skips the rows that an earlier run has
 * finished, so that the same command continues an interrupted import.
 */
async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2), process.env);
  const { file, url } = options;
  const people = await readPeople(new SpreadsheetFile(await readContent(file), MAX_XML), { ...options, maxRows: Infinity });
  const rows = refuseRepeated(people.rows);
  for (const column of people.ignoredColumns ?? []) print(`The column "${column}" is ignored.`);
  const work = () => new FileImport(rows, options, print).run(new SignIn(url, process.env));
  // A command that was killed can leave its process behind.
  await withLock(work, lockOf(resolve(resultsOf(file))), 'Another command imports this file');
}

async function readContent(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    throw new Failure(`Cannot read ${file}: ${(error as NodeJS.ErrnoException).code}.`);
  }
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

run(main);
