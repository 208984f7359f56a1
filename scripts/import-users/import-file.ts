import type { ImportRow } from '../../src/features/users/user-import.js';
import { Failure } from '../failure.js';
import type { Options } from './options.js';
import { Progress } from './progress.js';
import { fingerprint, formatRow, isFinished, toRefusedLine, toResultLine } from './result-lines.js';
import { Results } from './results.js';
import { School } from './school.js';
import type { SignIn } from './sign-in.js';
import { isUnfinished, upload, type Uploaded } from './upload.js';

/** Where the results of a file go. */
export function resultsOf(file: string, kind: 'results' | 'check' = 'results'): string {
  return `${file.replace(/\.(csv|tsv|txt|xlsx)$/i, '')}.${kind}.csv`;
}

/** One run over the rows of a file. */
export class FileImport {
  /** The rows that have failed in this run, and the first of them. */
  private errors = 0;
  private firstError?: Uploaded;

  constructor(
    private readonly rows: readonly ImportRow[],
    private readonly options: Options,
    private readonly print: (text: string) => void,
  ) {}

  /** Checks all rows. Sends none if one is invalid. @throws Failure if not every person of the file is as the file says at the end */
  async run(signIn: SignIn): Promise<void> {
    await this.assertValid();
    const results = await (this.options.dryRun ? Results.replace(resultsOf(this.options.file, 'check')) : Results.read(this.resultsPath));
    const open = this.rows.filter((row) => !isFinished(results.find(this.fingerprint(row))?.outcome));
    const earlier = this.rows.length - open.length;
    if (earlier > 0) {
      this.print(`${earlier} of ${this.rows.length} rows are done, according to ${results.path}. To send them again, move that file away.`);
    }
    if (open.length === 0) return;

    const school = new School(this.options.url, signIn, this.options, this.print);
    // Before the results are opened: after a wrong password, they stay as they are.
    await school.open();
    try {
      await results.start();
      await this.upload(open, school, results);
    } finally {
      await results.close();
    }
  }

  private async upload(open: readonly ImportRow[], school: School, results: Results): Promise<void> {
    const progress = new Progress(this.rows.length, this.rows.length - open.length);
    const left = new Set(open);
    try {
      for await (const part of upload(open, school)) {
        const answered = part.filter(({ result }) => this.options.dryRun || !isUnfinished(result));
        await results.add(answered.filter((each) => !this.isKnown(each, results)).map((each) => this.toLine(each)));
        for (const { row } of answered) left.delete(row);
        this.countErrors(answered);
        progress.add(part.map(({ row, result }) => (left.has(row) ? 'left' : result.outcome)));
        this.print(progress.toString());
      }
    } catch (error) {
      if (!(error instanceof Failure)) this.print(this.describeLeft(left));
      throw error instanceof Failure ? new Failure(`${error.message} ${this.describeLeft(left)}`) : error;
    }
    this.print(`${this.options.dryRun ? 'Nothing was changed. ' : ''}The result of each person is in ${results.path}`);
    this.assertComplete(left);
  }

  private async assertValid(): Promise<void> {
    const wrong = this.rows.filter(({ refusal }) => refusal);
    if (wrong.length === 0) return;
    const check = await Results.replace(resultsOf(this.options.file, 'check'));
    try {
      await check.start();
      await check.add(wrong.map(toRefusedLine));
    } finally {
      await check.close();
    }
    throw new Failure(
      `Nothing was sent: ${wrong.length} of ${this.rows.length} lines are invalid, first ${formatRow(wrong[0]!)}. See ${check.path}`,
    );
  }

  /** @throws Failure */
  private assertComplete(left: ReadonlySet<ImportRow>): void {
    const problems: string[] = [];
    if (left.size > 0) problems.push(this.describeLeft(left));
    if (this.firstError) {
      const { row, result } = this.firstError;
      const first = `${formatRow(row)}: ${result.error!.message}`;
      problems.push(`${this.errors} rows have errors, first ${first} Correct them, then run the same command again.`);
    }
    if (problems.length > 0) throw new Failure(problems.join('\n'));
  }

  private countErrors(answered: readonly Uploaded[]): void {
    const wrong = answered.filter(({ result }) => result.outcome === 'error');
    this.errors += wrong.length;
    this.firstError ??= wrong[0];
  }

  private describeLeft(left: ReadonlySet<ImportRow>): string {
    const [first] = left;
    if (!first) return 'No row is left.';
    return `${left.size} of ${this.rows.length} rows are left, from ${formatRow(first)}. Run the same command again to continue.`;
  }

  /** A row that fails again in the same way has its line already. */
  private isKnown(each: Uploaded, results: Results): boolean {
    const { outcome, error } = this.toLine(each);
    const recorded = results.find(this.fingerprint(each.row));
    return recorded !== undefined && recorded.outcome === outcome && recorded.error === (error ?? '');
  }

  private toLine(each: Uploaded) {
    return toResultLine(each, this.fingerprint(each.row));
  }

  private fingerprint(row: ImportRow): string {
    return fingerprint(row, this.options);
  }

  private get resultsPath(): string {
    return resultsOf(this.options.file);
  }
}
