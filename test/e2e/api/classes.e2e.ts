import { randomUUID } from 'node:crypto';
import { classEntity } from '../../../src/features/classes/school-class.js';
import { auditLogOf } from '../../fixtures/audit-log.js';
import { COMPONENTS, aCode } from '../../fixtures/builders.js';
import type { Client } from '../../fixtures/client.js';
import { expectProblem, expectUnauthenticated, fieldsOf } from '../../fixtures/expectations.js';
import { SchoolFixture, type SignedInUser } from '../../fixtures/school.js';

describe('/classes', () => {
  let school: SchoolFixture;
  let admin: Client;
  let lecturer: SignedInUser;

  beforeAll(async () => {
    school = await SchoolFixture.startWithDefaults();
    ({ admin } = school);
    ({ lecturer } = school.defaults);
  });
  afterAll(() => school.close());

  describe('a new class', () => {
    it('is as its subject says, and where the answer says', async () => {
      const { term, subject } = school.defaults;
      const request = school.aClassRequest({ code: aCode('C'), room: 'B 204' });
      const { status, headers, body } = await admin.post('/classes', request);
      const { id } = body as { id: string };
      expect({ status, location: headers.get('location') }).toEqual({ status: 201, location: `/api/v1/classes/${id}` });
      expect(body).toEqual({
        id,
        code: (request as { code: string }).code,
        term,
        subject: { id: subject.id, code: subject.code, name: 'Calculus' },
        lecturer: { id: lecturer.user.id, givenName: 'Bình', familyName: 'Trần' },
        room: 'B 204',
        capacity: 30,
        enrolledCount: 0,
        credits: 3,
        components: COMPONENTS,
        gradingScale: 'vn-10',
        gradingScaleVersion: 1,
        minimumWeight: 50,
        publishedComponents: {},
        gradingStarted: false,
        gradesLocked: false,
        status: 'ACTIVE',
        version: 1,
      });
      expect((await admin.get(`/classes/${id}`)).body).toEqual(body);
      expect(await auditLogOf(school, classEntity(id))).toMatchObject([{ action: 'class.created', after: request }]);
    });

    it.each<[string, () => object | Promise<object>, field: string]>([
      ['a term', () => ({ term: 'never' }), 'term'],
      ['a subject', () => ({ subjectId: randomUUID() }), 'subjectId'],
      ['a lecturer', () => ({ lecturerId: randomUUID() }), 'lecturerId'],
      ['a lecturer, but a student', async () => ({ lecturerId: (await school.addUser()).user.id }), 'lecturerId'],
      ['a lecturer, but an admin', async () => ({ lecturerId: (await school.addUser({ role: 'ADMIN' })).user.id }), 'lecturerId'],
    ])('is not made where what it names is not %s', async (_what, wrong, field) => {
      const answer = await admin.post('/classes', school.aClassRequest(await wrong()));
      expectProblem(answer, 422, 'unknown_reference');
      expect(fieldsOf(answer)).toEqual([field]);
    });

    it('is not made of a retired subject, nor of a disabled lecturer', async () => {
      const retired = await school.addSubject();
      await admin.post(`/subjects/${retired.id}/retire`);
      expectProblem(await admin.post('/classes', school.aClassRequest({ subjectId: retired.id })), 409, 'subject_retired');
      const { user } = await school.addLecturer({ status: 'DISABLED' });
      expectProblem(await admin.post('/classes', school.aClassRequest({ lecturerId: user.id })), 409, 'lecturer_unavailable');
    });

    it('may be led by a lecturer who has not signed in yet', async () => {
      await school.addClass({ lecturerId: (await school.addLecturer({ status: 'INVITED' })).user.id });
    });

    it.each<[string, object, field: string]>([
      ['no seat', { capacity: 0 }, 'capacity'],
      ['501 seats', { capacity: 501 }, 'capacity'],
      ['half a seat', { capacity: 1.5 }, 'capacity'],
      ['a subject that is no id', { subjectId: 'MATH-101' }, 'subjectId'],
      ['a lecturer that is no id', { lecturerId: 7 }, 'lecturerId'],
      ['a code that is no segment of a path', { code: 'A/B' }, 'code'],
      ['a room that is nothing', { room: null }, 'room'],
      ['credits of its own', { credits: 9 }, 'credits'],
    ])('is not made with %s', async (_case, wrong, field) => {
      const answer = await admin.post('/classes', school.aClassRequest(wrong));
      expectProblem(answer, 400, 'validation_failed');
      expect(fieldsOf(answer)).toEqual([field]);
    });

    it('is one of ten that want its code at once, in whatever case', async () => {
      const { user } = await school.addLecturer();
      const code = aCode('c');
      const request = Array.from({ length: 10 }, (_, index) =>
        school.aClassRequest({ lecturerId: user.id, code: index % 2 ? code.toUpperCase() : code }),
      );
      const answers = await Promise.all(request.map((schoolClass) => admin.post('/classes', schoolClass)));
      expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array.from({ length: 9 }, () => 409)]);
      answers.filter(({ status }) => status === 409).forEach((answer) => expectProblem(answer, 409, 'class_code_taken'));
      expect(await school.openRelations(user)).toBe(1);
    });

    it('is never of a subject that was retired before', async () => {
      const { id: subjectId } = await school.addSubject();
      const [answer, retired] = await Promise.all([
        admin.post('/classes', school.aClassRequest({ subjectId })),
        admin.post(`/subjects/${subjectId}/retire`),
      ]);
      expect(retired.status).toBe(200);
      const listed = await admin.walk(`/classes?subjectId=${subjectId}`, 100);
      expect(listed).toHaveLength(answer.status === 201 ? 1 : 0);
      expectProblem(await admin.post('/classes', school.aClassRequest({ subjectId })), 409, 'subject_retired');
    });

    it('is never in a term that is deleted', async () => {
      for (let round = 0; round < 5; round += 1) {
        const code = await school.addTerm();
        const [answer, deleted] = await Promise.all([
          admin.post('/classes', school.aClassRequest({ term: code })),
          admin.delete(`/terms/${code}`),
        ]);
        if (answer.status === 201) expectProblem(deleted, 409, 'term_in_use');
        else expectProblem(answer, 422, 'unknown_reference');
        expect((await admin.get(`/terms/${code}`)).status).toBe(answer.status === 201 ? 200 : 404);
      }
    });
  });

  it('is written by admins only', async () => {
    const { id } = await school.addClass();
    const calls = (client: Client) => [
      client.post('/classes', school.aClassRequest()),
      client.patch(`/classes/${id}`, { room: 'A' }, '"1.x"'),
      client.delete(`/classes/${id}`),
      client.post(`/classes/${id}/archive`),
      client.post(`/classes/${id}/unarchive`, { reason: 'Needed' }),
    ];
    for (const answer of await Promise.all([...calls(lecturer.client), ...calls(school.asRole('STUDENT'))])) {
      expectProblem(answer, 403, 'forbidden');
    }
    const anonymous = school.as();
    const reads = [anonymous.get(`/classes/${id}`), anonymous.get(`/classes?term=${school.defaults.term}`), anonymous.get('/me/classes')];
    for (const answer of await Promise.all([...calls(anonymous), ...reads])) expectUnauthenticated(answer);
    expect((await admin.get(`/classes/${id}`)).body).toMatchObject({ status: 'ACTIVE', version: 1 });
  });

  it('that does not exist is not found', async () => {
    const absent = `/classes/${randomUUID()}`;
    const calls = [
      admin.get(absent),
      admin.patch(absent, { room: 'A' }, '"1.x"'),
      admin.delete(absent),
      admin.post(`${absent}/archive`),
      admin.post(`${absent}/unarchive`, { reason: 'Needed' }),
    ];
    for (const answer of await Promise.all(calls)) expectProblem(answer, 404, 'class_not_found');
    expectProblem(await admin.get('/classes/code%23x'), 400, 'validation_failed');
  });

  describe('is seen', () => {
    it('by those it concerns, and does not exist for others', async () => {
      const schoolClass = await school.addClass();
      const [enrolled, withdrawn, stranger, colleague] = await Promise.all([
        school.addUser(),
        school.addUser(),
        school.addUser(),
        school.addLecturer(),
      ]);
      await school.enrol(schoolClass, enrolled.user);
      await school.enrol(schoolClass, withdrawn.user);
      await school.withdraw(schoolClass, withdrawn.user);

      const seen = (await lecturer.client.get(`/classes/${schoolClass.id}`)).body as object;
      expect(seen).toEqual({ ...schoolClass, enrolledCount: 1 });
      const { gradingStarted: _hidden, ...forStudents } = seen as { gradingStarted: boolean };
      expect((await enrolled.client.get(`/classes/${schoolClass.id}`)).body).toEqual(forStudents);

      const absent = await stranger.client.get(`/classes/${randomUUID()}`);
      for (const { client } of [withdrawn, stranger, colleague]) {
        const answer = await client.get(`/classes/${schoolClass.id}`);
        expectProblem(answer, 404, 'class_not_found');
        expect((answer.body as { detail: string }).detail).toBe((absent.body as { detail: string }).detail);
      }
    });

    it('by its lecturer of now only', async () => {
      const next = await school.addLecturer();
      const { id } = await school.addClass();
      await admin.patch(`/classes/${id}`, { lecturerId: next.user.id });
      expect((await next.client.get(`/classes/${id}`)).status).toBe(200);
      expectProblem(await lecturer.client.get(`/classes/${id}`), 404, 'class_not_found');
    });
  });
});
