import type { EntityName } from '../../../src/features/audit/audit-entry.js';
import { classEntity } from '../../../src/features/classes/school-class.js';
import { subjectEntity } from '../../../src/features/subjects/subject.js';
import { termEntity } from '../../../src/features/terms/term.js';
import { auditLogOf } from '../../fixtures/audit-log.js';
import { aCode } from '../../fixtures/builders.js';
import type { ClassBody, Classroom } from '../../fixtures/classroom.js';
import type { Answer, Client } from '../../fixtures/client.js';
import { expectProblem, fieldsOf } from '../../fixtures/expectations.js';
import { SchoolFixture } from '../../fixtures/school.js';

describe('a correction of', () => {
  let school: SchoolFixture;
  let admin: Client;

  beforeAll(async () => {
    school = await SchoolFixture.startWithDefaults();
    ({ admin } = school);
  });
  afterAll(() => school.close());

  const reason = 'It was mistyped';
  const current = async ({ path }: Classroom) => (await admin.get(path)).body as ClassBody;
  const lastEntry = async (entity: EntityName) => (await auditLogOf(school, entity)).at(-1);
  const expectReasonRequired = (answer: Answer) => {
    expectProblem(answer, 400, 'validation_failed');
    expect(fieldsOf(answer)).toEqual(['reason']);
  };
  const transcriptOf = async ({ students }: Classroom) => JSON.stringify((await students[0]!.client.get('/me/transcript')).body);

  describe('the code of a class', () => {
    it('shows everywhere, is in the audit log, and frees the old code', async () => {
      const room = await school.addClassroom({ students: 1 });
      const { id, code, term } = room.schoolClass;
      const corrected = aCode('C');
      expect(await admin.patch(room.path, { code: corrected })).toMatchObject({ status: 200, body: { code: corrected, version: 2 } });
      expect(await lastEntry(classEntity(id))).toMatchObject({ action: 'class.changed', before: { code }, after: { code: corrected } });
      expect(await transcriptOf(room)).toContain(corrected);
      for (const path of [`/classes?term=${term}&limit=100`, '/me/classes']) {
        const by = path === '/me/classes' ? room.students[0]!.client : admin;
        expect((await by.get(path)).body).toMatchObject({ items: expect.arrayContaining([expect.objectContaining({ code: corrected })]) });
      }
      const { openClasses } = (await admin.post(`/users/${room.students[0]!.user.id}/disable`)).body as { openClasses?: object };
      expect(JSON.stringify(openClasses ?? corrected)).toContain(corrected);
      expectProblem(await admin.post('/classes', school.aClassRequest({ code: corrected.toUpperCase() })), 409, 'class_code_taken');
      await school.addClass({ code });
    });

    it('can be one of its case', async () => {
      const room = await school.addClassroom({ students: 0, code: aCode('hk') });
      const code = room.schoolClass.code.toUpperCase();
      expect((await admin.patch(room.path, { code })).body).toMatchObject({ code });
    });

    it('is not possible to the code of another class, also in another case', async () => {
      const [room, other] = [await school.addClassroom({ students: 0 }), await school.addClass()];
      expectProblem(await admin.patch(room.path, { code: other.code.toUpperCase() }), 409, 'class_code_taken');
      expect(await current(room)).toEqual(room.schoolClass);
    });

    it('needs a reason once marks were entered', async () => {
      const room = await school.addClassroom({ students: 1 });
      await room.mark(room.students[0]!, { midterm: 7 });
      const code = aCode('C');
      expectReasonRequired(await admin.patch(room.path, { code }));
      expect(await admin.patch(room.path, { code, reason })).toMatchObject({ status: 200, body: { code } });
      expect(await lastEntry(classEntity(room.schoolClass.id))).toMatchObject({ after: { code }, reason });
      expect(await room.row(room.students[0]!)).toMatchObject({ marks: { midterm: 7 } });
    });

    it('is not possible in an archived class', async () => {
      const room = await school.addClassroom({ students: 0 });
      await room.archive();
      expectProblem(await admin.patch(room.path, { code: aCode('C') }), 409, 'class_archived');
    });
  });

  describe('the term of a class', () => {
    it('moves a class without students', async () => {
      const room = await school.addClassroom({ students: 0 });
      const term = await school.addTerm();
      expect(await admin.patch(room.path, { term })).toMatchObject({ status: 200, body: { term } });
      expect((await admin.get(`/classes?term=${term}`)).body).toMatchObject({ items: [{ id: room.schoolClass.id }] });
      expectProblem(await admin.delete(`/terms/${term}`), 409, 'term_in_use');
      const answer = await admin.patch(room.path, { term: 'never' });
      expectProblem(answer, 422, 'unknown_reference');
      expect(fieldsOf(answer)).toEqual(['term']);
    });

    it('is possible again after all students were dropped', async () => {
      const room = await school.addClassroom({ students: 1 });
      const [term, path] = [await school.addTerm(), `${room.path}/students/${room.students[0]!.user.id}`];
      expectProblem(await admin.patch(room.path, { term }), 409, 'class_had_students');
      await admin.delete(`${path}?as=withdrawn`);
      expectProblem(await admin.patch(room.path, { term }), 409, 'class_had_students');
      await admin.delete(`${path}?as=dropped`);
      expect(await admin.patch(room.path, { term })).toMatchObject({ status: 200, body: { term } });
      expect((await admin.put(path)).status).toBe(200);
      expect(await transcriptOf(room)).toContain(term);
    });
  });

  describe('components', () => {
    const names = [
      { key: 'midterm', name: 'Mid-term exam', weight: 40 },
      { key: 'final', name: 'Final exam', weight: 60 },
    ];
    const exam = [{ key: 'exam', name: 'Exam', weight: 100 }];

    it('renames them at any time, with a reason once marks were entered', async () => {
      const room = await school.addClassroom({ students: 1 });
      await room.publish('midterm');
      expect((await admin.patch(room.path, { components: names.map((each) => ({ ...each, name: `The ${each.key}` })) })).status).toBe(200);
      await room.mark(room.students[0]!, { midterm: 7 });
      expectReasonRequired(await admin.patch(room.path, { components: names }));
      expect(await admin.patch(room.path, { components: names, reason })).toMatchObject({ status: 200, body: { components: names } });
      expect((await room.mark(room.students[0]!, { final: 8 })).status).toBe(200);
      for (const components of [
        exam,
        [
          { ...names[0], weight: 60 },
          { ...names[1], weight: 40 },
        ],
      ])
        expectProblem(await admin.patch(room.path, { components, reason }), 409, 'grading_started');
    });

    it('replaces them after the only mark was cleared', async () => {
      const room = await school.addClassroom({ students: 2 });
      const student = room.students[0]!;
      await room.mark(student, { midterm: 7 });
      expectProblem(await admin.patch(room.path, { components: exam, reason }), 409, 'grading_started');
      await room.mark(student, { midterm: null });
      expect(await admin.patch(room.path, { components: exam })).toMatchObject({
        status: 200,
        body: { components: exam, gradingStarted: false },
      });
      expect(await current(room)).toMatchObject({ components: exam, gradingStarted: false });
      expect((await room.mark(student, { exam: 9 })).status).toBe(200);
      expect(await current(room)).toMatchObject({ gradingStarted: true });
    });
  });

  describe('the code of a subject', () => {
    it('shows in its active classes, is in the audit log, and frees the old code', async () => {
      const subject = await school.addSubject();
      const room = await school.addClassroom({ students: 1, subjectId: subject.id });
      const archived = await school.addClassroom({ students: 0, subjectId: subject.id });
      await archived.archive();
      const [path, code] = [`/subjects/${subject.id}`, aCode('SUB')];
      expect(await admin.patch(path, { code })).toMatchObject({ status: 200, body: { code, version: 2 } });
      expect(await current(room)).toMatchObject({ subject: { code } });
      expect(await transcriptOf(room)).toContain(code);
      expect(await current(archived)).toMatchObject({ subject: { code: subject.code } });
      expect((await admin.post(`${archived.path}/unarchive`, { reason })).body).toMatchObject({ subject: { code } });
      expect(await lastEntry(subjectEntity(subject.id))).toMatchObject({ before: { code: subject.code }, after: { code } });
      expectProblem(
        await admin.patch(`/subjects/${(await school.addSubject()).id}`, { code: code.toLowerCase() }),
        409,
        'subject_code_taken',
      );
      await school.addSubject({ code: subject.code });
    });

    it('needs a reason once marks were entered in a class', async () => {
      const subject = await school.addSubject();
      const room = await school.addClassroom({ students: 1, subjectId: subject.id });
      await room.mark(room.students[0]!, { midterm: 7 });
      const [path, code] = [`/subjects/${subject.id}`, subject.code.toLowerCase()];
      expectReasonRequired(await admin.patch(path, { code }));
      expect((await admin.patch(path, { name: 'Analysis', code: subject.code })).status).toBe(200);
      expect(await admin.patch(path, { code, reason })).toMatchObject({ status: 200, body: { code } });
      expect(await lastEntry(subjectEntity(subject.id))).toMatchObject({ after: { code }, reason });
    });
  });

  describe('the code of a term', () => {
    it('gives a term without classes another path', async () => {
      const [old, code] = [await school.addTerm(), aCode('T')];
      expect(await admin.patch(`/terms/${old}`, { code })).toMatchObject({ status: 200, body: { code, version: 2 } });
      expectProblem(await admin.get(`/terms/${old}`), 404, 'term_not_found');
      expect((await admin.get(`/terms/${code}`)).body).toMatchObject({ code });
      expect(await lastEntry(termEntity(code))).toMatchObject({ action: 'term.changed', before: { code: old }, after: { code } });
      expect((await admin.patch(`/terms/${code}`, { code: code.toUpperCase() })).body).toMatchObject({ code: code.toUpperCase() });
      expectProblem(await admin.patch(`/terms/${await school.addTerm()}`, { code }), 409, 'term_code_taken');
      expectProblem(await admin.patch(`/terms/${school.defaults.term}`, { code: aCode('T') }), 409, 'term_in_use');
    });
  });

  it('anything is not possible for lecturers and students', async () => {
    const room = await school.addClassroom({ students: 1 });
    for (const by of [room.lecturer, room.students[0]!.client]) {
      const { subject, term } = room.schoolClass;
      for (const path of [room.path, `/subjects/${subject.id}`, `/terms/${term}`])
        expectProblem(await by.send('PATCH', path, { code: 'X' }, { 'if-match': '"1.x"' }), 403, 'forbidden');
    }
  });
});
