import { WORKBOOK_MEDIA_TYPE } from '../../../src/http/spreadsheets/media-types.js';
import type { Classroom } from '../../fixtures/classroom.js';
import type { Answer } from '../../fixtures/client.js';
import { expectProblem, fieldsOf } from '../../fixtures/expectations.js';
import { SchoolFixture, type SignedInUser } from '../../fixtures/school.js';

interface Row {
  studentId: string;
  studentCode: string;
  marks: object;
  flags?: object;
  result: { value: number } | null;
}

const COMPONENTS = [
  { key: 'midterm', name: 'Midterm', weight: 50 },
  { key: 'final', name: 'Final', weight: 50 },
  { key: 'extra', name: 'Extra work', weight: 10, bonus: true },
];

function expectInvalid(answer: Answer, field: string): void {
  expectProblem(answer, 400, 'validation_failed');
  expect(fieldsOf(answer)).toEqual([field]);
}

describe('flags in place of marks, and bonus components', () => {
  let school: SchoolFixture;
  let subjectId: string;
  beforeAll(async () => {
    school = await SchoolFixture.startWithDefaults();
    subjectId = (await school.addSubject({ components: COMPONENTS })).id;
  });
  afterAll(() => school.close());

  const open = (students = 1): Promise<Classroom> => school.addClassroom({ subjectId, students });
  const grade = async (room: Classroom, student: SignedInUser, marks: object, flags?: object) => {
    const { status, body } = await room.save(student, { version: (await room.row(student)).version, marks, flags });
    expect({ status, body }).toMatchObject({ status: 200 });
    return body as Row;
  };
  const publishAll = async (room: Classroom) => {
    for (const { key } of COMPONENTS) expect((await room.publish(key)).status).toBe(200);
  };

  it('lead to the result of what counts, and a bonus adds to it', async () => {
    const room = await open();
    const [student] = room.students as [SignedInUser];
    expect(await grade(room, student, { midterm: 6 }, { final: 'EX' })).toMatchObject({
      marks: { midterm: 6 },
      flags: { final: 'EX' },
      result: { value: 6 },
    });
    expect((await grade(room, student, { extra: 10 })).result?.value).toBe(7);
    expect((await grade(room, student, {}, { midterm: 'EX' })).result).toBeNull();
    expect(await grade(room, student, { final: 7 }, { midterm: 'ABS', extra: 'EX' })).toMatchObject({
      marks: { final: 7 },
      flags: { midterm: 'ABS', extra: 'EX' },
      result: { value: 3.5 },
    });
    const cleared = await grade(room, student, { midterm: null }, { extra: null });
    expect(cleared).toMatchObject({ marks: { final: 7 }, result: null });
    expect(cleared).not.toHaveProperty('flags');
  });

  it('are refused with their place, and change nothing', async () => {
    const room = await open();
    const [student] = room.students as [SignedInUser];
    const before = await grade(room, student, { midterm: 6 });
    const send = (body: object) => room.save(student, { version: 2, marks: {}, ...body });
    expectInvalid(await send({ flags: { midterm: 'excused' } }), 'flags.midterm');
    expectInvalid(await send({ flags: { quiz: 'EX' } }), 'flags.quiz');
    expectInvalid(await send({ marks: { final: 5 }, flags: { final: 'EX' } }), 'flags.final');
    expectInvalid(await send({ flags: ['EX'] }), 'flags');
    const many = { rows: [{ studentId: student.user.id, version: 2, marks: {}, flags: { midterm: 1 } }] };
    expectInvalid(await room.saveMany(many), 'rows[0].flags.midterm');
    expect(await room.row(student)).toEqual(before);
  });

  it('count in statistics as the worst mark, or not at all, and only staff see how many are excused', async () => {
    const room = await open(6);
    for (const [index, student] of room.students.entries()) {
      if (index === 0) await grade(room, student, { final: 8 }, { midterm: 'EX' });
      else if (index === 1) await grade(room, student, { final: 8 }, { midterm: 'ABS' });
      else await grade(room, student, { midterm: 6, final: 8 });
    }
    await publishAll(room);
    const { components } = (await room.lecturer.get(`${room.path}/scores`)).body;
    expect(components).toMatchObject([
      { key: 'midterm', excused: 1, statistics: { count: 5, mean: 4.8 } },
      { key: 'final', excused: 0, statistics: { count: 6, mean: 8 } },
      { key: 'extra', bonus: true, excused: 0, statistics: { count: 0 } },
    ]);
    const views = await Promise.all(room.students.slice(0, 3).map(async (student) => (await room.ownScores(student)).body));
    expect(views.map(({ components: [midterm], result }) => [midterm.mark, midterm.flag, result.value])).toEqual([
      [null, 'EX', 8],
      [null, 'ABS', 4],
      [6, undefined, 7],
    ]);
    for (const view of views) expect(JSON.stringify(view)).not.toContain('excused');
    expect((await room.students[0]!.client.get('/me/transcript')).body).toMatchObject({ terms: [{ classes: [{ result: 8 }] }] });
    expect((await room.students[0]!.client.get('/me/export')).body).toMatchObject({
      enrolments: [{ marks: { final: 8 }, flags: { midterm: 'EX' } }],
    });
  });

  it('are in the history, for students once they are published', async () => {
    const room = await open();
    const [student] = room.students as [SignedInUser];
    await grade(room, student, { midterm: 6 });
    await room.publish('midterm');
    await grade(room, student, {}, { midterm: 'ABS', final: 'EX' });
    await grade(room, student, { midterm: 5 });
    const toSteps = ({ body }: { body: { items: object[] } }) => body.items;
    expect(toSteps(await room.history(student))).toMatchObject([
      { component: 'midterm', from: null, fromFlag: 'ABS', to: 5 },
      { component: 'midterm', from: 6, to: null, toFlag: 'ABS' },
      { component: 'final', from: null, to: null, toFlag: 'EX' },
      { component: 'midterm', from: null, to: 6 },
    ]);
    const seen = toSteps(await room.history(student, student.client));
    expect(seen).toMatchObject([
      { component: 'midterm', fromFlag: 'ABS', to: 5 },
      { component: 'midterm', from: 6, toFlag: 'ABS' },
    ]);
    expect(JSON.stringify(seen)).not.toContain('EX');
  });

  it('complete a class like marks, and a missing bonus does not matter', async () => {
    const room = await open();
    await grade(room, room.students[0]!, { final: 8 });
    await publishAll(room);
    expectProblem(await room.admin.post(`${room.path}/archive`, {}), 409, 'class_incomplete');
    await grade(room, room.students[0]!, {}, { midterm: 'EX' });
    expect((await room.admin.post(`${room.path}/archive`, {})).status).toBe(200);
  });

  describe('in files', () => {
    const lines = (body: unknown) => (body as { results: { outcome: string; error?: { message: string }; row?: Row }[] }).results;

    it.each(['csv', 'csv?separator=semicolon', 'xlsx'])('are words, and a file without edits changes nothing: %s', async (form) => {
      const room = await open(3);
      await grade(room, room.students[0]!, { final: 8 }, { midterm: 'EX' });
      await grade(room, room.students[1]!, {}, { midterm: 'ABS', final: 'ABS' });
      const { body } = await room.lecturer.get(`${room.path}/scores.${form}`);
      const type = form === 'xlsx' ? WORKBOOK_MEDIA_TYPE : 'text/csv';
      const answer = await room.lecturer.post(`${room.path}/scores/import`, body, { 'content-type': type });
      expect(lines(answer.body).map(({ outcome }) => outcome)).toEqual(['unchanged', 'unchanged', 'unchanged']);
    });

    it('are read in any case, and replace marks that were edited', async () => {
      const room = await open();
      await grade(room, room.students[0]!, { midterm: 6 });
      const file = (await room.exportFile()).body as string;
      expect(file).toContain(',6,,,');
      const [line] = lines((await room.importFile(file.replace(',6,,', ',ex,Abs,'))).body);
      expect(line).toMatchObject({ outcome: 'saved', row: { marks: {}, flags: { midterm: 'EX', final: 'ABS' }, result: { value: 0 } } });
      expect((await room.exportFile()).body).toContain(',EX,ABS,,0,F,');
    });

    it('are shown in conflicts', async () => {
      const room = await open();
      await grade(room, room.students[0]!, { midterm: 6 });
      const file = (await room.exportFile()).body as string;
      await grade(room, room.students[0]!, {}, { midterm: 'ABS' });
      const { body } = await room.importFile(file.replace(',6,,', ',EX,,'));
      expect(lines(body)).toMatchObject([
        { outcome: 'stale', conflicts: [{ component: 'midterm', sent: null, sentFlag: 'EX', stored: null, storedFlag: 'ABS' }] },
      ]);
    });
  });

  it('have weights: those of regular components sum to 100', async () => {
    const send = (components: object[]) =>
      school.admin.post('/subjects', { code: `B-${Date.now()}`, name: 'Bonus', credits: 3, gradingScale: 'vn-10', components });
    const [midterm, final, extra] = COMPONENTS as [object, object, object];
    expectInvalid(await send([midterm, extra]), 'components');
    expectInvalid(await send([extra]), 'components');
    expectInvalid(await send([midterm, { ...final, bonus: false }]), 'components[1].bonus');
    const made = await send([extra, midterm, final]);
    expect(made).toMatchObject({ status: 201, body: { components: COMPONENTS } });
    expect((await school.admin.get(`/subjects/${made.body.id}`)).body).toMatchObject({ components: COMPONENTS });
  });
});
