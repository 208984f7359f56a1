import { randomUUID } from 'node:crypto';
import { SpreadsheetFile } from '../../../src/http/spreadsheets/spreadsheet-file.js';
import type { Answer, Client } from '../../fixtures/client.js';
import { expectProblem } from '../../fixtures/expectations.js';
import { SchoolFixture, type SignedInUser } from '../../fixtures/school.js';

interface TranscriptBody {
  gpa: number | null;
  creditsAttempted: number;
  creditsEarned: number;
  terms: { term: string; gpa: number | null; creditsAttempted: number; creditsEarned: number; classes: object[] }[];
}

const ONE_EXAM = [{ key: 'exam', name: 'Exam', weight: 100 }];

describe('transcripts', () => {
  let school: SchoolFixture;
  let admin: Client;
  let spring: string;
  let autumn: string;

  beforeAll(async () => {
    school = await SchoolFixture.startWithDefaults();
    ({ admin } = school);
    // The codes sort the other way round than the terms.
    [spring, autumn] = [`Z-${randomUUID().slice(0, 8)}`, `A-${randomUUID().slice(0, 8)}`];
    await school.addTerm({ code: spring, title: 'Spring 2026', startDate: '2026-02-01', endDate: '2026-06-30' });
    await school.addTerm({ code: autumn, title: 'Autumn 2026', startDate: '2026-09-01', endDate: '2027-01-15' });
  });
  afterAll(() => school.close());

  const subject = (request: object = {}) => school.addSubject({ components: ONE_EXAM, ...request });
  const take = async (pupil: SignedInUser, subjectId: string, term: string, exam?: number, { publish = true } = {}) => {
    const room = await school.addClassroom({ subjectId, term, students: [pupil] });
    if (exam !== undefined) await room.mark(pupil, { exam });
    if (publish) await room.publish('exam');
    return room;
  };
  const transcriptOf = async ({ client }: SignedInUser) => (await client.get('/me/transcript')).body as TranscriptBody;

  it('stays when a graduate gets another role', async () => {
    await school.addAdmin();
    const graduate = await school.addAccount();
    const schoolClass = await school.addClass();
    await school.enrol(schoolClass, graduate);
    const toLecturer = () => school.admin.patch(`/users/${graduate.id}`, { role: 'LECTURER' });
    expectProblem(await toLecturer(), 409, 'open_relations');
    await school.admin.post(`/classes/${schoolClass.id}/archive?anyway=true`, { reason: 'Cancelled' });
    expect(await toLecturer()).toMatchObject({ status: 200, body: { role: 'LECTURER' } });
    expect((await school.admin.get(`/students/${graduate.id}/transcript`)).body).toMatchObject({ terms: [{ classes: [{}] }] });

    // The closed enrolment does not stand in the way of later changes either, but a class that they lead does.
    const { id } = await school.addClass({ lecturerId: graduate.id });
    expectProblem(await school.admin.patch(`/users/${graduate.id}`, { role: 'STUDENT' }), 409, 'open_relations');
    await school.admin.delete(`/classes/${id}`);
    expect((await school.admin.post(`/users/${graduate.id}/disable`)).body).toMatchObject({ openClassCount: 0 });
    expect(await school.admin.post(`/users/${graduate.id}/anonymise`)).toMatchObject({ status: 200, body: { anonymised: true } });
  });

  it('is empty for a student without classes', async () => {
    const pupil = await school.addUser();
    const { id, code, givenName, familyName } = pupil.user;
    expect(await transcriptOf(pupil)).toEqual({
      student: { id, code, givenName, familyName },
      terms: [],
      externalResults: [],
      creditsAttempted: 0,
      creditsEarned: 0,
      creditsTransferred: 0,
      gpa: null,
      gpaRule: 1,
    });
  });

  it('has every attempt in its term, the earlier first, and of each subject the best in the whole', async () => {
    const pupil = await school.addUser();
    const [maths, physics] = await Promise.all([subject({ credits: 4 }), subject({ credits: 3, gradingScale: 'us-100' })]);
    const retaken = await take(pupil, maths.id, autumn, 8.5);
    const failed = await take(pupil, maths.id, spring, 3.94);
    const american = await take(pupil, physics.id, spring, 89.5);
    const transcript = await transcriptOf(pupil);
    expect(transcript.terms.map(({ term }) => term)).toEqual([spring, autumn]);
    expect(transcript.terms[0]).toMatchObject({ gpa: 1.59, creditsAttempted: 7, creditsEarned: 3 });
    expect(transcript.terms[1]).toMatchObject({ gpa: 4, creditsAttempted: 4, creditsEarned: 4 });
    expect(transcript).toMatchObject({ gpa: 3.87, creditsAttempted: 11, creditsEarned: 7 });
    const lines = transcript.terms.flatMap(({ classes }) => classes);
    expect(lines).toHaveLength(3);
    expect(lines).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          classId: failed.schoolClass.id,
          credits: 4,
          status: 'COMPLETED',
          result: 3.9,
          letter: 'F',
          passed: false,
        }),
        expect.objectContaining({ classId: american.schoolClass.id, credits: 3, result: 90, letter: 'A-', gradePoint: 3.7, passed: true }),
        expect.objectContaining({ classId: retaken.schoolClass.id, result: 8.5, letter: 'A', gradePoint: 4, passed: true }),
      ]),
    );
  });

  it('has lines without marks for what is under way, and for what was left', async () => {
    const pupil = await school.addUser();
    const { id } = await subject();
    const unpublished = await take(pupil, id, autumn, 9, { publish: false });
    const unmarked = await take(pupil, id, autumn);
    const left = await take(pupil, id, autumn, 9);
    await school.withdraw(left.schoolClass, pupil.user);
    const { terms, ...overall } = await transcriptOf(pupil);
    const lines = terms[0]!.classes as { classId: string; status: string; letter?: string }[];
    expect(new Map(lines.map(({ classId, status, letter }) => [classId, [status, letter]]))).toEqual(
      new Map([
        [unpublished.schoolClass.id, ['IN_PROGRESS', undefined]],
        [unmarked.schoolClass.id, ['IN_PROGRESS', undefined]],
        [left.schoolClass.id, ['WITHDRAWN', 'W']],
      ]),
    );
    expect(JSON.stringify(lines)).not.toMatch(/"(result|gradePoint|passed)"/);
    expect(overall).toMatchObject({ gpa: null, creditsAttempted: 0, creditsEarned: 0 });
  });

  it('sums and weighs credits with two decimal places exactly', async () => {
    const pupil = await school.addUser();
    const subjects = await Promise.all([7.5, 0.1, 0.2].map((credits) => subject({ credits })));
    for (const [index, mark] of [8.5, 4, 0].entries()) await take(pupil, subjects[index]!.id, autumn, mark);
    const transcript = await transcriptOf(pupil);
    // 7.5 × 4 + 0.1 × 1 = 30.1; 30.1 / 7.8 = 3.858…
    expect(transcript).toMatchObject({ creditsAttempted: 7.8, creditsEarned: 7.6, gpa: 3.86 });
    const lines = transcript.terms[0]!.classes as { credits: number }[];
    expect(lines.map(({ credits }) => credits).sort()).toEqual([0.1, 0.2, 7.5]);
    const file = await pupil.client.get('/me/transcript.csv');
    expect(file.body).toContain(',7.5,');
    expect(file.body).toContain(',7.8,7.6,');
  });

  it('has no GPA where there are no credits to weigh by', async () => {
    const pupil = await school.addUser();
    await take(pupil, (await subject({ credits: 0 })).id, autumn, 9);
    expect(await transcriptOf(pupil)).toMatchObject({ gpa: null, creditsAttempted: 0, terms: [{ gpa: null, classes: [{ letter: 'A' }] }] });
  });

  it('of a class is not rewritten by its subject', async () => {
    const pupil = await school.addUser();
    const changing = await subject({ credits: 2 });
    await take(pupil, changing.id, autumn, 9);
    expect((await admin.patch(`/subjects/${changing.id}`, { credits: 5, gradingScale: 'us-100' })).status).toBe(200);
    expect(await transcriptOf(pupil)).toMatchObject({ creditsEarned: 2, terms: [{ classes: [{ letter: 'A', result: 9 }] }] });
  });

  describe('as a file', () => {
    const COLUMNS =
      'studentCode,givenName,familyName,term,termTitle,subjectCode,subjectName,classCode,credits,status,result,letter,gradePoint,passed';

    it('has a line for each class, and the totals of each term and of all terms', async () => {
      const pupil = await school.addUser({ givenName: '=An', familyName: '' });
      const maths = await subject({ credits: 4, name: 'Maths; "I"' });
      const passed = await take(pupil, maths.id, spring, 8.5);
      const left = await take(pupil, maths.id, autumn, 9);
      await school.withdraw(left.schoolClass, pupil.user);
      const hidden = await take(pupil, (await subject({ credits: 1 })).id, autumn, 3, { publish: false });
      const answer = await pupil.client.get('/me/transcript.csv');
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': `attachment; filename="transcript-${pupil.user.code}.csv"`,
        'cache-control': 'no-store',
      });
      const lines = String(answer.body).trimEnd().split('\r\n');
      const start = `${pupil.user.code},'=An,`;
      const name = '"Maths; ""I"""';
      expect(lines.slice(0, 3)).toEqual([
        `\ufeff${COLUMNS},creditsAttempted,creditsEarned,gpa,institution`,
        `${start},${spring},Spring 2026,${maths.code},${name},${passed.schoolClass.code},4,COMPLETED,8.5,A,4,true,,,,`,
        `${start},${spring},Spring 2026,,,,,TERM_TOTAL,,,,,4,4,4,`,
      ]);
      expect(lines.slice(3, 5)).toEqual(
        expect.arrayContaining([
          `${start},${autumn},Autumn 2026,${maths.code},${name},${left.schoolClass.code},4,WITHDRAWN,,W,,,,,,`,
          expect.stringContaining(`,${hidden.schoolClass.code},1,IN_PROGRESS,,,,,,,,`),
        ]),
      );
      expect(lines.slice(5)).toEqual([`${start},${autumn},Autumn 2026,,,,,TERM_TOTAL,,,,,0,0,,`, `${start},,,,,,,TOTAL,,,,,4,4,4,`]);
    });

    it('is the same for the student and for an admin, in each form', async () => {
      const pupil = await school.addUser();
      await take(pupil, (await subject()).id, autumn, 7);
      const path = `/students/${pupil.user.id}/transcript`;
      for (const form of ['csv', 'csv?separator=semicolon', 'xlsx']) {
        const [own, office] = await Promise.all([pupil.client.get(`/me/transcript.${form}`), admin.get(`${path}.${form}`)]);
        const read = async ({ status, body }: Answer) => {
          expect(status).toBe(200);
          return (await new SpreadsheetFile(Buffer.from(body as string)).read({ required: ['status'] }, { maxRows: 9 })).rows;
        };
        expect((await read(own)).map(({ cells }) => cells.status)).toEqual(['COMPLETED', 'TERM_TOTAL', 'TOTAL']);
        expect(await read(office)).toEqual(await read(own));
      }
      const entries = await school.entriesOf(pupil.user.id, 'transcript.exported');
      expect(entries).toMatchObject([{ actorRole: 'ADMIN' }, { actorRole: 'ADMIN' }, { actorRole: 'ADMIN' }]);
    });
  });

  it('shows the student and admins the same, and is refused to all others', async () => {
    const [pupil, other] = await Promise.all([school.addUser(), school.addUser()]);
    await take(pupil, (await subject()).id, autumn, 7);
    const path = `/students/${pupil.user.id}/transcript`;
    const { status, body } = await pupil.client.get('/me/transcript');
    expect(status).toBe(200);
    expect(await pupil.client.get(path)).toMatchObject({ status: 200, body });
    expect((await admin.get(path)).body).toEqual(body);
    const { client: lecturer } = school.defaults.lecturer;
    expectProblem(await other.client.get(path), 404, 'student_not_found');
    expectProblem(await other.client.get(`/students/${randomUUID()}/transcript`), 404, 'student_not_found');
    expectProblem(await lecturer.get(path), 403, 'forbidden');
    for (const client of [lecturer, admin]) expectProblem(await client.get('/me/transcript'), 403, 'forbidden');
    expectProblem(await admin.get(`/students/${randomUUID()}/transcript`), 404, 'student_not_found');
    expectProblem(await admin.get(`/students/${school.defaults.lecturer.user.id}/transcript`), 404, 'student_not_found');
  });
});
