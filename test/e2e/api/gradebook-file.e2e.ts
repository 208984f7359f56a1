import { randomUUID } from 'node:crypto';
import { enrolmentEntity } from '../../../src/features/enrolments/enrolment.js';
import { WORKBOOK_MEDIA_TYPE } from '../../../src/http/spreadsheets/media-types.js';
import { SpreadsheetFile } from '../../../src/http/spreadsheets/spreadsheet-file.js';
import { writeWorkbook } from '../../../src/http/spreadsheets/write-workbook.js';
import { auditLogOf } from '../../fixtures/audit-log.js';
import type { Classroom, RowBody } from '../../fixtures/classroom.js';
import type { Answer, Client } from '../../fixtures/client.js';
import { dumpOf } from '../../fixtures/dump.js';
import { expectProblem, expectUnauthenticated, fieldsOf } from '../../fixtures/expectations.js';
import { SchoolFixture, SignedInUser } from '../../fixtures/school.js';

interface LineBody {
  line: number;
  studentCode: string;
  outcome: string;
  row?: RowBody;
  error?: { code: string; message: string };
  conflicts?: object[];
  warnings?: object[];
}

/** Changes rows of an exported workbook. */
const editWorkbook = async (file: Buffer, edit: (row: Readonly<Record<string, string>>) => Readonly<Record<string, string>>) => {
  const required = ['studentCode', 'name', 'midterm', 'final', 'result', 'letter', 'row.seen'];
  const { rows } = await new SpreadsheetFile(file).read({ required }, { maxRows: 500 });
  return writeWorkbook(
    required,
    rows.map(({ cells }) => required.map((column) => edit(cells)[column])),
  );
};

