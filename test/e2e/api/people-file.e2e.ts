import { randomUUID } from 'node:crypto';
import { PEOPLE } from '../../../src/features/audit/audit-entry.js';
import type { User } from '../../../src/features/users/user.js';
import { WORKBOOK_MEDIA_TYPE } from '../../../src/http/spreadsheets/media-types.js';
import { SpreadsheetFile } from '../../../src/http/spreadsheets/spreadsheet-file.js';
import { auditLogOf } from '../../fixtures/audit-log.js';
import type { Answer, Client } from '../../fixtures/client.js';
import { expectProblem } from '../../fixtures/expectations.js';
import { SchoolFixture } from '../../fixtures/school.js';

const HEADER = 'email,role,code,givenName,familyName,phone,dateOfBirth,department,row.status';
const FAMILIES = ['=HYPERLINK("http://x")', '+84', '-Ann', '@home', "'=x", 'Smith, "Jr"; x', '😀', 'Đặng', '＝1'];

describe('the file of people', () => {
  let school: SchoolFixture;
  let admin: Client;
  let staff: User;
  let students: User[];
  let lecturer: User;

  beforeAll(async () => {
    school = await SchoolFixture.start();
    staff = await school.addAdmin();
    ({ admin } = school);
    const details = { givenName: 'An', phone: '+84 90  123', dateOfBirth: '2005-02-28', department: '=1+1' };
    const added = await Promise.all(
      FAMILIES.map((familyName, index) => school.addUser({ familyName, ...(index % 2 === 0 ? details : { status: 'DISABLED' }) })),
    );
    students = added.map(({ user }) => user);
    lecturer = (await school.addLecturer({ department: 'Mathematics' })).user;
    await school.addUser({ status: 'DISABLED', anonymised: true, familyName: 'student', givenName: 'Former' });
  });
  afterAll(() => school.close());
  afterEach(() => school.database.faults.clear());

  /** The cells of each row, by column. */
  const rowsOf = async ({ status, body }: Answer): Promise<Readonly<Record<string, string>>[]> => {
    expect({ status, body }).toMatchObject({ status: 200 });
    const file = new SpreadsheetFile(Buffer.from(body as string));
    return (await file.read({ required: HEADER.split(',') }, { maxRows: 3_000 })).rows.map(({ cells }) => cells);
  };
  const codesOf = async (answer: Answer) => (await rowsOf(answer)).map(({ code }) => code);
  const nextOf = ({ headers }: Answer) => /^<\/api\/v1([^>]+)>; rel="next"$/.exec(headers.get('link') ?? '')?.[1];

  it('has the columns of an import, the status, and the order of the list', async () => {
    const answer = await admin.get('/users.csv');
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="people.csv"',
      'cache-control': 'no-store',
    });
    expect(answer.headers.has('etag')).toBe(false);
    expect(nextOf(answer)).toBeUndefined();
    expect((answer.body as string).split('\r\n')[0]).toBe(`\uFEFF${HEADER}`);
    const listed = (await admin.walk('/users', 100)) as User[];
    const shown = listed.filter(({ anonymised }) => !anonymised);
    expect(shown).toHaveLength(students.length + 2);
    expect(await codesOf(answer)).toEqual(shown.map(({ code }) => code));
    expect(await codesOf(await admin.get('/users.csv?sort=-name'))).toEqual(shown.map(({ code }) => code).reverse());
    expect((await rowsOf(answer)).find(({ code }) => code === lecturer.code)).toEqual({
      ...{ email: lecturer.email, role: 'LECTURER', code: lecturer.code, givenName: lecturer.givenName, familyName: lecturer.familyName },
      ...{ phone: '', dateOfBirth: '', department: 'Mathematics', 'row.status': lecturer.status },
    });
  });

  it('is a workbook with the same rows, too', async () => {
    const answer = await admin.get('/users.xlsx');
    expect(answer.headers.get('content-type')).toBe(WORKBOOK_MEDIA_TYPE);
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="people.xlsx"');
    expect(await rowsOf(answer)).toEqual(await rowsOf(await admin.get('/users.csv')));
  });

  it.each(['?role=LECTURER', '?status=DISABLED', '?role=STUDENT&status=ACTIVE', '?search=dang', '?search=never'])(
    'has the people that the list finds with %s',
    async (query) => {
      const listed = (await admin.walk(`/users${query}`, 100)) as User[];
      const codes = listed.filter(({ anonymised }) => !anonymised).map(({ code }) => code);
      expect(await codesOf(await admin.get(`/users.csv${query}`))).toEqual(codes);
    },
  );

  it.each(['csv', 'csv?separator=semicolon', 'xlsx'])('changes nothing when %s is imported without edits', async (format) => {
    const file = (await admin.get(`/users.${format}`)).body as string;
    for (const query of ['?dryRun=true', '?dryRun=true&mode=update']) {
      const { status, body } = await admin.post(`/users/import${query}`, file, { 'content-type': 'text/csv' });
      expect({ status, body }).toMatchObject({ status: 200, body: { ignoredColumns: [] } });
      const { results } = body as { results: { outcome: string }[] };
      expect(results.map(({ outcome }) => outcome)).toEqual(Array(students.length + 2).fill('unchanged'));
    }
  });

  it('is several files for a longer list, each with the address of the next one', async () => {
    const codes = await codesOf(await admin.get('/users.csv?role=STUDENT'));
    const found: (string | undefined)[] = [];
    let files = 0;
    for (let path: string | undefined = '/users.csv?role=STUDENT&limit=4&separator=semicolon'; path; files += 1) {
      const answer = await admin.get(path);
      expect((answer.body as string).startsWith(`\uFEFF${HEADER.replaceAll(',', ';')}`)).toBe(true);
      found.push(...(await codesOf(answer)));
      path = nextOf(answer);
    }
    expect(found).toEqual(codes);
    expect(files).toBeGreaterThan(2);
  });

  it('continues only for the same caller, filter and format', async () => {
    const next = nextOf(await admin.get('/users.csv?role=STUDENT&limit=4'))!;
    expect((await admin.get(next)).status).toBe(200);
    expectProblem(await school.asRole('ADMIN', randomUUID()).get(next), 400, 'invalid_cursor');
    expectProblem(await admin.get(next.replace('role=STUDENT', 'role=ADMIN')), 400, 'invalid_cursor');
    expectProblem(await admin.get(next.replace('.csv', '.xlsx')), 400, 'invalid_cursor');
    expectProblem(await admin.get(next.replace('.csv', '').replace('limit=4', 'limit=5')), 400, 'invalid_cursor');
  });

  it.each(['?limit=0', '?limit=3001', '?role=GUEST', '?separator=tab', '?page=2', '?search='])('takes no %s', async (query) => {
    expectProblem(await admin.get(`/users.csv${query}`), 400, 'validation_failed');
  });

  it('leaves an entry in the audit log each time, without the text of a search', async () => {
    const before = await auditLogOf(school, PEOPLE);
    for (const path of ['/users.csv?role=LECTURER', '/users.xlsx?status=DISABLED&search=dang']) await admin.get(path);
    const entries = (await auditLogOf(school, PEOPLE)).slice(before.length);
    expect(entries).toMatchObject([
      { action: 'people.exported', actorId: staff.id, after: { role: 'LECTURER', people: 1 } },
      { action: 'people.exported', actorId: staff.id, after: { status: 'DISABLED', people: expect.any(Number) } },
    ]);
    expect(JSON.stringify(entries)).not.toContain('dang');
    const { items } = (await admin.get('/audit?entity=access:people&limit=1')).body as { items: object[] };
    expect(items).toMatchObject([{ action: 'people.exported', entity: 'access:people' }]);
  });

  it('is for admins only', async () => {
    for (const by of [school.as(lecturer), school.as(students[0])]) {
      for (const path of ['/users.csv', '/users.xlsx']) expectProblem(await by.get(path), 403, 'forbidden');
    }
  });
});
