import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseRecords } from '../../../src/http/spreadsheets/parse-records.js';
import { anInvitation } from '../../fixtures/builders.js';
import { SchoolFixture } from '../../fixtures/school.js';

const ROOT = resolve(__dirname, '../../..');
const HEADER = ['email', 'role', 'code', 'givenName', 'familyName', 'department'];
const PASSWORD = 'Learn-2026-office';

interface Ended {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

export type Person = ReturnType<typeof anInvitation>;

export function somePeople(count: number): Person[] {
  return Array.from({ length: count }, () => anInvitation({ familyName: 'Nguyễn', department: 'Toán; Tin' }));
}

/** The command `npm run import-users`, without the compiling. */
export class Command {
  output = '';
  errors = '';
  readonly ended: Promise<Ended>;
  readonly process: ChildProcess;

  /** @param maxFileKiB the size beyond which it can write no file, as on a full disk */
  constructor(args: string[], environment: Record<string, string>, maxFileKiB?: number) {
    const command = [process.execPath, join(ROOT, 'local/typescript.cjs'), join(ROOT, 'scripts/import-users/main.ts'), ...args];
    // `exec`, so that a signal reaches the command itself. Without `--norc`, a shell whose input is a socket runs the settings of the user.
    const limited = ['bash', '--norc', '-c', `ulimit -f ${maxFileKiB}; exec "$@"`, 'bash', ...command];
    const [program, ...rest] = maxFileKiB === undefined ? command : limited;
    this.process = spawn(program!, rest, {
      env: { PATH: process.env.PATH, NODE_NO_WARNINGS: '1', ...environment },
    });
    this.process.stdout!.on('data', (text) => (this.output += String(text)));
    this.process.stderr!.on('data', (text) => (this.errors += String(text)));
    this.ended = new Promise((done) => this.process.once('close', (code) => done({ code, output: this.output, errors: this.errors })));
  }
}

function startSchool(): Promise<SchoolFixture> {
  return SchoolFixture.startWithAccounts(25_000, { IMPORT_RATE: '9999' });
}

/** An office with a file of people, and a school to import them into. */
export class Office {
  readonly folder = mkdtempSync(join(tmpdir(), 'import-'));
  readonly file = join(this.folder, 'people.csv');

  private constructor(
    readonly school: SchoolFixture,
    readonly environment: Record<string, string>,
  ) {}

  /** The command signs in with an address and a password. */
  static async open(): Promise<Office> {
    const school = await startSchool();
    const { email } = await school.addAccount({ role: 'ADMIN' });
    await school.accounts.signIn(email, PASSWORD);
    return new Office(school, { SCHOOL_EMAIL: email, SCHOOL_PASSWORD: PASSWORD });
  }

  run(...args: string[]): Command {
    return new Command(['--file', this.file, '--url', this.school.url, ...args], this.environment);
  }

  /** Saves the file as a spreadsheet program of Vietnam on a Mac does. */
  save(rows: readonly Person[]): void {
    const cells = rows.map((row) => HEADER.map((column) => `"${(row as Record<string, string>)[column]!.normalize('NFD')}"`).join(';'));
    writeFileSync(this.file, `\uFEFF${[HEADER.join(';'), ...cells].join('\r\n')}\r\n`);
  }

  /** Runs the command, and kills it without a warning when the user pool has opened so many accounts since. */
  async killAfter(accounts: number): Promise<void> {
    const command = this.run();
    let opened = 0;
    const countNext = () =>
      this.school.pool.faults.before('AdminAddUserToGroup', () => {
        opened += 1;
        if (opened === accounts) command.process.kill('SIGKILL');
        else countNext();
        return Promise.resolve();
      });
    countNext();
    expect((await command.ended).code).toBeNull();
  }

  /** The lines of a results file, without the header. */
  results(kind: 'results' | 'check' = 'results'): Record<string, string>[] {
    const text = readFileSync(join(this.folder, `people.${kind}.csv`), 'utf8').replace(/^\uFEFF/, '');
    const [header, ...lines] = [...parseRecords(text, ',')].map(({ cells }) => cells);
    return lines.map((cells) => Object.fromEntries(header!.map((column, at) => [column, cells[at] ?? ''])));
  }

  /** Expects that everybody has one account, one mail, and one line in the results, in the order of the file. */
  async expectImportedOnce(rows: readonly Person[]): Promise<void> {
    expect(this.results().map(({ line, code, email }) => [line, code, email])).toEqual(
      rows.map(({ code, email }, at) => [String(at + 2), code, email]),
    );
    const there = await this.school.admin.walk('/users?role=STUDENT', 100);
    expect(there.map(({ email, familyName, department }) => [email, familyName, department]).sort()).toEqual(
      rows.map(({ email }) => [email, 'Nguyễn', 'Toán; Tin']).sort(),
    );
    expect(this.school.pool.outbox.map(({ to }) => to).sort()).toEqual(rows.map(({ email }) => email).sort());
  }

  async close(): Promise<void> {
    rmSync(this.folder, { recursive: true });
    await this.school.close();
  }
}
