import { appendFile, writeFile } from 'node:fs/promises';
import { writeCsv } from '../../src/http/spreadsheets/csv.js';

const COLUMNS = ['line', 'email', 'outcome', 'error', 'note'];

export type ResultLine = readonly [line: number, email: string | undefined, outcome: string, error?: string, note?: string];

/** The file with the result of each line so far, beside the imported file. */
export class Results {
  readonly path: string;

  constructor(file: string) {
    this.path = `${file.replace(/\.csv$/i, '')}.results.csv`;
  }

  async create(): Promise<void> {
    await writeFile(this.path, await writeCsv(COLUMNS, []));
  }

  async add(lines: readonly ResultLine[]): Promise<void> {
    const withHeader = await writeCsv(COLUMNS, lines);
    await appendFile(this.path, withHeader.slice(withHeader.indexOf('\n') + 1));
  }
}
