import { randomUUID } from 'node:crypto';
import { anInvitation, aSubjectRequest, aTermRequest } from '../../fixtures/builders.js';
import type { Answer, Client } from '../../fixtures/client.js';
import { expectProblem } from '../../fixtures/expectations.js';
import { SchoolFixture } from '../../fixtures/school.js';

const CSV = { 'content-type': 'text/csv' };
const HEADER = 'email,role,code,givenName,familyName,dateOfBirth';
const fileOf = (...rows: ReturnType<typeof anInvitation>[]) =>
  [
    HEADER,
    ...rows.map((row) =>
      HEADER.split(',')
        .map((column) => `"${(row as Record<string, string>)[column] ?? ''}"`)
        .join(','),
    ),
  ].join('\n');

type Result = Record<string, unknown> & { error?: { code: string; message: string } };

describe('damaged input', () => {
  let school: SchoolFixture;
  let admin: Client;
  beforeAll(async () => {
    school = await SchoolFixture.startWithAccounts(25_000, { IMPORT_RATE: '1000' });
    await school.addDefaults();
    ({ admin } = school);
  });
  afterAll(() => school.close());

  const resultsOf = ({ status, body }: Answer): Result[] => {
    expect({ status, body }).toMatchObject({ status: 200 });
    return (body as { results: Result[] }).results.map(({ id: _id, line: _line, index: _index, ...result }) => result);
  };
  /** Imports people as JSON and as a file, as a dry run and as a run, and expects the same outcomes. */
  const bring = async (rows: ReturnType<typeof anInvitation>[], query = ''): Promise<Result[]> => {
    const send = async (dryRun: boolean, file: boolean) =>
      resultsOf(
        await admin.post(`/users/import?dryRun=${dryRun}${query}`, file ? fileOf(...rows) : { users: rows }, file ? CSV : undefined),
      );
    const previews = [await send(true, false), await send(true, true)];
    const run = await send(false, true);
    expect(previews).toEqual([run, run]);
    return run;
  };
  const errorsOf = ({ body }: Answer) =>
    (body as { errors: { field: string; code: string }[] }).errors.map(({ field, code }) => `${field} ${code}`);

  it.each([
    ['familyName', 'Nguy\ufffdn', 'lost_character'],
    ['familyName', '#REF!', 'spreadsheet_error'],
    ['givenName', 'Nguyá»…n', 'misread_text'],
    ['dateOfBirth', '2062-02-28', 'out_of_range'],
    ['dateOfBirth', '0005-02-28', 'out_of_range'],
    ['code', '1-Feb', 'damaged_code'],
    ['code', '2.02301E11', 'damaged_code'],
  ])('in %s is refused on every way in: %s', async (field, value, code) => {
    const person = anInvitation({ [field]: value });
    const { user } = await school.addUser();
    const invited = await admin.post('/users', person);
    const changed = await admin.patch(`/users/${user.id}`, { [field]: value });
    for (const answer of [invited, changed]) {
      expectProblem(answer, 400, 'validation_failed');
      expect(errorsOf(answer)).toEqual([`${field} ${code}`]);
    }
    const error = {
      code: 'validation_failed',
      field,
      message: expect.stringMatching(`^${field}: `),
      errors: [expect.objectContaining({ field })],
    };
    expect(await bring([person])).toEqual([{ email: person.email, outcome: 'error', error }]);
    expect(school.mailsTo(person.email)).toBe(0);
  });

  it('is found in the code of a term, a subject and a class', async () => {
    const answers = await Promise.all([
      admin.post('/terms', aTermRequest({ code: 'Feb-26' })),
      admin.post('/subjects', aSubjectRequest({ code: '1-Feb' })),
      admin.post('/classes', school.aClassRequest({ code: '2.02301E11' })),
    ]);
    expect(answers.map(errorsOf)).toEqual(Array.from({ length: 3 }, () => ['code damaged_code']));
  });

  it('in the list of a class names no student, and the error says why', async () => {
    const { schoolClass } = await school.addClassroom();
    const path = `/classes/${schoolClass.id}/students`;
    const message =
      'code does not refer to a student. code is 1-Feb, a date of a spreadsheet. Format the column as text, and enter the code again.';
    for (const query of ['?dryRun=true', '']) {
      const [result] = resultsOf(await admin.post(`${path}${query}`, 'code\n1-Feb\n', CSV));
      expect(result).toMatchObject({ outcome: 'error', error: { code: 'unknown_reference', message } });
    }
    const [result] = resultsOf(await admin.post(path, 'code\n2.02301E+11\n', CSV));
    expect(result!.error).toMatchObject({
      code: 'validation_failed',
      message: expect.stringContaining('a shortened number of a spreadsheet'),
    });
  });

  it('that is right is accepted if the request allows unusual names', async () => {
    const [one, other] = [anInvitation({ familyName: 'Äška' }), anInvitation({ familyName: 'Äška' })];
    expectProblem(await admin.post('/users', one), 400, 'validation_failed');
    const { status, body } = await admin.post('/users?allowUnusualNames=true', one);
    expect({ status, body }).toMatchObject({ status: 201, body: { familyName: 'Äška' } });
    expect(await bring([other], '&allowUnusualNames=true')).toEqual([{ email: other.email, outcome: 'created' }]);
    const { user } = await school.addUser();
    expect((await admin.patch(`/users/${user.id}?allowUnusualNames=true`, { familyName: 'Äška' }, '"1.x"')).body).toMatchObject({
      familyName: 'Äška',
    });
  });
});

