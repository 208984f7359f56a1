import { writeWorkbook } from '../../../src/http/spreadsheets/write-workbook.js';
import { anInvitation } from '../../fixtures/builders.js';
import type { Answer } from '../../fixtures/client.js';
import { expectProblem } from '../../fixtures/expectations.js';
import { SchoolFixture } from '../../fixtures/school.js';

const IMPORT_COLUMN_NAMES = JSON.stringify({
  people: { code: ['Kennziffer'], fullName: ['Bewerber'], email: ['Postfach'], department: ['Institut / Lehrstuhl'] },
});

describe('names of columns that a school adds', () => {
  let school: SchoolFixture;
  beforeAll(async () => {
    school = await SchoolFixture.startWithDefaults({ IMPORT_COLUMN_NAMES });
  });
  afterAll(() => school.close());

  const send = (path: string, file: string | Uint8Array): Promise<Answer> => school.admin.post(path, file, { 'content-type': 'text/csv' });
  const outcomesOf = ({ status, body }: Answer) => {
    expect({ status, body }).toMatchObject({ status: 200, body: { ignoredColumns: [] } });
    return (body as { results: { outcome: string }[] }).results.map(({ outcome }) => outcome);
  };

  it('are understood in files of people, whatever their case, accents and punctuation', async () => {
    const { user } = await school.addUser({ department: 'Mathematics' });
    const row = [user.email, user.code, `${user.familyName}, ${user.givenName}`, 'Mathematics'];
    const header = ['POSTFACH', 'kennziffer', 'Béwerber', 'Institut/Lehrstuhl'];
    const csv = [header, row].map((cells) => cells.map((cell) => `"${cell}"`).join(',')).join('\n');
    for (const file of [csv, await writeWorkbook(header, [row])]) {
      expect(outcomesOf(await send('/users/import?dryRun=true&role=STUDENT', file))).toEqual(['unchanged']);
    }
    const again = [header.with(3, 'Institut'), row].map((cells) => cells.map((cell) => `"${cell}"`).join(',')).join('\n');
    expect((await send('/users/import?dryRun=true&role=STUDENT', again)).body).toMatchObject({ ignoredColumns: ['Institut'] });
  });

  it('are understood in class lists and in files of marks', async () => {
    const room = await school.addClassroom({ students: 1 });
    const [{ user }] = room.students as [(typeof room.students)[number]];
    const name = `${user.familyName} ${user.givenName}`;
    expect(outcomesOf(await send(`${room.path}/students`, `Kennziffer,Bewerber\n${user.code},${name}\n`))).toEqual(['already_enrolled']);
    expect(outcomesOf(await send(`${room.path}/scores/import`, `Kennziffer,Bewerber,final\n${user.code},${name},8\n`))).toEqual(['saved']);
    const byAddress = `Postfach,midterm\n${user.email},7\n`;
    expect(outcomesOf(await send(`${room.path}/scores/import`, byAddress))).toEqual(['saved']);
  });

  it('give way to the exact key of a column', async () => {
    const { email, code, givenName, familyName } = anInvitation();
    const file = `email,code,Kennziffer,givenName,familyName\n${email},${code},other,${givenName},${familyName}\n`;
    const { body } = await send('/users/import?dryRun=true&role=STUDENT', file);
    expect(body).toMatchObject({ ignoredColumns: ['Kennziffer'], results: [{ outcome: 'created' }] });
  });

  it('are unknown to a school that does not add them', async () => {
    const other = await SchoolFixture.startWithDefaults();
    try {
      const answer = await other.admin.post('/users/import?role=STUDENT', 'Postfach,Kennziffer,Bewerber\na@b.de,1,"A, B"\n', {
        'content-type': 'text/csv',
      });
      expectProblem(answer, 400, 'malformed_csv');
    } finally {
      await other.close();
    }
  });
});
