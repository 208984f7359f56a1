import type { Invitation } from '../../../src/features/users/invitations.service.js';
import { writeWorkbook } from '../../../src/http/spreadsheets/write-workbook.js';
import { anInvitation, newIdentity } from '../../fixtures/builders.js';
import type { Answer } from '../../fixtures/client.js';
import { dumpOf } from '../../fixtures/dump.js';
import { expectProblem, fieldsOf } from '../../fixtures/expectations.js';
import { SchoolFixture } from '../../fixtures/school.js';

interface Result {
  line?: number;
  index?: number;
  email?: string;
  outcome: string;
  id?: string;
  error?: { code: string; message: string; field?: string };
}

type Row = Partial<Record<keyof Invitation, string>>;

const HEADER = 'email,role,code,givenName,familyName';
const CSV = { 'content-type': 'text/csv' };
const rowOf = ({ email, role, code, givenName, familyName }: Row) => [email, role, code, givenName, familyName].join(',');
const fileOf = (...rows: (Row | string)[]) => [HEADER, ...rows.map((row) => (typeof row === 'string' ? row : rowOf(row)))].join('\n');
const people = (count: number) => Array.from({ length: count }, () => anInvitation());

describe('importing people', () => {
  let school: SchoolFixture;
  beforeAll(async () => {
    school = await SchoolFixture.startWithAccounts(25_000, { IMPORT_RATE: '1000' });
  });
  afterAll(() => school.close());

  const send = (body: string | object, query = ''): Promise<Answer> =>
    school.admin.post(`/users/import${query}`, body, typeof body === 'string' || body instanceof Uint8Array ? CSV : undefined);
  const resultsOf = ({ status, body }: Answer): Result[] => {
    expect({ status, body }).toMatchObject({ status: 200 });
    return (body as { results: Result[] }).results;
  };
  const bring = async (body: string | object, query = '') => resultsOf(await send(body, query));
  const outcomesOf = (results: Result[]) =>
    results.map(({ outcome, error }) => (error ? `${error.code} ${error.field ?? ''}`.trim() : outcome));
  const mails = (rows: Pick<Invitation, 'email'>[]) => rows.map(({ email }) => school.mailsTo(email));
  const ones = (rows: readonly unknown[]) => rows.map(() => 1);
  const counted = async (): Promise<number> => (await school.admin.get('/statistics')).body.people.students;

  it('invites the people of a workbook, and names the columns that it ignores', async () => {
    const [an] = people(1) as [Invitation];
    const header = ['No', 'Student ID', 'Họ', 'Tên', 'E-mail'];
    const file = await writeWorkbook(header, [['1', an.code, an.familyName, an.givenName, an.email]]);
    const { body } = await send(file, '?role=STUDENT');
    expect(body).toMatchObject({ ignoredColumns: ['No'], results: [{ line: 2, email: an.email, outcome: 'created' }] });
    expect(mails([an])).toEqual([1]);
  });

  it('invites each user of a list once, and reports each at its index', async () => {
    const users = [anInvitation({ phone: '+84 90 123 4567' }), anInvitation({ role: 'LECTURER', department: 'Mathematics' })];
    const results = await bring({ users });
    expect(results).toEqual(users.map(({ email }, index) => ({ index, email, outcome: 'created', id: expect.any(String) })));
    expect(mails(users)).toEqual([1, 1]);
    for (const [at, { id }] of results.entries()) {
      await school.expectAgreement(id!);
      expect(await school.profileOf(id!)).toMatchObject({ ...users[at], status: 'INVITED' });
      expect(await school.entriesOf(id!, 'user.invited')).toHaveLength(1);
    }
  });

  it('reads a file as a spreadsheet program saves it, and tells lines', async () => {
    const [an, binh] = [newIdentity(), newIdentity()];
    const file = [
      '\uFEFFEmail;Role;Code;GivenName;FamilyName;phone;dateOfBirth;department',
      `${an.email};STUDENT;${an.code};"Văn\u00a0An";Nguye\u0302\u0303n;'+84 90 123 4567;;`,
      ';;;;;;;',
      `${binh.email};LECTURER;${binh.code};Bình;"Trần; ""Tí""";;1980-02-29;Mathematics`,
    ];
    const results = await bring(file.join('\r\n'));
    expect(results.map(({ line, email, outcome }) => [line, email, outcome])).toEqual([
      [2, an.email, 'created'],
      [4, binh.email, 'created'],
    ]);
    const profiles = await Promise.all(results.map(({ id }) => school.profileOf(id!)));
    expect(profiles[0]).toMatchObject({ ...an, familyName: 'Nguyễn', phone: '+84 90 123 4567' });
    expect(profiles[0]).not.toHaveProperty('department');
    expect(profiles[1]).toMatchObject({ ...binh, familyName: 'Trần; "Tí"', dateOfBirth: '1980-02-29', department: 'Mathematics' });
  });

  it('tells of each row what is wrong with it, and invites the others', async () => {
    const [good, other] = people(2);
    const file = fileOf(
      { ...anInvitation(), email: 'no address' },
      good!,
      { ...anInvitation(), role: 'Guest' },
      { ...anInvitation(), givenName: '', familyName: '' },
      ',,,,x',
      other!,
    );
    const results = await bring(file);
    expect(outcomesOf(results)).toEqual([
      'validation_failed email',
      'created',
      'validation_failed role',
      'validation_failed givenName',
      'validation_failed email',
      'created',
    ]);
    expect(results.map(({ line }) => line)).toEqual([2, 3, 4, 5, 6, 7]);
    expect(results[0]!.error!.message).toBe('email: must be an e-mail address.');
    expect(results[3]!.error!.message).toBe('givenName: is required, because a person needs a given name or a family name.');
    expect(results[4]!.error!.message).toMatch(/email.*role.*code: must have 1 or more characters/);
  });

  it('holds rows of JSON to the rules of one invitation', async () => {
    const users = [{ ...anInvitation(), phone: null }, { ...anInvitation(), status: 'ACTIVE' }, {}, anInvitation()];
    expect(outcomesOf(await bring({ users }))).toEqual([
      'validation_failed phone',
      'validation_failed status',
      'validation_failed email',
      'created',
    ]);
  });

  it('refuses every row after the first that names an address or a code again, whatever the case', async () => {
    const [first, second, third] = people(3);
    const rows = [
      first!,
      { ...second!, email: first!.email.toUpperCase() },
      { ...third!, code: first!.code.toLowerCase() },
      { ...anInvitation(), code: second!.code },
    ];
    const results = await bring(fileOf(...rows));
    expect(outcomesOf(results)).toEqual(['created', 'repeated_in_file email', 'repeated_in_file code', 'repeated_in_file code']);
    expect(results.map(({ error }) => error?.message)).toEqual([
      undefined,
      'email is the same as in line 2.',
      'code is the same as in line 2.',
      'code is the same as in line 3.',
    ]);
  });

  describe('of people who are there', () => {
    it('changes nothing when a file is sent again', async () => {
      const rows = people(12);
      expect(outcomesOf(await bring(fileOf(...rows)))).toEqual(rows.map(() => 'created'));
      const before = await dumpOf(school);
      const again = await bring(fileOf(...rows.map((row) => ({ ...row, email: row.email.toUpperCase(), code: row.code.toLowerCase() }))));
      expect(outcomesOf(again)).toEqual(rows.map(() => 'unchanged'));
      expect(await dumpOf(school)).toEqual(before);
      expect(mails(rows)).toEqual(ones(rows));
    });

    it('takes what a file does not say for the same', async () => {
      const { phone: _phone, dateOfBirth: _dateOfBirth, ...user } = await school.addAccount({ phone: '12345', dateOfBirth: '2000-01-01' });
      expect(outcomesOf(await bring(fileOf(user)))).toEqual(['unchanged']);
    });

    it('says which fields differ, and whose address or code it is', async () => {
      const [an, binh] = [await school.addAccount({ department: 'Physics' }), await school.addAccount()];
      const users = [
        { ...anInvitation(), email: an.email, code: an.code, familyName: 'Trần', department: 'Mathematics' },
        { ...anInvitation(), email: binh.email },
        { ...anInvitation(), code: binh.code },
      ];
      const results = await bring({ users });
      expect(outcomesOf(results)).toEqual(['person_differs familyName', 'email_taken email', 'code_taken code']);
      expect(results[0]!.error!.message).toBe('This person already exists with different details: familyName, department.');
      const crossed = { ...anInvitation(), email: an.email, code: binh.code };
      expect(outcomesOf(await bring({ users: [crossed] }))).toEqual(['email_taken email']);
    });

    it('finishes what failed the first time: the account, and one mail', async () => {
      const rows = people(3);
      school.pool.faults.failNext('AdminAddUserToGroup', { when: 'before', error: 'NotAuthorizedException' });
      expect(outcomesOf(await bring(fileOf(...rows))).sort()).toEqual(['account_pending', 'created', 'created']);
      const again = await bring(fileOf(...rows));
      expect(outcomesOf(again)).toEqual(['unchanged', 'unchanged', 'unchanged']);
      for (const { id } of again) await school.expectAgreement(id!);
      expect(mails(rows)).toEqual([1, 1, 1]);
    });
  });

  describe('as a dry run', () => {
    it('tells what a run will do, and neither writes nor asks the user pool', async () => {
      const [there, another] = [await school.addAccount(), await school.addAccount()];
      const [fresh, other] = people(2);
      const file = fileOf(fresh!, there, { ...other!, code: another.code }, { ...other!, email: 'no address' }, fresh!);
      const before = await dumpOf(school);
      school.pool.faults.failNext('AdminCreateUser', { when: 'before', error: 'UsernameExistsException' });
      const preview = await bring(file, '?dryRun=true');
      expect(outcomesOf(preview)).toEqual(['created', 'unchanged', 'code_taken code', 'validation_failed email', 'repeated_in_file email']);
      expect(await dumpOf(school)).toEqual(before);
      expect(mails([fresh!])).toEqual([0]);

      // The fault still waits for the first call that the user pool gets.
      expect((await school.invite(newIdentity())).status).toBe(503);
      const run = await bring(file, '?dryRun=false');
      expect(run.map(({ id: _id, ...result }) => result)).toEqual(preview.map(({ id: _id, ...result }) => result));
    });

    it('says true or false', async () => {
      const answer = await send(fileOf(anInvitation()), '?dryRun=yes');
      expectProblem(answer, 400, 'validation_failed');
      expect(fieldsOf(answer)).toEqual(['dryRun']);
    });
  });

  describe('when others are at it, too', () => {
    it('adds each user once from the same file, sent twice at once', async () => {
      const rows = people(12);
      const before = await counted();
      const [one, two] = await Promise.all([bring(fileOf(...rows)), bring(fileOf(...rows))]);
      for (const at of rows.keys()) {
        expect([
          ['created', 'unchanged'],
          ['unchanged', 'created'],
        ]).toContainEqual(outcomesOf([one[at]!, two[at]!]));
        expect(one[at]!.id).toBe(two[at]!.id);
      }
      expect(outcomesOf(await bring(fileOf(...rows)))).toEqual(rows.map(() => 'unchanged'));
      expect(mails(rows)).toEqual(ones(rows));
      for (const { id } of one) expect(await school.entriesOf(id!, 'user.invited')).toHaveLength(1);
      expect((await counted()) - before).toBe(rows.length);
    });

    it('counts right what overlapping files add', async () => {
      const rows = people(16);
      const before = await counted();
      await Promise.all([rows.slice(0, 10), rows.slice(6), rows.slice(2, 14).reverse()].map((part) => bring(fileOf(...part))));
      expect(outcomesOf(await bring(fileOf(...rows)))).toEqual(rows.map(() => 'unchanged'));
      expect(mails(rows)).toEqual(ones(rows));
      expect((await counted()) - before).toBe(rows.length);
      expect(await counted()).toBe((await school.admin.walk('/users?role=STUDENT', 100)).length);
    });

    it('recognises a user who is added between the lookups by address and by code', async () => {
      const row = anInvitation();
      const { faults } = school.database;
      // The address is looked up before the person is there; the code, which is left over, after.
      faults.failNext('BatchGetItem', 'Unprocessed');
      let looks = 0;
      const stop = faults.before('BatchGetItem', async () => {
        looks += 1;
        if (looks === 2) expect((await school.admin.post('/users', row)).status).toBe(201);
      });
      expect(outcomesOf(await bring(fileOf(row)))).toEqual(['unchanged']);
      stop();
      expect(mails([row])).toEqual([1]);
    });

    it('lets others go on while one mail is slow', async () => {
      const rows = people(8);
      let go = () => {};
      const held = new Promise<void>((done) => (go = done));
      school.pool.faults.before('AdminCreateUser', () => held);
      const sent = bring(fileOf(...rows));
      const others = () => mails(rows).filter((count) => count === 1).length;
      while (others() < rows.length - 1) await new Promise((done) => setImmediate(done));
      go();
      expect(outcomesOf(await sent)).toEqual(rows.map(() => 'created'));
    });
  });

  it('leaves the rest for another time when the user pool gives up', async () => {
    const rows = people(30);
    // An account that exists but cannot be found is being removed. The request does not wait for it.
    school.pool.faults.failNext('AdminCreateUser', { when: 'before', error: 'UsernameExistsException' });
    const outcomes = outcomesOf(await bring(fileOf(...rows)));
    expect(new Set(outcomes)).toEqual(new Set(['created', 'not_attempted']));
    expect(outcomes.filter((outcome) => outcome === 'created').length).toBeLessThan(10);
    expect(mails(rows)).toEqual(outcomes.map((outcome) => (outcome === 'created' ? 1 : 0)));
    expect(new Set(outcomesOf(await bring(fileOf(...rows))))).toEqual(new Set(['created', 'unchanged']));
    expect(mails(rows)).toEqual(ones(rows));
  });

  describe('refuses a request', () => {
    it.each([
      ['without a column', 'email,role,code,givenName\nx,y,z,a', 'malformed_csv', ['familyName']],
      ['with a column twice', `${HEADER},Last name,surname\n`.replace('familyName,', ''), 'malformed_csv', ['familyName']],
      ['without people', `${HEADER}\n`, 'validation_failed', ['file']],
      ['with more rows than it takes', fileOf(...people(101)), 'validation_failed', ['line 102']],
      ['without users', {}, 'validation_failed', ['users']],
      ['with more users than it takes', { users: people(101) }, 'validation_failed', ['users']],
      ['with a list of lists', { users: [[]] }, 'validation_failed', ['users']],
    ])('%s, and adds no user', async (_what, body, code, fields) => {
      const before = await counted();
      const answer = await send(body);
      expectProblem(answer, 400, code);
      expect(fieldsOf(answer)).toEqual(fields);
      expect(await counted()).toBe(before);
    });

    it('beyond what a body may hold', async () => {
      expectProblem(await send(`${HEADER}\n${'x'.repeat(300_000)}`), 413, 'payload_too_large');
    });

    it('sent by anyone but an admin', async () => {
      for (const role of ['LECTURER', 'STUDENT'] as const) {
        expectProblem(await school.asRole(role).post('/users/import', fileOf(anInvitation()), CSV), 403, 'forbidden');
      }
    });
  });
});

describe('importing people without enough time', () => {
  it('attempts nothing, and still says what is wrong with a file', async () => {
    const school = await SchoolFixture.startWithAccounts(150);
    const [good, bad] = [anInvitation(), { ...anInvitation(), email: 'no address' }];
    const { body } = await school.admin.post('/users/import', { users: [good, bad] });
    expect(body).toEqual({
      results: [
        { index: 0, email: good.email, outcome: 'not_attempted' },
        { index: 1, email: 'no address', outcome: 'error', error: expect.objectContaining({ code: 'validation_failed', field: 'email' }) },
      ],
    });
    expect(school.mailsTo(good.email)).toBe(0);
    await school.close();
  });
});