describe('the file of a gradebook', () => {
  let school: SchoolFixture;
  let admin: Client;

  beforeAll(async () => {
    school = await SchoolFixture.startWithDefaults();
    ({ admin } = school);
  });
  afterAll(() => school.close());
  afterEach(() => school.database.faults.clear());

  const open = (request: { students?: number; [request: string]: unknown } = {}) => school.addClassroom(request);
  const resultsOf = ({ status, body }: Answer) => {
    expect({ status, body }).toMatchObject({ status: 200 });
    return (body as { results: LineBody[] }).results;
  };
  const outcomesOf = (results: LineBody[]) => results.map(({ outcome, error }) => error?.code ?? outcome);
  const textOf = ({ status, body }: Answer): string => {
    expect({ status, body }).toMatchObject({ status: 200 });
    return body as string;
  };
  const linesOf = (text: string) => text.replace('\uFEFF', '').split('\r\n').slice(0, -1);
  const code = ({ user }: SignedInUser) => user.code;
  /** A file of one column of marks, in the order of the students. */
  const finals = (students: readonly SignedInUser[], marks: readonly unknown[], version = 1) =>
    ['studentCode,version,final', ...students.map((student, index) => `${code(student)},${version},${String(marks[index])}`)].join('\n');
  const marksChanged = async ({ schoolClass }: Classroom, { user }: SignedInUser) =>
    (await auditLogOf(school, enrolmentEntity({ classId: schoolClass.id, studentId: user.id }))).filter(
      ({ action }) => action === 'marks.changed',
    );

  describe('as a workbook', () => {
    it('comes back unchanged, and with edited marks', async () => {
      const room = await open({ students: 3 });
      const [first, second] = room.students as [SignedInUser, SignedInUser];
      await room.importFile(`studentCode,final\n${code(first)},7.25\n`);
      const answer = await room.lecturer.get(`${room.path}/scores.xlsx`);
      const { term, code: classCode } = room.schoolClass;
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        'content-type': WORKBOOK_MEDIA_TYPE,
        'content-disposition': `attachment; filename="scores-${term}-${classCode}.xlsx"`,
        'cache-control': 'no-store',
      });
      expect(outcomesOf(resultsOf(await room.importFile(answer.body as Buffer)))).toEqual(['unchanged', 'unchanged', 'unchanged']);

      const edited = await editWorkbook(answer.body as Buffer, (row) =>
        row.studentCode === second.user.code ? { ...row, final: '8.5' } : row,
      );
      const results = resultsOf(await room.importFile(edited));
      expect(results.map(({ studentCode, outcome, row }) => [studentCode, outcome, row?.marks.final])).toEqual(
        expect.arrayContaining([
          [first.user.code, 'unchanged', 7.25],
          [second.user.code, 'saved', 8.5],
        ]),
      );
    });
  });

  it('of another product finds students by their e-mail address, scales marks, and names what it ignores', async () => {
    const room = await open({ students: 2 });
    const [first, second] = room.students as [SignedInUser, SignedInUser];
    const stranger = await school.addUser();
    const lines = [
      'Last Name,First Name,Email Address,Final,Homework',
      'Date,,,2026-11-02,2026-11-03',
      'Points,,,50,10',
      ...[first, second, stranger].map(
        ({ user }, index) => `${user.familyName},${user.givenName},${user.email.toUpperCase()},${40 + index},3`,
      ),
    ];
    const { body } = await room.importFile(lines.join('\n'), { query: `?map=${encodeURIComponent('{"Final":"final"}')}` });
    expect(body).toMatchObject({
      ignoredColumns: ['Homework'],
      results: [
        { line: 4, studentCode: first.user.code, outcome: 'saved', row: { marks: { final: 8 } } },
        { line: 5, studentCode: second.user.code, outcome: 'saved', row: { marks: { final: 8.2 } } },
        { line: 6, outcome: 'error', error: { code: 'unknown_reference' } },
      ],
    });
  });

  describe('on its way out', () => {
    it('opens in spreadsheets: type, name, BOM and CRLF, and is not cached', async () => {
      const room = await open({ students: 0 });
      const answer = await room.exportFile();
      const { term, code } = room.schoolClass;
      expect(textOf(answer)).toBe('\uFEFFstudentCode,name,midterm,final,result,letter,row.disabled,row.seen\r\n');
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': `attachment; filename="scores-${term}-${code}.csv"`,
        'cache-control': 'no-store',
      });
      expect(answer.headers.has('etag')).toBe(false);
      expect((await room.lecturer.get(`${room.path}/scores.csv`, { 'if-none-match': '*' })).status).toBe(200);
    });

    it('has who is enrolled by name, the marks there are, and what they come to', async () => {
      const names = ['Trần', 'Đỗ', 'Lê', 'An'];
      const students = await Promise.all(names.map((familyName) => school.addUser({ familyName, givenName: 'Chi' })));
      const room = await school.addClassroom({ students: students });
      await room.mark(students[0]!, { midterm: 7.25, final: 9 });
      await room.mark(students[1]!, { midterm: 0 });
      await school.withdraw(room.schoolClass, students[3]!.user);
      expect(linesOf(textOf(await room.exportFile())).slice(1)).toEqual([
        expect.stringContaining(`${code(students[1]!)},Đỗ Chi,0,,,,,v2.`),
        expect.stringContaining(`${code(students[2]!)},Lê Chi,,,,,,v1.`),
        expect.stringContaining(`${code(students[0]!)},Trần Chi,7.25,9,8.3,B+,,v2.`),
      ]);
      expect(linesOf(textOf(await room.exportFile(admin, '?separator=semicolon')))[3]).toContain(
        `${code(students[0]!)};Trần Chi;7,25;9;8,3;B+;;v2.`,
      );
      await room.archive();
      expect(linesOf(textOf(await room.exportFile(admin, '?separator=comma')))).toHaveLength(4);
    });

    it('is for admins and the lecturer of the class', async () => {
      const room = await open({ students: 1 });
      expectProblem(await room.exportFile((await school.addLecturer()).client), 404, 'class_not_found');
      expectProblem(await room.exportFile(room.students[0]!.client), 403, 'forbidden');
      expectProblem(await admin.get(`/classes/${randomUUID()}/scores.csv`), 404, 'class_not_found');
      expectProblem(await admin.get('/classes/mine/scores.csv'), 400, 'validation_failed');
      expectProblem(await admin.get(`${room.path}/scores.csvx`), 404, 'route_not_found');
      for (const query of ['?separator=tab', '?separator=', '?separator=comma&separator=comma', '?format=xlsx']) {
        expectProblem(await room.exportFile(admin, query), 400, 'validation_failed');
      }
    });
  });

  describe('on its way back', () => {
    it('changes nothing if nothing was edited, whatever the names', async () => {
      const names = ['=HYPERLINK("http://x")', '+84', '-Ann', '@home', "'=x", 'Smith, "Jr"; x', '😀', '\u202Bx', '＝1'];
      const students = await Promise.all(names.map((name) => school.addUser({ familyName: name, givenName: name })));
      const room = await school.addClassroom({ students: students });
      for (const [index, student] of students.entries()) await room.mark(student, { midterm: index + 0.25, final: index % 2 ? 7.5 : null });
      const before = await room.rows();
      for (const query of ['', '?separator=semicolon']) {
        const results = resultsOf(await room.importFile(textOf(await room.exportFile(admin, query))));
        expect(outcomesOf(results)).toEqual(names.map(() => 'unchanged'));
        expect(results.map(({ line, row }) => [line, row])).toEqual(before.map((row, index) => [index + 2, row]));
      }
      expect(await room.rows()).toEqual(before);
    });

    it.each(['comma', 'semicolon'])('changes exactly what was edited, separated by %s, and records it', async (separator) => {
      const room = await open({ students: 3 });
      await room.mark(room.students[0]!, { midterm: 6, final: 5 });
      const [header, ...lines] = linesOf(textOf(await room.exportFile(admin, `?separator=${separator}`)));
      const by = separator === 'comma' ? ',' : ';';
      const mark = separator === 'comma' ? '8.25' : '8,25';
      const at = lines.findIndex((line) => line.startsWith(code(room.students[0]!)));
      const other = at === 0 ? 1 : 0;
      const cells = lines.map((line) => line.split(by));
      const edited = cells.map((row, index) => (index === at ? row.with(2, '').with(3, mark) : index === other ? row.with(2, '10') : row));
      const results = resultsOf(
        await room.importFile([header, ...edited.map((row) => row.join(by))].join('\r\n'), { query: '?reason=Retake' }),
      );
      expect(outcomesOf(results)).toEqual(lines.map((_line, index) => (index === at || index === other ? 'saved' : 'unchanged')));
      expect(results.map(({ row }) => row)).toEqual(await room.rows());

      const marksOf = (rows: string[][]) => rows.map((row) => row.slice(0, 4));
      const [, ...exported] = linesOf(textOf(await room.exportFile(admin, `?separator=${separator}`)));
      expect(marksOf(exported.map((line) => line.split(by)))).toEqual(marksOf(edited));
      expect((await marksChanged(room, room.students[0]!))[1]).toMatchObject({
        before: { marks: { midterm: 6, final: 5 } },
        after: { marks: { midterm: null, final: 8.25 } },
        reason: 'Retake',
      });
    });

    it('has an outcome for each line, and the same ones before it is sent for good', async () => {
      const room = await open({ students: 6 });
      const [saved, unchanged, stale, left, bad, odd] = room.students as [
        SignedInUser,
        SignedInUser,
        SignedInUser,
        SignedInUser,
        SignedInUser,
        SignedInUser,
      ];
      await room.mark(unchanged, { final: 5 });
      await room.mark(stale, { final: 6 });
      await school.withdraw(room.schoolClass, left.user);
      const stranger = await school.addUser();
      const file = [
        ['studentCode,version,final', 'line 1'],
        [`${code(saved).toLowerCase()},1,8`, 'saved'],
        [`${code(unchanged)},2,5.00`, 'unchanged'],
        [`${code(stale)},1,7`, 'stale'],
        [`${code(left)},2,7`, 'not_enrolled'],
        [`${code(bad)},1,10.01`, 'validation_failed'],
        [`${code(odd)},one,7`, 'validation_failed'],
        [`${code(stranger)},1,7`, 'unknown_reference'],
        [`${code(saved)},1,9`, 'student_repeated'],
        [',1,9', 'validation_failed'],
      ] as const;
      const csv = file.map(([line]) => line).join('\n');
      const [before, stored] = [await room.rows(), await dumpOf(school)];
      const tried = resultsOf(await room.importFile(csv, { query: '?dryRun=true' }));
      expect(await dumpOf(school)).toEqual(stored);

      expect(outcomesOf(tried)).toEqual(file.slice(1).map(([, outcome]) => outcome));
      expect(tried.map(({ line, studentCode }) => [line, studentCode])).toEqual(
        file.slice(1).map(([line], index) => [index + 2, line.split(',')[0]]),
      );
      expect(tried[2]!.row).toEqual(await room.row(stale));
      expect(tried[4]!.error!.message).toBe(
        'final: is "10.01". It must be a number from 0 to 10 with at most two decimal places, EX (excused), ABS (absent), or blank.',
      );
      expect(resultsOf(await room.importFile(csv, { query: '?dryRun=false' }))).toEqual(tried);
      expect(await room.row(saved)).toEqual(tried[0]!.row);
      expect((await room.rows()).filter((row, index) => row.version !== before[index]!.version)).toHaveLength(1);
    });

    it('changes nothing when it is sent again, and is stale when other marks are sent', async () => {
      const room = await open({ students: 2 });
      const csv = finals(room.students, [7, 8]);
      const first = resultsOf(await room.importFile(csv));
      const again = resultsOf(await room.importFile(csv));
      expect(outcomesOf(again)).toEqual(['unchanged', 'unchanged']);
      const other = resultsOf(await room.importFile(finals(room.students, [7, 9])));
      expect(outcomesOf(other)).toEqual(['unchanged', 'stale']);
      for (const results of [again, other]) expect(results.map(({ row }) => row)).toEqual(first.map(({ row }) => row));
      for (const student of room.students) expect(await marksChanged(room, student)).toHaveLength(1);
    });

    it('merges the marks of two people by cell, and names the cells in which they differ', async () => {
      const room = await open({ students: 3 });
      const [mine, theirs, both] = room.students as [SignedInUser, SignedInUser, SignedInUser];
      const [header, ...lines] = linesOf(textOf(await room.exportFile()));
      await room.mark(theirs, { midterm: 6 });
      await room.mark(both, { final: 4 });
      const typed = (student: SignedInUser, mark: string) =>
        lines
          .find((line) => line.startsWith(`${code(student)},`))!
          .split(',')
          .with(3, mark)
          .join(',');
      const file = [header, typed(mine, '7'), typed(theirs, '8'), typed(both, '5')].join('\r\n');
      const tried = resultsOf(await room.importFile(file, { query: '?dryRun=true' }));
      const results = resultsOf(await room.importFile(file));
      expect(results).toEqual(tried);
      expect(outcomesOf(results)).toEqual(['saved', 'saved', 'stale']);
      expect(results[2]!.conflicts).toEqual([{ component: 'final', sent: 5, stored: 4 }]);
      expect((await room.row(theirs)).marks).toEqual({ midterm: 6, final: 8 });
      expect(outcomesOf(resultsOf(await room.importFile(file)))).toEqual(['unchanged', 'unchanged', 'stale']);
    });

    it('does not restore a mark that was cleared meanwhile', async () => {
      const room = await open({ students: 1 });
      const [student] = room.students as [SignedInUser];
      await room.mark(student, { midterm: 6, final: 7 });
      const file = textOf(await room.exportFile());
      await room.save(student, { version: 2, marks: { final: null } });
      expect(outcomesOf(resultsOf(await room.importFile(file)))).toEqual(['unchanged']);
      expect((await room.row(student)).marks).toEqual({ midterm: 6 });
    });

    it('is rejected as a whole in another class of the same students', async () => {
      const room = await open({ students: 3 });
      const other = await school.addClassroom({ students: room.students });
      const before = await other.rows();
      const answer = await other.importFile(textOf(await room.exportFile()));
      expectProblem(answer, 400, 'validation_failed');
      expect(fieldsOf(answer)).toEqual(['line 2']);
      expect(await other.rows()).toEqual(before);
    });

    it('is rejected in a line whose name contradicts its code', async () => {
      const room = await open({ students: 2 });
      const [one, two] = room.students as [SignedInUser, SignedInUser];
      const line = ({ user }: SignedInUser, { user: named }: SignedInUser) => `${user.code},"${named.familyName} ${named.givenName}",1,9`;
      const stranger = await school.addUser({ familyName: 'Epsilon', givenName: 'Em' });
      const file = ['studentCode,name,version,final', line(one, stranger), line(two, two)].join('\n');
      for (const query of ['?dryRun=true', '']) {
        const [rejected, saved] = resultsOf(await room.importFile(file, { query })) as [LineBody, LineBody];
        expect(rejected.error).toMatchObject({ code: 'validation_failed', message: expect.stringMatching(/^name: is not the name of /) });
        expect(saved.outcome).toBe('saved');
      }
      expect((await room.row(one)).marks).toEqual({});
    });

    it('only adds marks without row.seen and version, unless it may overwrite', async () => {
      const room = await open({ students: 2 });
      const [empty, marked] = room.students as [SignedInUser, SignedInUser];
      await room.mark(marked, { final: 5 });
      const file = ['studentCode,final', `${code(empty)},8`, `${code(marked)},9`].join('\n');
      expect(outcomesOf(resultsOf(await room.importFile(file)))).toEqual(['saved', 'validation_failed']);
      expect(outcomesOf(resultsOf(await room.importFile(file, { query: '?overwrite=true' })))).toEqual(['unchanged', 'saved']);
      expect((await room.row(marked)).marks).toEqual({ final: 9 });
    });

    it('clears more than ten marks only when asked to, and counts them', async () => {
      const room = await open({ students: 11 });
      const all = room.students.map(() => 5);
      await room.importFile(finals(room.students, all));
      const blank = linesOf(textOf(await room.exportFile()))
        .map((line, index) => (index === 0 ? line : line.split(',').with(3, '').join(',')))
        .join('\n');
      for (const query of ['?dryRun=true', '']) {
        const answer = await room.importFile(blank, { query });
        expectProblem(answer, 400, 'validation_failed');
        expect(fieldsOf(answer)).toEqual(['allowClearing']);
      }
      const answer = await room.importFile(blank, { query: '?allowClearing=true' });
      expect(answer.body).toMatchObject({ cleared: 11 });
      expect((await room.rows()).map(({ marks }) => marks)).toEqual(all.map(() => ({})));
    });

    it('warns of a result that was typed', async () => {
      const room = await open({ students: 1 });
      const [header, line] = linesOf(textOf(await room.exportFile()));
      const [result] = resultsOf(await room.importFile([header, line!.split(',').with(4, '9').with(5, 'A').join(',')].join('\n')));
      expect(result).toMatchObject({ outcome: 'unchanged', warnings: [{ field: 'result', code: 'ignored' }, { field: 'letter' }] });
    });

    it('under a lock is for admins who say why, whether it is tried or sent', async () => {
      const room = await open({ students: 1 });
      await room.lock();
      const csv = finals(room.students, [7]);
      for (const dryRun of ['?dryRun=true', '?dryRun=false']) {
        expectProblem(await room.importFile(csv, { query: dryRun }), 409, 'gradebook_locked');
        expectProblem(await room.importFile(csv, { query: `${dryRun}&reason=Typo` }), 409, 'gradebook_locked');
        const silent = await room.importFile(csv, { by: admin, query: dryRun });
        expectProblem(silent, 400, 'validation_failed');
        expect(fieldsOf(silent)).toEqual(['reason']);
        expect(outcomesOf(resultsOf(await room.importFile(csv, { by: admin, query: `${dryRun}&reason=Appeal` })))).toEqual(['saved']);
      }
      expect(await marksChanged(room, room.students[0]!)).toMatchObject([{ reason: 'Appeal' }]);
    });

    it('is refused for an archived class and from a lecturer of another class', async () => {
      const room = await open({ students: 1 });
      const csv = finals(room.students, [7]);
      expectProblem(await room.importFile(csv, { by: (await school.addLecturer()).client }), 404, 'class_not_found');
      expectProblem(await room.importFile(csv, { by: room.students[0]!.client }), 403, 'forbidden');
      expectUnauthenticated(await room.importFile(csv, { by: school.as() }));
      await room.archive();
      for (const by of [room.lecturer, admin]) expectProblem(await room.importFile(csv, { by }), 409, 'class_archived');
      expect((await room.row(room.students[0]!)).marks).toEqual({});
    });

    it.each<[string, string, string[]]>([
      ['nothing', '\uFEFF', ['line 1']],
      ['no column of codes', 'version,final\n1,7\n', ['studentCode']],
      ['a column twice', 'studentCode,version,final,FINAL\n', ['final']],
      ['a decimal comma where commas separate', 'studentCode,version,final\nS-1,1,7,5\n', ['line 2']],
      ['a quote that is never closed', 'studentCode,version,final\nS-1,1,"7\n', ['line 2']],
    ])('is refused as a whole with %s', async (_what, csv, fields) => {
      const room = await open({ students: 1 });
      const answer = await room.importFile(csv);
      expectProblem(answer, 400, 'malformed_csv');
      expect(fieldsOf(answer)).toEqual(fields);
    });

    it('has at most 500 lines besides the header, and may have none', async () => {
      const room = await open({ students: 0 });
      const lines = Array.from({ length: 501 }, (_, index) => `S-${index},1,7\n`);
      const answer = await room.importFile(`studentCode,version,final\n${lines.join('')}`);
      expectProblem(answer, 400, 'validation_failed');
      expect(fieldsOf(answer)).toEqual(['line 502']);
      expect(resultsOf(await room.importFile(`studentCode,version,final\n${lines.slice(1).join('')}`))).toHaveLength(500);
      expect(resultsOf(await room.importFile('studentCode,version,final\n'))).toEqual([]);
    });

    it('is a text file or a workbook, and nothing else', async () => {
      const room = await open({ students: 1 });
      const path = `${room.path}/scores/import`;
      const csv = finals(room.students, [7]);
      expectProblem(await room.lecturer.post(path, { rows: [] }), 415, 'unsupported_media_type');
      expectProblem(await room.lecturer.post(path), 415, 'unsupported_media_type');
      for (const type of ['text/plain', 'text/csv; charset=windows-1258', 'application/vnd.ms-excel']) {
        expectProblem(await room.lecturer.post(path, csv, { 'content-type': type }), 415, 'unsupported_media_type');
      }
      for (const query of ['?dryRun=1', '?dryRun=TRUE', '?reason=', '?version=1']) {
        expectProblem(await room.importFile(csv, { query }), 400, 'validation_failed');
      }
      expect(await room.row(room.students[0]!)).toMatchObject({ marks: {}, version: 1 });
      expect(outcomesOf(resultsOf(await room.lecturer.post(path, csv, { 'content-type': 'text/csv;charset=UTF-8' })))).toEqual(['saved']);
    });
  });

  describe('at once', () => {
    it('sent twice, saves each row once, in several steps', async () => {
      const room = await open({ students: 60, capacity: 60 });
      const csv = finals(
        room.students,
        room.students.map((_pupil, index) => (index % 41) / 4),
      );
      const outcomes = (await Promise.all([room.importFile(csv), room.importFile(csv, { by: admin })])).map(resultsOf);
      for (const [index, student] of room.students.entries()) {
        expect(outcomes.map((results) => results[index]!.outcome).sort()).toEqual(['saved', 'unchanged']);
        expect(outcomes[0]![index]!.row).toEqual(outcomes[1]![index]!.row);
        expect(await marksChanged(room, student)).toHaveLength(1);
      }
      expect((await room.rows()).every(({ version }) => version === 2)).toBe(true);
    });

    it('with a lock, saves the rows before it and none after it', async () => {
      const room = await open({ students: 60, capacity: 60 });
      let steps = 0;
      const stop = school.database.faults.before('TransactWriteItems', async () => {
        if ((steps += 1) < 2) return;
        stop();
        expect((await room.lock(admin)).status).toBe(200);
      });
      const results = resultsOf(
        await room.importFile(
          finals(
            room.students,
            room.students.map(() => 5),
          ),
        ),
      );
      expect(outcomesOf(results)).toEqual([...Array<string>(49).fill('saved'), ...Array<string>(11).fill('gradebook_locked')]);
      const saved = (await room.rows()).filter(({ marks }) => marks.final === 5).map(({ studentId }) => studentId);
      expect(saved.sort()).toEqual(
        room.students
          .slice(0, 49)
          .map(({ user }) => user.id)
          .sort(),
      );
    });

    it('saves the other rows when one row changes meanwhile', async () => {
      const room = await open({ students: 2 });
      const [typed, other] = room.students as [SignedInUser, SignedInUser];
      const stop = school.database.faults.before('TransactWriteItems', async () => {
        stop();
        await room.save(typed, { version: 1, marks: { midterm: 9 } }, admin);
      });
      const results = resultsOf(await room.importFile(finals(room.students, [5, 6])));
      expect(outcomesOf(results)).toEqual(['stale', 'saved']);
      expect(results[0]!.row).toEqual(await room.row(typed));
      expect(await room.row(typed)).toMatchObject({ marks: { midterm: 9 }, version: 2 });
      expect(await room.row(other)).toMatchObject({ marks: { final: 6 }, version: 2 });
    });

    it('whatever answer is lost on the way, saves each row once', async () => {
      const room = await open({ students: 3 });
      for (const fault of ['AnswerLost', 'TransactionConflict', 'ThrottlingException'] as const) {
        school.database.faults.failNext('TransactWriteItems', fault);
      }
      expect(outcomesOf(resultsOf(await room.importFile(finals(room.students, [5, 6, 7]))))).toEqual(['saved', 'saved', 'saved']);
      for (const student of room.students) expect(await marksChanged(room, student)).toHaveLength(1);
    });
  });
});
