import { randomUUID } from 'node:crypto';
import { ExternalResultsRepository } from '../../../src/features/external-results/external-results.repository.js';
import { MAX_EXTERNAL_RESULTS } from '../../../src/features/external-results/external-result.js';
import { anEntry, anExternalResult, anExternalResultRequest } from '../../fixtures/builders.js';
import type { Answer } from '../../fixtures/client.js';
import { dumpOf } from '../../fixtures/dump.js';
import { expectProblem, fieldsOf } from '../../fixtures/expectations.js';
import { SchoolFixture, type SignedInUser } from '../../fixtures/school.js';

describe('external results', () => {
  let school: SchoolFixture;
  beforeAll(async () => {
    school = await SchoolFixture.startWithDefaults();
  });
  afterAll(() => school.close());

  const pathOf = ({ user: { id } }: SignedInUser) => `/students/${id}/external-results`;
  const add = (pupil: SignedInUser, request: object = {}, headers = {}): Promise<Answer> =>
    school.admin.post(pathOf(pupil), anExternalResultRequest(request), headers);
  const change = (path: string, body: object, etag?: string) => school.admin.patch(path, body, etag);
  const expectInvalid = (answer: Answer, field: string) => {
    expectProblem(answer, 400, 'validation_failed');
    expect(fieldsOf(answer)).toEqual([field]);
  };
  const listed = async (pupil: SignedInUser) => ((await school.admin.get(pathOf(pupil))).body as { items: object[] }).items;

  it('are added, read, listed, changed and deleted, each with a reason in the audit log', async () => {
    const pupil = await school.addUser();
    const texts = { title: 'Linear Algebra', institution: 'University of Ljubljana', result: '9 of 10', term: 'Summer 2025' };
    const { id: subjectId } = school.defaults.subject;
    const created = await add(pupil, { ...texts, subjectId, reason: 'Certificate of 1 July' });
    const { id } = created.body as { id: string };
    const whole = { id, ...texts, credits: 7.5, notation: 'TR', subjectId, version: 1 };
    expect(created).toMatchObject({ status: 201, body: whole });
    expect(created.headers.get('location')).toBe(`/api/v1${pathOf(pupil)}/${id}`);
    const path = `${pathOf(pupil)}/${id}`;
    expect((await school.admin.get(path)).body).toEqual(whole);

    const { term: _term, ...kept } = whole;
    const changed = await change(path, { credits: 7.25, title: 'Algebra', term: null, reason: 'Certificate of 2 July' });
    expect({ status: changed.status, body: changed.body as unknown }).toEqual({
      status: 200,
      body: { ...kept, title: 'Algebra', credits: 7.25, version: 2 },
    });
    expect(await listed(pupil)).toEqual([changed.body]);
    expect((await school.admin.delete(`${path}?reason=Not%20accredited`)).status).toBe(204);
    expect(await listed(pupil)).toEqual([]);
    for (const answer of [await school.admin.get(path), await school.admin.delete(`${path}?reason=Again`)])
      expectProblem(answer, 404, 'external_result_not_found');

    const entries = async (what: string) => school.entriesOf(pupil.user.id, `external_result.${what}`);
    const facts = { externalResultId: id, credits: 7.5, notation: 'TR', subjectId, externalResult: texts };
    expect(await entries('created')).toMatchObject([{ after: facts, reason: 'Certificate of 1 July' }]);
    expect(await entries('changed')).toMatchObject([
      {
        before: { externalResultId: id, credits: 7.5, externalResult: { title: 'Linear Algebra', term: 'Summer 2025' } },
        after: { externalResultId: id, credits: 7.25, externalResult: { title: 'Algebra', term: null } },
        reason: 'Certificate of 2 July',
      },
    ]);
    expect(await entries('deleted')).toMatchObject([{ before: { externalResultId: id, credits: 7.25 }, reason: 'Not accredited' }]);
  });

  it.each([
    ['without a reason', { reason: undefined }, 'reason'],
    ['without an institution', { institution: undefined }, 'institution'],
    ['with three decimal places', { credits: 7.125 }, 'credits'],
    ['with next to no credits', { credits: 1e-7 }, 'credits'],
    ['with negative credits', { credits: -1 }, 'credits'],
    ['with more credits than a class can have', { credits: 60.01 }, 'credits'],
    ['with credits in a text', { credits: '7.5' }, 'credits'],
    ['with another notation', { notation: 'P' }, 'notation'],
  ])('are refused %s', async (_what, request, field) => {
    const pupil = await school.addUser();
    expectInvalid(await add(pupil, request), field);
    expect(await listed(pupil)).toEqual([]);
  });

  it('keep credits of every two decimal places exactly', async () => {
    const pupil = await school.addUser();
    const credits = [0, 0.01, 0.07, 0.29, 0.57, 1.1, 4.35, 8.2, 9.95, 59.99, 60];
    for (const each of credits) expect(await add(pupil, { credits: each })).toMatchObject({ status: 201, body: { credits: each } });
    expect(await listed(pupil)).toMatchObject(credits.map((each) => ({ credits: each })));
  });

  it('are changed and deleted only with a reason, and changed only on top of the version that was read', async () => {
    const path = await school.addExternalResult();
    const etag = (await school.admin.get(path)).headers.get('etag')!;
    expectInvalid(await change(path, { credits: 3 }), 'reason');
    expectInvalid(await school.admin.delete(path), 'reason');
    expectProblem(await school.admin.send('PATCH', path, { credits: 3, reason: 'A mistake' }), 428, 'precondition_required');
    const unchanged = await change(path, { credits: 7.5, reason: 'A mistake' });
    expect(unchanged).toMatchObject({ status: 200, body: { version: 1 } });
    expect((await change(path, { credits: 3, reason: 'A mistake' }, etag)).status).toBe(200);
    expectProblem(await change(path, { credits: 4, reason: 'A mistake' }, etag), 412, 'stale_version');
    expect((await school.admin.get(path)).body).toMatchObject({ credits: 3, version: 2 });
  });

  it('are created once for one Idempotency-Key', async () => {
    const pupil = await school.addUser();
    const headers = { 'idempotency-key': randomUUID() };
    const answers = await Promise.all([add(pupil, {}, headers), add(pupil, {}, headers)]);
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    expect(answers[0].body).toEqual(answers[1].body);
    expectProblem(await add(pupil, { credits: 1 }, headers), 422, 'idempotency_key_reused');
    expect(await listed(pupil)).toHaveLength(1);
  });

  it('are all stored when several are added at the same moment', async () => {
    const pupil = await school.addUser();
    const answers = await Promise.all([1, 2, 3].map((credits) => add(pupil, { credits })));
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(await listed(pupil)).toHaveLength(3);
  });

  it('are of a student who exists, and of a subject that exists', async () => {
    const pupil = await school.addUser();
    expectProblem(await add(pupil, { subjectId: randomUUID() }), 422, 'unknown_reference');
    const path = await school.addExternalResult(pupil.user);
    expectProblem(await change(path, { subjectId: randomUUID(), reason: 'A mistake' }), 422, 'unknown_reference');
    for (const id of [randomUUID(), school.defaults.lecturer.user.id]) {
      expectProblem(await school.admin.post(`/students/${id}/external-results`, anExternalResultRequest()), 404, 'student_not_found');
      expectProblem(await school.admin.get(`/students/${id}/external-results`), 404, 'student_not_found');
    }
    // Under the path of another student, it is not there.
    const other = await school.addUser();
    const misplaced = `${pathOf(other)}/${path.split('/').at(-1)}`;
    expectProblem(await school.admin.get(misplaced), 404, 'external_result_not_found');
    expectProblem(await change(misplaced, { credits: 1, reason: 'A mistake' }, '"1.x"'), 404, 'external_result_not_found');
  });

  it('are at most 100 of a student', async () => {
    const pupil = await school.addUser();
    const results = Array.from({ length: MAX_EXTERNAL_RESULTS - 1 }, (_, place) => anExternalResult({ studentId: pupil.user.id, place }));
    const repository = school.get(ExternalResultsRepository);
    await Promise.all(results.map((result) => repository.create(result, pupil.user, { audit: anEntry() })));
    const statuses = (await Promise.all([add(pupil), add(pupil)])).map(({ status }) => status);
    expect(statuses.sort()).toEqual([201, 409]);
    expectProblem(await add(pupil), 409, 'too_many_external_results');
    expect((await school.admin.delete(`${pathOf(pupil)}/${results[3]!.id}?reason=Twice`)).status).toBe(204);
    expect((await add(pupil)).status).toBe(201);
    expect(await listed(pupil)).toHaveLength(MAX_EXTERNAL_RESULTS);
  });

  describe('on a transcript', () => {
    it('stand in a part of their own, and earn credits without a grade point', async () => {
      const pupil = await school.addUser();
      const path = await school.addExternalResult(pupil.user, { result: '9 of 10', term: 'Summer 2025', credits: 0.57 });
      const room = await school.addClassroom({ students: [pupil] });
      await room.mark(pupil, { midterm: 8, final: 8 });
      for (const key of ['midterm', 'final']) await room.publish(key);
      const { body } = await pupil.client.get('/me/transcript');
      expect(body).toMatchObject({ gpa: 3.5, creditsAttempted: 3, creditsEarned: 3.57, creditsTransferred: 0.57 });
      expect((body as { externalResults: object[] }).externalResults).toEqual([
        {
          ...{ id: path.split('/').at(-1), title: 'Linear Algebra', institution: 'University of Ljubljana', credits: 0.57 },
          ...{ result: '9 of 10', term: 'Summer 2025', status: 'TRANSFERRED', letter: 'TR' },
        },
      ]);
      expect((await school.admin.get(`/students/${pupil.user.id}/transcript`)).body).toEqual(body);
    });

    it('are lines of its file, before the totals of all', async () => {
      const pupil = await school.addUser();
      await school.addExternalResult(pupil.user, { title: '=Algebra', result: '9', term: 'Summer 2025' });
      const { body } = await pupil.client.get('/me/transcript.csv');
      const { code, givenName, familyName } = pupil.user;
      const start = `${code},${givenName},${familyName}`;
      expect(String(body).trimEnd().split('\r\n').slice(1)).toEqual([
        `${start},,Summer 2025,,'=Algebra,,7.5,TRANSFERRED,9,TR,,,,,,University of Ljubljana`,
        `${start},,,,,,,TOTAL,,,,,0,7.5,,`,
      ]);
    });

    it('stay when the student gets another role', async () => {
      const graduate = await school.addUser();
      await school.addExternalResult(graduate.user);
      await school.users.change(graduate.user, { ...graduate.user, role: 'LECTURER', version: 2 }, { audit: anEntry() });
      expect((await school.admin.get(`/students/${graduate.user.id}/transcript`)).body).toMatchObject({ creditsEarned: 7.5 });
      expect(await listed(graduate)).toHaveLength(1);
      expectProblem(await add(graduate), 404, 'student_not_found');
    });
  });

  it('are in the export of the student’s own data', async () => {
    const pupil = await school.addUser();
    await school.addExternalResult(pupil.user);
    const { body } = await pupil.client.get('/me/export');
    expect(body).toMatchObject({ externalResults: [{ title: 'Linear Algebra', credits: 7.5, notation: 'TR' }] });
  });

  it('lose all text when their student is anonymised, also in the audit log, and keep the credits', async () => {
    const whole = await SchoolFixture.startWithAccounts(25_000);
    try {
      const student = await whole.addAccount({ status: 'DISABLED', statusBefore: 'ACTIVE' });
      const secret = randomUUID();
      const texts = { title: `Title ${secret}`, institution: `At ${secret}`, result: 'Text', term: `In ${secret}`, reason: `As ${secret}` };
      const [kept, deleted] = [await whole.addExternalResult(student, texts), await whole.addExternalResult(student, texts)];
      expect((await whole.admin.patch(kept, { title: `New ${secret}`, reason: `As ${secret}` })).status).toBe(200);
      expect((await whole.admin.delete(`${deleted}?reason=${secret}`)).status).toBe(204);
      expect((await whole.admin.post(`/users/${student.id}/anonymise`)).status).toBe(200);

      expect(JSON.stringify(await dumpOf(whole))).not.toContain(secret);
      const { body } = await whole.admin.get(kept);
      expect(body).toEqual({ id: kept.split('/').at(-1), title: 'Transferred credits', credits: 7.5, notation: 'TR', version: 3 });
      const [entry] = await whole.entriesOf(student.id, 'external_result.created');
      expect(entry!.after).toEqual({ externalResultId: expect.any(String) as string, credits: 7.5, notation: 'TR' });
      const path = `/students/${student.id}/external-results`;
      expectProblem(await whole.admin.post(path, anExternalResultRequest()), 409, 'anonymised');
      expectProblem(await whole.admin.delete(`${kept}?reason=Old`), 409, 'anonymised');
    } finally {
      await whole.close();
    }
  });
});
