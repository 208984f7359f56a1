import { randomUUID } from 'node:crypto';
import { MAX_GPA_RULES } from '../../../src/features/grading/gpa-rule.js';
import { auditLogOf } from '../../fixtures/audit-log.js';
import { aGpaRuleRequest } from '../../fixtures/builders.js';
import type { Answer } from '../../fixtures/client.js';
import { expectProblem, fieldsOf } from '../../fixtures/expectations.js';
import { aScaleRequest, FRANCE, PASS_FAIL } from '../../fixtures/scales.js';
import { SchoolFixture, type SignedInUser } from '../../fixtures/school.js';

const ONE_EXAM = [{ key: 'exam', name: 'Exam', weight: 100 }];
const FIRST = { version: 1, kind: 'points', attempts: 'best', places: 2, maximum: 4 };

describe('rules for the GPA', () => {
  let school: SchoolFixture;
  let spring: string;
  let autumn: string;

  // Rules are of the whole school, and cannot be removed.
  beforeEach(async () => {
    school = await SchoolFixture.startWithDefaults();
    spring = await school.addTerm({ startDate: '2026-02-01' });
    autumn = await school.addTerm({ startDate: '2026-09-01' });
  });
  afterEach(() => school.close());

  const add = (request: object, headers = {}): Promise<Answer> => school.admin.post('/gpa-rules', aGpaRuleRequest(request), headers);
  const rules = async () => ((await school.admin.get('/gpa-rules')).body as { items: object[] }).items;
  const take = async (pupil: SignedInUser, term: string, exam: number, request: object = {}) => {
    const subject = await school.addSubject({ components: ONE_EXAM, credits: 3, ...request });
    const room = await school.addClassroom({ subjectId: subject.id, term, students: [pupil] });
    await room.mark(pupil, { exam });
    await room.publish('exam');
    return room.schoolClass;
  };
  const transcriptOf = async ({ client }: SignedInUser) => (await client.get('/me/transcript')).body as object;
  const query = (rule: object) =>
    new URLSearchParams(Object.entries(rule).map(([name, value]): [string, string] => [name, String(value)])).toString();
  const changes = (rule: object, limit = 100) => school.admin.walk(`/gpa-rules/changes?${query(rule)}`, limit);

  it('are one, until another one begins with a term', async () => {
    const pupil = await school.addUser();
    await take(pupil, spring, 8);
    const american = await take(pupil, autumn, 90, { gradingScale: 'us-100' });
    await take(pupil, autumn, 7);
    expect(await rules()).toEqual([FIRST]);
    const before = await transcriptOf(pupil);
    expect(before).toMatchObject({ gpa: 3.4, gpaRule: 1, terms: [{ gpa: 3.5 }, { gpa: 3.35 }] });

    const mean = { fromTerm: autumn, kind: 'mean', scale: 'vn-10', attempts: 'all', places: 1 };
    const answer = await add({ ...mean, reason: 'Decision of the senate' });
    expect(answer).toMatchObject({ status: 201, body: { version: 2, ...mean } });
    expect(await rules()).toEqual([FIRST, { version: 2, ...mean }]);
    expect(await transcriptOf(pupil)).toMatchObject({
      ...{ gpa: 7.5, gpaRule: 2, leftOut: [american.id], creditsEarned: 9 },
      terms: [
        { gpa: 3.5, gpaRule: 1 },
        { gpa: 7, gpaRule: 2, leftOut: [american.id] },
      ],
    });
    const entry = (await auditLogOf(school, `term:${autumn}`)).find(({ action }) => action === 'gpa_rule.added');
    expect(entry).toMatchObject({ action: 'gpa_rule.added', after: { version: 2, ...mean }, reason: 'Decision of the senate' });
  });

  it('change no transcript of students without a result since', async () => {
    const pupil = await school.addUser();
    await take(pupil, spring, 8);
    const before = await transcriptOf(pupil);
    await add({ fromTerm: autumn, places: 0 });
    expect(await transcriptOf(pupil)).toEqual(before);
  });

  it('are tried before they are added: the list has only the students whose GPA would change', async () => {
    const [changed, unchanged, earlier] = await school.addUsers(4);
    for (const pupil of [changed!, unchanged!]) await take(pupil, autumn, 8);
    await take(changed!, autumn, 90, { gradingScale: 'us-100' });
    await take(earlier!, spring, 90, { gradingScale: 'us-100' });
    const proposed = { fromTerm: autumn, kind: 'points', attempts: 'best', places: 2, maximum: 3.6 };
    const expected = { student: { id: changed!.user.id, code: changed!.user.code }, before: 3.6, after: 3.55 };
    // 3.7 counts as 3.6: (3.5 + 3.6) / 2 = 3.55.
    const listed = await changes(proposed);
    expect(listed).toMatchObject([expected]);
    expect(await changes(proposed, 1)).toEqual(listed);
    expect(await rules()).toEqual([FIRST]);

    await add(proposed);
    expect(await transcriptOf(changed!)).toMatchObject({ gpa: listed[0].after as number });
    expect(await changes(proposed)).toEqual([]);
  });

  it.each([
    ['a mean without a scale', { kind: 'mean' }, 'scale'],
    ['a mean of an unknown scale', { kind: 'mean', scale: 'xx' }, 'scale'],
    ['a mean with a maximum', { kind: 'mean', scale: 'vn-10', maximum: 4 }, 'maximum'],
    ['points of a scale', { scale: 'vn-10' }, 'scale'],
    ['three places', { places: 3 }, 'places'],
    ['half a place', { places: 1.5 }, 'places'],
    ['a maximum of three places', { maximum: 4.125 }, 'maximum'],
    ['other attempts', { attempts: 'first' }, 'attempts'],
  ])('cannot be %s', async (_what, request, field) => {
    const { reason: _reason, ...proposed } = aGpaRuleRequest({ fromTerm: autumn, ...request });
    for (const answer of [await add({ fromTerm: autumn, ...request }), await school.admin.get(`/gpa-rules/changes?${query(proposed)}`)]) {
      expectProblem(answer, 400, 'validation_failed');
      expect(fieldsOf(answer)).toEqual([field]);
    }
    expect(await rules()).toEqual([FIRST]);
  });

  it('cannot be a mean of a scale that does not count in a GPA', async () => {
    expect((await school.admin.post('/grading-scales', aScaleRequest(PASS_FAIL))).status).toBe(201);
    const mean = { fromTerm: autumn, kind: 'mean', scale: PASS_FAIL.key };
    const { reason: _reason, ...proposed } = aGpaRuleRequest(mean);
    for (const answer of [await add(mean), await school.admin.get(`/gpa-rules/changes?${query(proposed)}`)]) {
      expectProblem(answer, 400, 'validation_failed');
      expect(answer.body).toMatchObject({ detail: 'scale: must be the key of a grading scale that counts in a GPA.' });
    }
  });

  it('leave out the results of a version of their scale that does not count in a GPA', async () => {
    const scale = { ...FRANCE, key: 'own' };
    expect((await school.admin.post('/grading-scales', aScaleRequest(scale))).status).toBe(201);
    await add({ fromTerm: spring, kind: 'mean', scale: 'own' });
    const pupil = await school.addUser();
    await take(pupil, spring, 12, { gradingScale: 'own' });
    expect((await school.admin.post('/grading-scales', aScaleRequest(scale, { inGpa: false }))).body).toMatchObject({ version: 2 });
    const outside = await take(pupil, spring, 16, { gradingScale: 'own' });
    expect(await transcriptOf(pupil)).toMatchObject({ gpa: 12, leftOut: [outside.id], creditsEarned: 6 });
  });

  it('need a reason and a term, and are added once for one Idempotency-Key', async () => {
    expectProblem(await add({ fromTerm: autumn, reason: undefined }), 400, 'validation_failed');
    expectProblem(await add({ fromTerm: 'never' }), 422, 'unknown_reference');
    const headers = { 'idempotency-key': randomUUID() };
    const answers = await Promise.all([add({ fromTerm: autumn }, headers), add({ fromTerm: autumn }, headers)]);
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    expect(await rules()).toHaveLength(2);
    // A correction begins with the same term, and counts from then on.
    expect(await add({ fromTerm: autumn, places: 0 })).toMatchObject({ status: 201, body: { version: 3 } });
    expect((await school.asRole('STUDENT').get('/gpa-rules')).body).toMatchObject({
      items: [{ version: 1 }, { version: 2 }, { version: 3 }],
    });
  });

  it('are at most 50', async () => {
    for (let version = 2; version <= MAX_GPA_RULES; version += 1) expect((await add({ fromTerm: autumn })).status).toBe(201);
    expectProblem(await add({ fromTerm: autumn }), 409, 'too_many_gpa_rules');
    expect(await rules()).toHaveLength(MAX_GPA_RULES);
  });

  it('stay when their term gets other dates, and begin with it then', async () => {
    const pupil = await school.addUser();
    await take(pupil, spring, 8);
    const late = await school.addTerm({ startDate: '2026-10-01' });
    await add({ fromTerm: late, places: 0 });
    expect(await transcriptOf(pupil)).toMatchObject({ gpa: 3.5, gpaRule: 1 });
    expect((await school.admin.patch(`/terms/${late}`, { startDate: '2026-01-01' })).status).toBe(200);
    expect(await transcriptOf(pupil)).toMatchObject({ gpa: 4, gpaRule: 2 });
  });
});
