import { randomUUID } from 'node:crypto';
import { classEntity } from '../../../src/features/classes/school-class.js';
import { WORKBOOK_MEDIA_TYPE } from '../../../src/http/spreadsheets/media-types.js';
import { SpreadsheetFile } from '../../../src/http/spreadsheets/spreadsheet-file.js';
import { auditLogOf } from '../../fixtures/audit-log.js';
import type { Classroom } from '../../fixtures/classroom.js';
import type { Answer, Client } from '../../fixtures/client.js';
import { expectProblem } from '../../fixtures/expectations.js';
import { SchoolFixture } from '../../fixtures/school.js';

const COLUMNS = ['code', 'givenName', 'familyName', 'row.disabled', 'row.auditing'];
const FAMILIES = ['Zöllner', '=HYPERLINK("http://x")', '+84', 'Smith, "Jr"; x', 'Ángel', "'=x", '😀', 'ángel'];

interface Outcomes {
  results: { outcome: string; error?: { code: string } }[];
  ignoredColumns: string[];
}

describe('the file of a class list', () => {
  let school: SchoolFixture;
  let admin: Client;
  let room: Classroom;

  beforeAll(async () => {
    school = await SchoolFixture.startWithDefaults();
    ({ admin } = school);
    const students = await Promise.all(FAMILIES.map((familyName) => school.addUser({ familyName })));
    room = await school.addClassroom({ students: [...students, await school.addUser({ familyName: 'Gone' })] });
    await school.withdraw(room.schoolClass, room.students.at(-1)!.user);
  });
  afterAll(() => school.close());

  const rowsOf = async ({ status, body }: Answer) => {
    expect({ status, body }).toMatchObject({ status: 200 });
    const file = new SpreadsheetFile(Buffer.from(body as string));
    return (await file.read({ required: COLUMNS }, { maxRows: 500 })).rows.map(({ cells }) => COLUMNS.map((column) => cells[column]));
  };
  const send = (path: string, file: string, query = '') =>
    admin.post(`${path}/students${query}`, file, { 'content-type': 'text/csv' }) as Promise<Answer<Outcomes>>;

  it('has the enrolled students in the order of the roster', async () => {
    const roster = (await admin.get(`${room.path}/students?limit=100`)).body as {
      items: { studentCode: string; givenName: string; familyName: string }[];
    };
    const answer = await room.lecturer.get(`${room.path}/students.csv`);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="students-${room.schoolClass.term}-${room.schoolClass.code}.csv"`,
      'cache-control': 'no-store',
    });
    expect(answer.headers.has('link')).toBe(false);
    const expected = roster.items.map(({ studentCode, givenName, familyName }) => [studentCode, givenName, familyName, '', '']);
    expect(expected).toHaveLength(FAMILIES.length);
    expect(await rowsOf(answer)).toEqual(expected);
    const workbook = await room.lecturer.get(`${room.path}/students.xlsx`);
    expect(workbook.headers.get('content-type')).toBe(WORKBOOK_MEDIA_TYPE);
    expect(await rowsOf(workbook)).toEqual(expected);
  });

  it('says which students are disabled', async () => {
    const one = await school.addAccount({ status: 'ACTIVE' });
    const other = await school.addClassroom({ students: [{ user: one, client: school.as(one) }] });
    await school.addAdmin();
    expect((await school.admin.post(`/users/${one.id}/disable`, {})).status).toBe(200);
    expect(await rowsOf(await school.admin.get(`${other.path}/students.csv`))).toEqual([
      [one.code, one.givenName, one.familyName, 'true', ''],
    ]);
    const file = (await school.admin.get(`${other.path}/students.csv`)).body as string;
    expect((await send(other.path, file)).body).toMatchObject({ results: [{ outcome: 'already_enrolled' }], ignoredColumns: [] });
  });

  it.each(['csv', 'csv?separator=semicolon', 'xlsx'])('changes nothing when %s is imported without edits', async (format) => {
    const file = (await room.lecturer.get(`${room.path}/students.${format}`)).body as string;
    for (const query of ['?dryRun=true', '']) {
      const { body } = await send(room.path, file, query);
      expect(body.ignoredColumns).toEqual([]);
      expect(body.results.map(({ outcome, error }) => error?.code ?? outcome)).toEqual(FAMILIES.map(() => 'already_enrolled'));
    }
  });

  it('enrols the same students in another class', async () => {
    const other = await school.addClassroom({ students: 0 });
    const file = (await admin.get(`${room.path}/students.csv`)).body as string;
    const { body } = await send(other.path, file);
    expect(body.results.map(({ outcome }) => outcome)).toEqual(FAMILIES.map(() => 'enrolled'));
    expect((await admin.get(`${other.path}/students.csv`)).body).toBe(file);
  });

  it('can be imported for the largest class', async () => {
    const file = ['code', ...Array.from({ length: 500 }, (_, index) => `never-${index}`)];
    const { status, body } = await send(room.path, file.join('\n'), '?dryRun=true');
    expect(status).toBe(200);
    expect(body.results).toHaveLength(500);
    expectProblem(await send(room.path, [...file, 'never-500'].join('\n'), '?dryRun=true'), 400, 'validation_failed');
  });

  it('leaves an entry in the audit log each time', async () => {
    const other = await school.addClassroom();
    for (const path of ['students.csv', 'students.xlsx']) await other.lecturer.get(`${other.path}/${path}`);
    const entries = await auditLogOf(school, classEntity(other.schoolClass.id));
    expect(entries.filter(({ action }) => action === 'roster.exported')).toMatchObject([
      { actorRole: 'LECTURER' },
      { actorRole: 'LECTURER' },
    ]);
  });

  it('is only for admins and the lecturer of the class', async () => {
    expectProblem(await (await school.addLecturer()).client.get(`${room.path}/students.csv`), 404, 'class_not_found');
    expectProblem(await room.students[0]!.client.get(`${room.path}/students.csv`), 403, 'forbidden');
    expectProblem(await admin.get(`/classes/${randomUUID()}/students.xlsx`), 404, 'class_not_found');
    for (const query of ['?separator=tab', '?limit=1', '?cursor=x'])
      expectProblem(await admin.get(`${room.path}/students.csv${query}`), 400, 'validation_failed');
  });
});
