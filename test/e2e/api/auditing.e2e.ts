import { enrolmentEntity } from '../../../src/features/enrolments/enrolment.js';
import { auditLogOf } from '../../fixtures/audit-log.js';
import type { Classroom } from '../../fixtures/classroom.js';
import type { Answer, Client } from '../../fixtures/client.js';
import { expectProblem, fieldsOf } from '../../fixtures/expectations.js';
import { SchoolFixture, type SignedInUser } from '../../fixtures/school.js';

const reason = 'Application of 2 October';

interface Outcomes {
  results: { outcome: string; error?: { code: string; errors?: { field: string }[] } }[];
}

describe('an auditing student', () => {
  let school: SchoolFixture;
  let admin: Client;
  beforeAll(async () => {
    school = await SchoolFixture.startWithDefaults({ SHOW_RANKS: 'on' });
    ({ admin } = school);
  });
  afterAll(() => school.close());

  const enrol = (room: Classroom, { user }: SignedInUser, body: object = {}): Promise<Answer> =>
    admin.put(`${room.path}/students/${user.id}`, body);
  const open = async (regular = 0): Promise<{ room: Classroom; auditor: SignedInUser }> => {
    const [room, auditor] = await Promise.all([school.addClassroom({ students: regular }), school.addUser()]);
    expect(await enrol(room, auditor, { auditing: true })).toMatchObject({ status: 200, body: { auditing: true } });
    return { room, auditor };
  };
  const giveFinal = async (room: Classroom, { user }: SignedInUser, body: object, by = admin): Promise<Answer> => {
    const { version } = (await room.rows()).find(({ studentId }) => studentId === user.id)!;
    return by.put(`${room.path}/scores/${user.id}/final`, { version, reason, ...body });
  };
  const publishAll = async (room: Classroom) => {
    for (const key of ['midterm', 'final']) expect((await room.publish(key)).status).toBe(200);
  };
  const remove = ({ path }: Classroom, { user }: SignedInUser, as: string) =>
    admin.post(`${path}/students/${user.id}/remove`, { as, reason });
  const rosterOf = async ({ path }: Classroom) =>
    ((await admin.get(`${path}/students`)).body as { items: { studentId: string; auditing?: true }[] }).items;
  const progressOf = async ({ lecturer, schoolClass }: Classroom) => {
    const { classes } = (await lecturer.get('/me/home')).body as { classes: { id: string; progress: { missing: number }[] }[] };
    return classes.find(({ id }) => id === schoolClass.id)!.progress.map(({ missing }) => missing);
  };

  it('takes a seat, and is marked in the roster, the gradebook and the files', async () => {
    const { room, auditor } = await open(1);
    expect((await admin.get(room.path)).body).toMatchObject({ enrolledCount: 2, gradingStarted: false });
    const auditing = (await rosterOf(room)).map((entry) => [entry.studentId === auditor.user.id, entry.auditing]);
    expect(auditing).toEqual(expect.arrayContaining([[true, true], [false, undefined]])); // prettier-ignore
    expect(await room.row(auditor)).toMatchObject({ result: null, final: { notation: 'AU' }, computed: null });
    const lines = ((await admin.get(`${room.path}/students.csv`)).body as string).trim().split(/\r?\n/);
    expect(lines[0]).toMatch(/row\.disabled,row\.auditing$/);
    expect(lines.filter((line) => line.endsWith(',true'))).toEqual([expect.stringContaining(auditor.user.code)]);
    expect((await room.exportFile()).body).toContain(',,,,AU,');
  });

  it('needs no marks, has none in statistics, and gets neither result, rank nor GPA', async () => {
    const { room, auditor } = await open(5);
    expect(await progressOf(room)).toEqual([5, 5]);
    for (const student of room.students) await room.mark(student, { midterm: 6, final: 6 });
    await room.mark(auditor, { midterm: 10, final: 10 });
    expect(await progressOf(room)).toEqual([0, 0]);
    await publishAll(room);
    await room.lock();
    const { rows, statistics, components } = (await room.lecturer.get(`${room.path}/scores`)).body;
    expect([statistics, components[0].statistics]).toMatchObject([{ count: 5, mean: 6 }, { count: 5, mean: 6 }]); // prettier-ignore
    const row = rows.find(({ studentId }: { studentId: string }) => studentId === auditor.user.id);
    expect(row).toMatchObject({ result: null, computed: { value: 10 } });
    for (const property of ['rank', 'computedChanged']) expect(row).not.toHaveProperty(property);
    const own = (await room.ownScores(auditor)).body;
    expect(own).toMatchObject({ result: null, final: { notation: 'AU' }, rank: null });
    expect(own.components[0]).toMatchObject({ mark: 10 });
    expect((await room.ownScores(room.students[0]!)).body).toMatchObject({ rank: { rank: 1, of: 5 } });

    const { terms, ...overall } = (await auditor.client.get('/me/transcript')).body;
    expect(terms[0].classes).toMatchObject([{ status: 'COMPLETED', letter: 'AU' }]);
    for (const property of ['passed', 'result', 'gradePoint']) expect(terms[0].classes[0]).not.toHaveProperty(property);
    expect(overall).toMatchObject({ gpa: null, creditsAttempted: 0, creditsEarned: 0 });
    expect((await auditor.client.get('/me/transcript.csv')).body).toContain(',COMPLETED,,AU,,,');
    expect((await auditor.client.get('/me/export')).body).toMatchObject({ enrolments: [{ final: { notation: 'AU' } }] });
    expect((await admin.post(`${room.path}/archive`, {})).status).toBe(200);
  });

  it('does not keep a class without marks from being archived', async () => {
    const { room, auditor } = await open();
    expect(await progressOf(room)).toEqual([0, 0]);
    expect(JSON.stringify((await auditor.client.get('/me/transcript')).body)).toContain('"IN_PROGRESS"');
    await publishAll(room);
    expect((await admin.post(`${room.path}/archive`, {})).status).toBe(200);
  });

  it('is decided by admins, not by lecturers', async () => {
    const { room, auditor } = await open(1);
    const [regular] = room.students as [SignedInUser];
    for (const [student, body] of [
      [regular, { notation: 'AU' }],
      [auditor, { result: null }],
      [auditor, { result: 7 }],
      [auditor, { notation: 'P' }],
      [auditor, { notation: 'AU' }],
      [auditor, { incomplete: { dueOn: '2099-12-31', lapsesTo: 0 } }],
    ] as const) {
      const answer = await giveFinal(room, student, body, room.lecturer);
      expectProblem(answer, 403, 'forbidden');
      expect((answer.body as { detail: string }).detail).toContain('Only the office decides');
    }

    await room.mark(regular, { midterm: 8, final: 8 });
    await publishAll(room);
    const without = await admin.put(`${room.path}/scores/${regular.user.id}/final`, { version: 2, notation: 'AU' });
    expect(fieldsOf(without)).toEqual(['reason']);
    expect((await giveFinal(room, regular, { notation: 'AU' })).body).toMatchObject({ result: null, computed: { value: 8 } });
    expect((await regular.client.get('/notifications')).body.items[0]).toMatchObject({ title: 'Result changed' });
    expect((await giveFinal(room, regular, { result: null })).body).toMatchObject({ result: { value: 8 } });
    expect((await giveFinal(room, auditor, { result: null })).body).not.toHaveProperty('final');
    expect(await progressOf(room)).toEqual([1, 1]);
    const entity = enrolmentEntity({ classId: room.schoolClass.id, studentId: regular.user.id });
    expect((await auditLogOf(school, entity)).filter(({ action }) => action === 'final.changed')).toMatchObject([
      { before: { final: { value: null } }, after: { final: { value: 'AU' } }, reason },
      { before: { final: { value: 'AU' } }, after: { final: { value: null } }, reason },
    ]);
  });

  it('stays one when enrolled again, and another one is not changed by it', async () => {
    const { room, auditor } = await open(1);
    for (const body of [{}, { auditing: true }]) {
      expect(await enrol(room, auditor, body)).toMatchObject({ status: 200, body: { auditing: true } });
    }
    const refused = await enrol(room, auditor, { auditing: false });
    expectProblem(refused, 409, 'already_enrolled');
    expect((refused.body as { detail: string }).detail).toContain('AU');
    expectProblem(await enrol(room, room.students[0]!, { auditing: true }), 409, 'already_enrolled');
    expect((await enrol(room, room.students[0]!, { auditing: false })).body).not.toHaveProperty('auditing');
  });

  it('who left audits the class again only if the request says so', async () => {
    const { room, auditor } = await open();
    expect((await remove(room, auditor, 'withdrawn')).status).toBe(204);
    expect((await enrol(room, auditor, { auditing: true })).body).toMatchObject({ auditing: true });
    await remove(room, auditor, 'withdrawn');
    expect((await enrol(room, auditor)).body).not.toHaveProperty('auditing');
    expect(await room.row(auditor)).not.toHaveProperty('final');
    const entity = enrolmentEntity({ classId: room.schoolClass.id, studentId: auditor.user.id });
    expect((await auditLogOf(school, entity)).filter(({ action }) => action === 'enrolment.enrolled')).toMatchObject([
      { before: { final: { value: null } }, after: { status: 'ENROLLED', final: { value: 'AU' } } },
      { after: { status: 'ENROLLED' } },
      { before: { final: { value: 'AU' } }, after: { status: 'ENROLLED', final: { value: null } } },
    ]);
  });

  it('who left is enrolled by a list as a regular student, but not from the list of a class that they audit', async () => {
    const { room, auditor } = await open(1);
    const file = (await admin.get(`${room.path}/students.csv`)).body as string;
    const send = async ({ path }: Classroom, query = '') =>
      ((await admin.post(`${path}/students${query}`, file, { 'content-type': 'text/csv' })).body as Outcomes).results;
    expect((await send(room)).map(({ outcome }) => outcome)).toEqual(['already_enrolled', 'already_enrolled']);
    const other = await school.addClassroom({ students: 0 });
    for (const query of ['?dryRun=true', '']) {
      const results = await send(other, query);
      expect(results.map(({ outcome }) => outcome).sort()).toEqual(['enrolled', 'error']);
      const { error } = results.find(({ outcome }) => outcome === 'error')!;
      expect(error).toMatchObject({ code: 'validation_failed', errors: [{ field: 'row.auditing' }] });
    }
    await remove(room, auditor, 'withdrawn');
    await admin.post(`${room.path}/students`, { students: [{ id: auditor.user.id }] });
    expect(await room.row(auditor)).not.toHaveProperty('final');
  });

  it('leaves no trace when dropped without marks, and lets the components change', async () => {
    const { room, auditor } = await open();
    const components = [{ key: 'exam', name: 'Exam', weight: 100 }];
    expect((await admin.patch(room.path, { components })).status).toBe(200);
    expect((await remove(room, auditor, 'dropped')).status).toBe(204);
    expect(await room.rows()).toEqual([]);
    expect((await auditor.client.get('/me/transcript')).body).toMatchObject({ terms: [] });
  });

  it('is moved with AU, also to a class with other components', async () => {
    const { room, auditor } = await open();
    const other = await school.addClassroom({ students: 0 });
    await admin.patch(other.path, { components: [{ key: 'exam', name: 'Exam', weight: 100 }] });
    const answer = await admin.post(`${room.path}/students/${auditor.user.id}/move`, { toClassId: other.schoolClass.id });
    expect(answer).toMatchObject({ status: 200, body: { auditing: true } });
    expect(await other.row(auditor)).toMatchObject({ final: { notation: 'AU' } });
    expect((await admin.get(other.path)).body).toMatchObject({ gradingStarted: false });
    expect(await progressOf(other)).toEqual([0]);
  });
});
