import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failure } from '../../../scripts/failure.js';
import { Progress } from '../../../scripts/import-users/progress.js';
import { type ResultLine, Results } from '../../../scripts/import-users/results.js';
import type { ImportRow } from '../../../src/features/users/user-import.js';
import { fingerprint, toResultLine } from '../../../scripts/import-users/result-lines.js';
import { upload } from '../../../scripts/import-users/upload.js';
import type { Invitation } from '../../../src/features/users/invitations.service.js';
import { anInvitation } from '../../fixtures/builders.js';

describe('the results of npm run import-users', () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'results-'));
    path = join(folder, 'people.results.csv');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const lineOf = (line: number, outcome = 'created', error?: string): ResultLine => {
    return {
      line,
      code: `S-${line}`,
      email: `s${line}@example.edu`,
      outcome,
      changes: undefined,
      error,
      note: undefined,
      row: `row${line}`,
    };
  };
  async function add(...lines: ResultLine[]): Promise<void> {
    const results = await Results.read(path);
    await results.start();
    await results.add(lines);
    await results.close();
  }

  it('keep all lines of earlier runs', async () => {
    await add(lineOf(2), lineOf(3, 'error', 'code_taken: A person with this code already exists.'));
    const before = readFileSync(path, 'utf8');
    await add(lineOf(4));
    expect(readFileSync(path, 'utf8').startsWith(before)).toBe(true);
    const results = await Results.read(path);
    expect(['row2', 'row3', 'row4', 'row5'].map((row) => results.find(row))).toEqual([
      { outcome: 'created', error: '' },
      { outcome: 'error', error: 'code_taken: A person with this code already exists.' },
      { outcome: 'created', error: '' },
      undefined,
    ]);
  });

  it('show a name that an update gives or removes', () => {
    const row = { place: { line: 2 }, email: 'an@example.edu', code: 'S-1' };
    const changes = [
      { field: 'givenName', after: 'Sukarno' },
      { field: 'familyName', before: 'Sukarno', after: '' },
    ];
    const { changes: shown } = toResultLine({ row, result: { outcome: 'updated', changes } }, 'row2');
    expect(shown).toBe('givenName: (blank) → Sukarno; familyName: Sukarno → (blank)');
  });

  it('stay as they are until there is something to add', async () => {
    await add(lineOf(2));
    appendFileSync(path, '3,S-3');
    const before = readFileSync(path);
    await Results.read(path);
    expect(readFileSync(path)).toEqual(before);
  });

  it('are continued at any byte at which a run was killed', async () => {
    await add(lineOf(2), lineOf(3));
    const whole = readFileSync(path);
    for (let length = 0; length < whole.length; length += 1) {
      writeFileSync(path, whole.subarray(0, length));
      const results = await Results.read(path);
      const left = [2, 3].filter((line) => !results.find(`row${line}`)).map((line) => lineOf(line));
      await results.start();
      await results.add(left);
      await results.close();
      const withoutTimes = (bytes: Buffer) => bytes.toString().replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'time');
      expect(withoutTimes(readFileSync(path))).toBe(withoutTimes(whole));
    }
  });

  it('are never written over a file of another program', async () => {
    for (const content of ['line;code;email\n2;S-2;x\n', 'line,email,outcome,error,note\r\n', 'notes of the office']) {
      writeFileSync(path, content);
      await expect(Results.read(path)).rejects.toThrow(Failure);
      expect(readFileSync(path, 'utf8')).toBe(content);
    }
  });

  it('end the command in one line if they cannot be written', async () => {
    const results = await Results.replace(join(folder, 'missing', 'people.csv'));
    await expect(results.start()).rejects.toThrow(/^Cannot write .*: ENOENT\./);
  });
});

describe('a row of npm run import-users', () => {
  const options = {
    file: 'a.csv',
    url: 'https://a.example/x',
    mode: 'add',
    enable: false,
    dryRun: false,
    allowUnusualNames: false,
  } as const;
  const row: ImportRow = { place: { line: 2 }, invitation: anInvitation() as Invitation };

  it('is the same row on another line, and another one for another school, mode or content', () => {
    const first = fingerprint(row, options);
    expect(fingerprint({ ...row, place: { line: 9 } }, { ...options, url: 'https://a.example' })).toBe(first);
    const others = [
      fingerprint(row, { ...options, url: 'https://b.example' }),
      fingerprint(row, { ...options, mode: 'update' }),
      fingerprint(row, { ...options, mode: 'update', enable: true }),
      fingerprint({ ...row, invitation: { ...row.invitation!, department: 'Law' } }, options),
    ];
    expect(new Set([first, ...others]).size).toBe(5);
  });
});

describe('the progress of npm run import-users', () => {
  it('says how many rows are done, how fast, and how long the rest takes', () => {
    let now = 1_000;
    const progress = new Progress(1_000, 400, () => now);
    now += 2_000;
    progress.add([...Array<string>(99).fill('created'), 'error']);
    expect(progress.toString()).toBe('500 of 1000 (50%), 50 rows a second, about 10 s left: 99 created, 1 error');
    now += 198_000;
    progress.add(Array<string>(100).fill('created'));
    expect(progress.toString()).toBe('600 of 1000 (60%), 1.0 rows a second, about 7 min left: 199 created, 1 error');
  });
});

describe('the upload of npm run import-users', () => {
  const rows = Array.from({ length: 3 }, (_, at): ImportRow => ({ place: { line: at + 2 }, invitation: anInvitation() as Invitation }));
  async function outcomesOf(answers: string[][], signIns: number[] = []): Promise<string[]> {
    const receiver = {
      importUsers: (users: readonly object[]) => {
        const codes = answers.shift()!;
        expect(codes).toHaveLength(users.length);
        return Promise.resolve(
          codes.map((code) =>
            code === 'created' ? { outcome: 'created' as const } : { outcome: 'error' as const, error: { code, message: code } },
          ),
        );
      },
      signInAgain: () => Promise.resolve(signIns.push(answers.length) > 0),
    };
    for await (const part of upload(rows, receiver, 0)) return part.map(({ result }) => result.error?.code ?? result.outcome);
    return [];
  }

  it('repeats rows that fail for a moment only', async () => {
    expect(await outcomesOf([['created', 'stale_version', 'code_taken'], ['in_progress'], ['created']])).toEqual([
      'created',
      'created',
      'code_taken',
    ]);
  });

  it('signs in once more for rows that need a recent sign-in', async () => {
    const signIns: number[] = [];
    const tooOld = 'insufficient_user_authentication';
    expect(
      await outcomesOf(
        [
          ['created', tooOld, 'account_pending'],
          ['created', 'created'],
        ],
        signIns,
      ),
    ).toEqual(rows.map(() => 'created'));
    expect(await outcomesOf([[tooOld, 'created', 'created'], [tooOld]], signIns)).toEqual([tooOld, 'created', 'created']);
    expect(signIns).toEqual([1, 1]);
  });
});
