import { type FileHandle, open, readFile } from 'node:fs/promises';
import { writeCsv } from '../../src/http/spreadsheets/csv.js';
import { parseRecords } from '../../src/http/spreadsheets/parse-records.js';
import { Failure } from '../failure.js';

const COLUMNS = ['line', 'code', 'email', 'outcome', 'changes', 'error', 'note', 'time', 'row'] as const;

export type ResultLine = Readonly<Record<Exclude<(typeof COLUMNS)[number], 'line' | 'time'>, string | undefined>> & {
  readonly line: number;
};

/** What the results say of a row so far. */
export interface Recorded {
  readonly outcome: string;
  readonly error: string;
}

/**
 * The file with the result of each person. It only grows: a line is on the disk before the next part is sent, and a later run adds the lines that are
 * missing.
 */
export class Results {
  private handle?: FileHandle;

  private constructor(
    readonly path: string,
    private readonly header: string,
    /** The length in bytes of the complete lines. */
    private readonly length: number,
    private readonly recorded: ReadonlyMap<string, Recorded>,
  ) {}

  /** Reads the results of earlier runs. Changes nothing. @throws Failure if another program has written the file */
  static async read(path: string): Promise<Results> {
    const header = await writeCsv(COLUMNS, []);
    const bytes = await readIfExists(path);
    // A run that was killed can leave a part of a line, without a line break.
    const length = bytes.lastIndexOf('\n') + 1;
    const text = bytes.subarray(0, length).toString();
    if (length === 0 ? !Buffer.from(header).subarray(0, bytes.length).equals(bytes) : !text.startsWith(header)) {
      throw new Failure(
        `${path} is not as this command has written it. Rename it or move it away, then run the same command again. ` +
          'People who exist already stay as they are.',
      );
    }
    const lines = [...parseRecords(text.slice(header.length), ',')].map(({ cells }) => cells);
    const cell = (cells: readonly string[], column: (typeof COLUMNS)[number]) => cells[COLUMNS.indexOf(column)] ?? '';
    const recorded = lines.map((cells) => [cell(cells, 'row'), { outcome: cell(cells, 'outcome'), error: cell(cells, 'error') }] as const);
    return new Results(path, header, length, new Map(recorded));
  }

  /** A new file in place of an older one, for a check that can be repeated at any time. */
  static async replace(path: string): Promise<Results> {
    return new Results(path, await writeCsv(COLUMNS, []), 0, new Map());
  }

  /** @param row the fingerprint of a row */
  find(row: string): Recorded | undefined {
    return this.recorded.get(row);
  }

  /** Opens the file for writing, and removes a part of a line. @throws Failure if it cannot be written */
  async start(): Promise<void> {
    await this.try(async () => {
      this.handle = await open(this.path, 'a');
      await this.handle.truncate(this.length);
      if (this.length === 0) await this.append(this.header);
    });
  }

  /** Adds lines, and waits until they are on the disk. @throws Failure if they cannot be written */
  async add(lines: readonly ResultLine[]): Promise<void> {
    const time = new Date().toISOString();
    const rows = lines.map((line) => COLUMNS.map((column) => (column === 'time' ? time : line[column])));
    const withHeader = await writeCsv(COLUMNS, rows);
    await this.try(() => this.append(withHeader.slice(this.header.length)));
  }

  async close(): Promise<void> {
    await this.handle?.close();
  }

  private async append(text: string): Promise<void> {
    await this.handle!.appendFile(text);
    await this.handle!.datasync();
  }

  private async try(write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (error) {
      throw new Failure(`Cannot write ${this.path}: ${(error as NodeJS.ErrnoException).code}. What it contains is safe.`);
    }
  }
}

async function readIfExists(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return Buffer.alloc(0);
    throw new Failure(`Cannot read ${path}: ${code}.`);
  }
}
