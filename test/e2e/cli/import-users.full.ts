import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readCsv } from '../../../src/http/spreadsheets/csv.js';
import { anInvitation } from '../../fixtures/builders.js';
import { SchoolFixture } from '../../fixtures/school.js';

const ROOT = resolve(__dirname, '../../..');
const HEADER = ['email', 'role', 'code', 'givenName', 'familyName', 'department'];
const PASSWORD = 'Learn-2026-office';

interface Ended {
  code: number | null;
  output: string;
  errors: string;
}

/** The command `npm run import-users`, without the compiling. */
class Command {
  output = '';
  errors = '';
  readonly ended: Promise<Ended>;
  readonly process: ChildProcess;

  constructor(args: string[], environment: Record<string, string>) {
    this.process = spawn(process.execPath, [join(ROOT, 'local/typescript.cjs'), join(ROOT, 'scripts/import-users/main.ts'), ...args], {
      env: { PATH: process.env.PATH, NODE_NO_WARNINGS: '1', ...environment },
    });
    this.process.stdout!.on('data', (text) => (this.output += String(text)));
    this.process.stderr!.on('data', (text) => (this.errors += String(text)));
    this.ended = new Promise((done) => this.process.once('close', (code) => done({ code, output: this.output, errors: this.errors })));
  }

  /** Ends it without a warning as soon as it has said something. */
  async killedAfter(said: string): Promise<void> {
    this.process.stdout!.on('data', () => this.output.includes(said) && this.process.kill('SIGKILL'));
    expect((await this.ended).code).toBeNull();
  }
}

describe('npm run import-users', () => {
  let school: SchoolFixture;
  let folder: string;
  let file: string;
  let office: Record<string, string>;

  beforeAll(async () => {
    school = await SchoolFixture.startWithAccounts(25_000, { IMPORT_RATE: '1000' });
    const { email } = await school.addAccount({ role: 'ADMIN' });
    await school.accounts.signIn(email, PASSWORD);
    office = { SCHOOL_EMAIL: email, SCHOOL_PASSWORD: PASSWORD };
  });
  afterAll(() => school.close());
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'import-'));
    file = join(folder, 'people.csv');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const run = (...args: string[]) => new Command(['--file', file, '--url', school.url, ...args], office);
  const people = (count: number) => Array.from({ length: count }, () => anInvitation({ familyName: 'Nguyễn', department: 'Toán; Tin' }));
  /** As a spreadsheet program of Vietnam on a Mac saves it. */
  const save = (rows: ReturnType<typeof people>) => {
    const cells = rows.map((row) => HEADER.map((column) => `"${(row as Record<string, string>)[column]!.normalize('NFD')}"`).join(';'));
    writeFileSync(file, `\uFEFF${[HEADER.join(';'), ...cells].join('\r\n')}\r\n`);
  };
  const resultsOf = () => {
    const columns = { required: ['line', 'email', 'outcome', 'error', 'note'] };
    return readCsv(readFileSync(join(folder, 'people.results.csv'), 'utf8'), columns, 500).rows.map(({ cells }) => cells);
  };

  it('adds 500 users once, with one invitation each, after it was killed halfway', async () => {
    const rows = people(500);
    save(rows);
    await run().killedAfter('200 of 500');
    const { code, output, errors } = await run().ended;
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(output).toContain('500 of 500');

    const results = resultsOf();
    expect(results.map(({ line, email }) => [line, email])).toEqual(rows.map(({ email }, at) => [String(at + 2), email]));
    expect(new Set(results.slice(0, 200).map(({ outcome }) => outcome))).toEqual(new Set(['unchanged']));
    expect(new Set(results.slice(300).map(({ outcome }) => outcome))).toEqual(new Set(['created']));
    const there = await school.admin.walk('/users?role=STUDENT', 100);
    expect(there.map(({ email, familyName, department }) => [email, familyName, department]).sort()).toEqual(
      rows.map(({ email }) => [email, 'Nguyễn', 'Toán; Tin']).sort(),
    );
    expect(school.pool.outbox.map(({ to }) => to).sort()).toEqual(rows.map(({ email }) => email).sort());
  }, 300_000);

  it('sends no row of a file with any invalid row', async () => {
    const rows = people(150);
    save([...rows, { ...people(1)[0]!, code: rows[0]!.code.toLowerCase() }]);
    const { code, errors } = await run().ended;
    expect(code).toBe(1);
    expect(errors).toMatch(/^Nothing was sent: 1 of 151 lines are invalid, first line 152\. See .*people\.results\.csv\n$/);
    expect(resultsOf()).toMatchObject([{ line: '152', outcome: 'error', error: 'code is the same as in line 2.' }]);
    expect(school.mailsTo(...rows.map(({ email }) => email))).toBe(0);
  });

  it('checks a file without adding users with --dry-run', async () => {
    const rows = people(3);
    save(rows);
    const { code, output } = await run('--dry-run').ended;
    expect({ code, output }).toMatchObject({ code: 0, output: expect.stringMatching(/3 of 3: 3 created\nNothing was changed\./) });
    expect(school.mailsTo(...rows.map(({ email }) => email))).toBe(0);
  });

  it('names disabled people, and sends unusual names only if it is allowed to', async () => {
    const gone = await school.addAccount({ status: 'DISABLED', statusBefore: 'ACTIVE', familyName: 'Nguyễn', department: 'Toán; Tin' });
    const unusual = { ...people(1)[0]!, familyName: 'Äška' };
    save([gone, unusual]);
    const refused = await run('--dry-run').ended;
    expect({ code: refused.code, results: resultsOf() }).toMatchObject({ code: 1, results: [{ line: '3', outcome: 'error' }] });
    for (const [options, outcome] of [
      [['--dry-run'], 'created'],
      [[], 'created'],
      [[], 'unchanged'],
    ] as const) {
      expect((await run('--allow-unusual-names', ...options).ended).code).toBe(0);
      expect(resultsOf().map((result) => [result.outcome, result.note])).toEqual([
        ['unchanged', 'This person is disabled.'],
        [outcome, ''],
      ]);
    }
  });

  it('retries unavailable rows, and reports rejected ones', async () => {
    const there = await school.addAccount();
    const rows = [...people(3), { ...people(1)[0]!, code: there.code }];
    save(rows);
    school.pool.faults.failNext('AdminAddUserToGroup', { when: 'before', error: 'NotAuthorizedException' });
    school.pool.faults.failNext('AdminCreateUser', { when: 'before', error: 'UsernameExistsException' });
    const { code } = await run().ended;
    expect(code).toBe(1);
    expect(resultsOf().map(({ outcome, error }) => [outcome, error!.split(':')[0]])).toEqual([
      ...rows.slice(1).map(() => [expect.stringMatching(/^(created|unchanged)$/), '']),
      ['error', 'code_taken'],
    ]);
    expect(rows.map(({ email }) => school.mailsTo(email))).toEqual([1, 1, 1, 0]);
  });

  it('reports a missing file in one line', async () => {
    const { code, output, errors } = await run().ended;
    expect({ code, output, errors }).toEqual({ code: 1, output: '', errors: `Cannot read ${file}: ENOENT.\n` });
  });

  it('reports missing credentials in one line', async () => {
    save(people(1));
    const { errors } = await new Command(['--file', file, '--url', school.url], {}).ended;
    expect(errors).toBe('Set the variables SCHOOL_EMAIL and SCHOOL_PASSWORD, or ACCESS_TOKEN, to sign in.\n');
  });
});
