import { readFileSync, writeFileSync } from 'node:fs';
import { Command, Office, somePeople } from './import-command.js';

describe('npm run import-users', () => {
  let office: Office;
  beforeEach(async () => {
    office = await Office.open();
  });
  afterEach(() => office.close());

  it('imports 5,000 people once although it is killed twice', async () => {
    const rows = somePeople(5_000);
    office.save(rows);
    await office.killAfter(1_750);
    await office.killAfter(1_500);
    const { code, output, errors } = await office.run().ended;
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(output).toMatch(/^\d+ of 5000 rows are done, according to .*people\.results\.csv\./);
    expect(output).toMatch(/\n5000 of 5000 \(100%\), [\d.]+ rows a second: /);
    await office.expectImportedOnce(rows);
  }, 300_000);

  it('sends no row of a file with any invalid row', async () => {
    const rows = somePeople(150);
    office.save([...rows, { ...somePeople(1)[0]!, code: rows[0]!.code.toLowerCase() }]);
    const { code, errors } = await office.run().ended;
    expect(code).toBe(1);
    expect(errors).toMatch(/^Nothing was sent: 1 of 151 lines are invalid, first line 152 \(.+\)\. See .*people\.check\.csv\n$/);
    expect(office.results('check')).toMatchObject([
      { line: '152', code: rows[0]!.code.toLowerCase(), outcome: 'error', error: 'code is the same as in line 2.' },
    ]);
    expect(office.school.mailsTo(...rows.map(({ email }) => email))).toBe(0);
  });

  it('imports people with one name from full names of one word', async () => {
    const [one, other] = somePeople(2);
    const rows = [`${one!.email},${one!.code},Sukarno`, `${other!.email},${other!.code},Nguyễn Văn An`];
    writeFileSync(office.file, ['email,code,Full name', ...rows, ''].join('\n'));
    const { code, errors } = await office.run('--role', 'STUDENT', '--divide-name', 'given-last').ended;
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    const people = await office.school.admin.walk('/users?role=STUDENT', 100);
    expect(people.map(({ familyName, givenName }) => [familyName, givenName])).toEqual([
      ['Nguyễn Văn', 'An'],
      ['', 'Sukarno'],
    ]);
  });

  it('updates people with --mode update, after a dry run that shows what changes', async () => {
    const [person] = somePeople(1);
    office.save([person!]);
    expect((await office.run().ended).code).toBe(0);
    office.save([{ ...person!, familyName: 'Lê' }]);
    expect((await office.run().ended).errors).toMatch(/^1 rows have errors, first line 2 \(.+\): This person already exists/);
    for (const [options, kind] of [
      [['--mode', 'update', '--dry-run'], 'check'],
      [['--mode', 'update'], 'results'],
    ] as const) {
      const { code, output } = await office.run(...options).ended;
      expect({ code, output }).toMatchObject({ code: 0, output: expect.stringContaining('1 of 1 (100%)') });
      expect(office.results(kind).at(-1)).toMatchObject({ outcome: 'updated', changes: 'familyName: Nguyễn → Lê' });
    }
    expect(office.results().map(({ outcome }) => outcome)).toEqual(['created', 'error', 'updated']);
  });

  it('keeps its results after a wrong password, an unreadable file and a disk that is full', async () => {
    const rows = somePeople(150);
    office.save(rows.slice(0, 10));
    await office.run().ended;
    const before = readFileSync(`${office.folder}/people.results.csv`);
    office.save(rows);
    const wrong = new Command(['--file', office.file, '--url', office.school.url], {
      ...office.environment,
      SCHOOL_PASSWORD: 'Wrong-2026',
    });
    expect((await wrong.ended).errors).toMatch(/^Cannot sign in as .+: Incorrect username or password\./);
    writeFileSync(office.file, Buffer.from([0xff, 0x00]));
    expect((await office.run().ended).code).toBe(1);
    expect(readFileSync(`${office.folder}/people.results.csv`)).toEqual(before);

    office.save(rows);
    const limited = new Command(
      ['--file', office.file, '--url', office.school.url],
      office.environment,
      Math.ceil(before.length / 1024) + 1,
    );
    expect(await limited.ended).toMatchObject({
      code: 1,
      errors: expect.stringMatching(
        /Cannot write .+: EFBIG\. What it contains is safe\. 140 of 150 rows are left, from line 12 \(.+\)\. Run the same/,
      ),
    });
    expect((await office.run().ended).code).toBe(0);
    expect(readFileSync(`${office.folder}/people.results.csv`).subarray(0, before.length)).toEqual(before);
    await office.expectImportedOnce(rows);
  }, 120_000);

  it('names disabled people, and sends unusual names only if it is allowed to', async () => {
    const gone = await office.school.addAccount({ status: 'DISABLED', familyName: 'Nguyễn', department: 'Toán; Tin' });
    office.save([gone, { ...somePeople(1)[0]!, familyName: 'Äška' }] as ReturnType<typeof somePeople>);
    expect((await office.run().ended).code).toBe(1);
    expect(office.results('check')).toMatchObject([{ line: '3', outcome: 'error' }]);
    expect((await office.run('--allow-unusual-names').ended).code).toBe(0);
    expect(office.results().map(({ outcome, note }) => [outcome, note])).toEqual([
      ['unchanged', 'This person is disabled.'],
      ['created', ''],
    ]);
  });

  it('retries unavailable rows, and reports rejected ones', async () => {
    const there = await office.school.addAccount();
    const rows = [...somePeople(3), { ...somePeople(1)[0]!, code: there.code }];
    office.save(rows);
    office.school.pool.faults.failNext('AdminAddUserToGroup', { when: 'before', error: 'NotAuthorizedException' });
    office.school.pool.faults.failNext('AdminCreateUser', { when: 'before', error: 'UsernameExistsException' });
    const { code } = await office.run().ended;
    expect(code).toBe(1);
    expect(office.results().map(({ outcome, error }) => [outcome, error!.split(':')[0]])).toEqual([
      ...rows.slice(1).map(() => [expect.stringMatching(/^(created|unchanged)$/), '']),
      ['error', 'code_taken'],
    ]);
    expect(rows.map(({ email }) => office.school.mailsTo(email))).toEqual([1, 1, 1, 0]);
  });

  it('reports a missing file, a missing school and missing credentials in one line', async () => {
    expect(await office.run().ended).toEqual({ code: 1, output: '', errors: `Cannot read ${office.file}: ENOENT.\n` });
    office.save(somePeople(1));
    const without = new Command(['--file', office.file, '--url', office.school.url], {});
    expect((await without.ended).errors).toBe('Set the variables SCHOOL_EMAIL and SCHOOL_PASSWORD, or ACCESS_TOKEN, to sign in.\n');
    const nowhere = new Command(['--file', office.file, '--url', 'http://127.0.0.1:1'], office.environment);
    expect((await nowhere.ended).errors).toBe('http://127.0.0.1:1 does not answer.\n');
  });
});