describe('spaces in names', () => {
  let school: SchoolFixture;
  let admin: Client;
  beforeAll(async () => {
    school = await SchoolFixture.startWithAccounts(25_000, { IMPORT_RATE: '1000' });
    ({ admin } = school);
  });
  afterAll(() => school.close());

  const importOne = async (person: object) =>
    ((await admin.post('/users/import', { users: [person] })).body as { results: Result[] }).results[0]!.outcome;

  it('are collapsed, so that a search finds the person and another file changes nothing', async () => {
    const family = `Lê ${randomUUID().slice(0, 6)}`;
    const person = anInvitation({ familyName: family.replace(' ', '\u00a0 \u200b'), givenName: 'V\u200băn  An' });
    expect(await importOne(person)).toBe('created');
    for (const search of [`${family} van an`, `${family.replace(' ', '\u00a0')}  văn an`]) {
      const { items } = (await admin.get(`/users?search=${encodeURIComponent(search)}`)).body as { items: object[] };
      expect(items).toMatchObject([{ familyName: family, givenName: 'Văn An' }]);
    }
    expect(await importOne(person)).toBe('unchanged');
    expect(await importOne({ ...person, familyName: family, givenName: 'Văn An' })).toBe('unchanged');
  });

  it('that were stored before do not make a person different', async () => {
    const { email, code, role, givenName } = await school.addAccount({ familyName: 'Lê\u00a0 Thị', department: 'Toán  Tin' });
    expect(await importOne({ email, code, role, givenName, familyName: 'Lê\u00a0 Thị', department: 'Toán Tin' })).toBe('unchanged');
  });
});

describe('a disabled person in an import', () => {
  it('is named in the outcome, in a dry run and in a run', async () => {
    const school = await SchoolFixture.startWithAccounts(25_000, { IMPORT_RATE: '1000' });
    const [gone, there] = [await school.addAccount({ status: 'DISABLED', statusBefore: 'ACTIVE' }), await school.addAccount()];
    const file = fileOf(...([gone, there] as ReturnType<typeof anInvitation>[]));
    const outcomes = async (query: string) =>
      ((await school.admin.post(`/users/import${query}`, file, CSV)).body as { results: Result[] }).results;
    const expected = [
      { line: 2, email: gone.email, outcome: 'unchanged', id: gone.id, disabled: true },
      { line: 3, email: there.email, outcome: 'unchanged', id: there.id },
    ];
    expect(await outcomes('?dryRun=true')).toEqual(expected);
    expect(await outcomes('')).toEqual(expected);
    expect(await school.profileOf(gone.id)).toMatchObject({ status: 'DISABLED' });
    await school.close();
  });
});
