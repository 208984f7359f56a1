import { randomUUID } from 'node:crypto';
import { subjectEntity } from '../../../src/features/subjects/subject.js';
import { auditLogOf } from '../../fixtures/audit-log.js';
import { aCode, aSubjectRequest, COMPONENTS } from '../../fixtures/builders.js';
import type { Client } from '../../fixtures/client.js';
import { expectProblem, expectUnauthenticated } from '../../fixtures/expectations.js';
import { SchoolFixture } from '../../fixtures/school.js';

const EXAM = { key: 'exam', name: 'Exam', weight: 100 };

describe('/subjects', () => {
  let school: SchoolFixture;
  let admin: Client;

  beforeAll(async () => {
    school = await SchoolFixture.start();
    ({ admin } = school);
  });
  afterAll(() => school.close());

  it('adds a subject, returns its location, and shows it to every role', async () => {
    const request = aSubjectRequest({ description: 'Limits.\nIntegrals.', department: 'Mathematics' });
    const { status, headers, body } = await admin.post('/subjects', request);
    const { id, ...rest } = body as { id: string };
    expect({ status, location: headers.get('location') }).toEqual({ status: 201, location: `/api/v1/subjects/${id}` });
    expect(rest).toEqual({ ...request, repeatable: false, status: 'ACTIVE', version: 1 });
    for (const role of ['ADMIN', 'LECTURER', 'STUDENT'] as const) {
      expect(await school.asRole(role).get(`/subjects/${id}`)).toMatchObject({ status: 200, body });
    }
  });

  it('gives a code, in whatever case, to one of ten who want it at once', async () => {
    const code = aCode('sub');
    const request = Array.from({ length: 10 }, (_, index) => aSubjectRequest({ code: index % 2 ? code.toUpperCase() : code }));
    const answers = await Promise.all(request.map((subject) => admin.post('/subjects', subject)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array.from({ length: 9 }, () => 409)]);
    answers.filter(({ status }) => status === 409).forEach((answer) => expectProblem(answer, 409, 'subject_code_taken'));
  });

  it('is readable by every signed-in user, and writable by admins', async () => {
    const { id } = await school.addSubject();
    const calls = (client: Client) => [
      client.post('/subjects', aSubjectRequest()),
      client.patch(`/subjects/${id}`, { name: 'New' }),
      client.post(`/subjects/${id}/retire`, {}),
      client.post(`/subjects/${id}/reinstate`, { reason: 'Wanted' }),
    ];
    for (const answer of await Promise.all([...calls(school.asRole('LECTURER')), ...calls(school.asRole('STUDENT'))])) {
      expectProblem(answer, 403, 'forbidden');
    }
    const anonymous = school.as();
    for (const answer of await Promise.all([...calls(anonymous), anonymous.get('/subjects'), anonymous.get(`/subjects/${id}`)])) {
      expectUnauthenticated(answer);
    }
    expect((await admin.get(`/subjects/${id}`)).body).toMatchObject({ name: 'Calculus', status: 'ACTIVE', version: 1 });
  });

  it.each<[string, object, field: string]>([
    ['credits with three decimal places', { credits: 2.125 }, 'credits'],
    ['a hundredth of a credit too many', { credits: 60.01 }, 'credits'],
    ['61 credits', { credits: 61 }, 'credits'],
    ['credits below zero', { credits: -1 }, 'credits'],
    ['credits in a text', { credits: '3' }, 'credits'],
    ['a scale that there is not', { gradingScale: 'vn-11' }, 'gradingScale'],
    ['no components', { components: [] }, 'components'],
    ['components that are no list', { components: { 0: EXAM } }, 'components'],
    ['components that are nothing', { components: null }, 'components'],
    ['a component that is nothing', { components: [null] }, 'components'],
    ['21 components', { components: Array.from({ length: 21 }, (_, index) => ({ key: `k${index}`, name: 'K', weight: 5 })) }, 'components'],
    ['weights that sum to 99', { components: [COMPONENTS[0], { ...COMPONENTS[1], weight: 59 }] }, 'components'],
    ['one key twice', { components: COMPONENTS.map((component) => ({ ...component, key: 'exam' })) }, 'components'],
    [
      'half a percent',
      {
        components: [
          { ...EXAM, weight: 99.5 },
          { ...EXAM, key: 'rest', weight: 0.5 },
        ],
      },
      'components[0].weight',
    ],
    ['a weight of nothing', { components: [EXAM, { ...EXAM, key: 'rest', weight: 0 }] }, 'components[1].weight'],
    ['a component without a name', { components: [{ ...EXAM, name: ' ' }] }, 'components[0].name'],
    ['a component with more to it', { components: [{ ...EXAM, mark: 7 }] }, 'components[0].mark'],
    ['a code that is no segment of a path', { code: 'MATH 101' }, 'code'],
    ['no name', { name: undefined }, 'name'],
    ['no description', { description: null }, 'description'],
    ['a status', { status: 'RETIRED' }, 'status'],
  ])('adds none with %s', async (_case, wrong, field) => {
    const answer = await admin.post('/subjects', aSubjectRequest(wrong));
    expectProblem(answer, 400, 'validation_failed');
    expect((answer.body as { errors: { field: string }[] }).errors.map((error) => error.field)).toContain(field);
  });

  it('says what the weights sum to, and which key is repeated', async () => {
    const detailOf = async (...components: object[]) =>
      ((await admin.post('/subjects', aSubjectRequest({ components }))).body as { detail: string }).detail;
    const [one, other] = [
      { ...EXAM, key: 'one', weight: 50 },
      { ...EXAM, key: 'other', weight: 49 },
    ];
    expect(await detailOf(one, other, { ...other, key: 'extra', bonus: true })).toContain(
      'sum to 100, without those of bonus components. They sum to 99.',
    );
    expect(await detailOf(other, one, { ...one, weight: 1 })).toContain('a different key for each component. "one" is repeated.');
    for (const weight of [null, 'ten', 0.5]) expect(await detailOf(one, { ...other, weight })).not.toContain('They sum to');
    for (const key of [null, 7, 'A B']) expect(await detailOf({ ...one, key }, { ...one, key })).not.toContain('is repeated');
  });

  it.each([
    'Final',
    '1st',
    '=cmd',
    'a.b',
    'a b',
    'a#b',
    '',
    'x'.repeat(33),
    'name',
    'version',
    'result',
    'letter',
    'constructor',
    '__proto__',
  ])('keys no component %j', async (key) => {
    const answer = await admin.post('/subjects', aSubjectRequest({ components: [{ ...EXAM, key }] }));
    expectProblem(answer, 400, 'validation_failed');
    expect((answer.body as { errors: { field: string }[] }).errors.map(({ field }) => field)).toEqual(['components[0].key']);
  });

  it('takes 20 components, and credits from 0 to 60', async () => {
    const components = Array.from({ length: 20 }, (_, index) => ({ key: `quiz_${index}`, name: `Quiz ${index}`, weight: 5 }));
    expect(await school.addSubject({ components, credits: 0 })).toMatchObject({ components, credits: 0 });
    expect(await school.addSubject({ credits: 60 })).toMatchObject({ credits: 60 });
  });

  it('knows no subject that was never added, nor its guard', async () => {
    const absent = `/subjects/${randomUUID()}`;
    const calls = [
      admin.get(absent),
      admin.patch(absent, { name: 'New' }, '"1.x"'),
      admin.post(`${absent}/retire`),
      admin.post(`${absent}/reinstate`, { reason: 'Wanted' }),
    ];
    for (const answer of await Promise.all(calls)) expectProblem(answer, 404, 'subject_not_found');
    const { code } = await school.addSubject();
    expectProblem(await admin.get(`/subjects/${encodeURIComponent(`code#${code.toLowerCase()}`)}`), 400, 'validation_failed');
  });

  it('says which methods it knows', async () => {
    const answer = await admin.delete(`/subjects/${randomUUID()}`);
    expectProblem(answer, 405, 'method_not_allowed');
    expect(answer.headers.get('allow')).toBe('GET, HEAD, PATCH');
  });

  describe('a change', () => {
    it('sets what it gives, clears what is null, and leaves the rest', async () => {
      const subject = await school.addSubject({ description: 'Old', department: 'Mathematics' });
      const change = { name: 'Calculus I', credits: 4, components: [EXAM], gradingScale: 'us-100', description: null };
      const { status, body } = await admin.patch(`/subjects/${subject.id}`, change);
      const { description: _cleared, ...rest } = { ...subject, ...change, version: 2 };
      expect({ status, body }).toEqual({ status: 200, body: rest });
      expect((await admin.get(`/subjects/${subject.id}`)).body).toEqual(body);
    });

    it('to what it is changes nothing', async () => {
      const { id } = await school.addSubject();
      const body = { components: COMPONENTS, description: null };
      expect((await admin.patch(`/subjects/${id}`, body)).body).toMatchObject({ version: 1 });
    });

    it.each([
      { code: null },
      { code: 'A/B' },
      { name: null },
      { credits: null },
      { components: null },
      { components: [] },
      { status: 'RETIRED' },
    ])('is not %j', async (change) => {
      const { id } = await school.addSubject();
      expectProblem(await admin.patch(`/subjects/${id}`, change), 400, 'validation_failed');
    });

    it('says what it is based on', async () => {
      const { id } = await school.addSubject();
      expectProblem(await admin.send('PATCH', `/subjects/${id}`, { name: 'New' }), 428, 'precondition_required');
      expectProblem(await admin.patch(`/subjects/${id}`, { name: 'New' }, '"7.other"'), 412, 'stale_version');
    });

    it('is one of ten that are based on the same version', async () => {
      const { id } = await school.addSubject();
      const etag = (await admin.get(`/subjects/${id}`)).headers.get('etag')!;
      const changes = Array.from({ length: 10 }, (_, index) => admin.patch(`/subjects/${id}`, { credits: index + 10 }, etag));
      const statuses = (await Promise.all(changes)).map(({ status }) => status);
      expect(statuses.sort()).toEqual([200, ...Array.from({ length: 9 }, () => 412)]);
    });
  });

  describe('retiring', () => {
    it('can be undone with a reason, and neither does anything twice', async () => {
      const { id } = await school.addSubject();
      const retire = () => admin.post(`/subjects/${id}/retire`, { reason: 'No longer taught' });
      const reinstate = () => admin.post(`/subjects/${id}/reinstate`, { reason: 'Taught again' });
      for (const [call, status, version] of [
        [retire, 'RETIRED', 2],
        [retire, 'RETIRED', 2],
        [reinstate, 'ACTIVE', 3],
        [reinstate, 'ACTIVE', 3],
      ] as const) {
        expect(await call()).toMatchObject({ status: 200, body: { status, version } });
      }
      expect(await auditLogOf(school, subjectEntity(id))).toMatchObject([
        { action: 'subject.created', after: { name: 'Calculus' } },
        { action: 'subject.retired', reason: 'No longer taught', before: { status: 'ACTIVE' }, after: { status: 'RETIRED' } },
        { action: 'subject.reinstated', reason: 'Taught again', before: { status: 'RETIRED' }, after: { status: 'ACTIVE' } },
      ]);
    });

    it('needs no reason, and no body', async () => {
      for (const body of [undefined, {}]) {
        const { id } = await school.addSubject();
        expect(await admin.post(`/subjects/${id}/retire`, body)).toMatchObject({ status: 200, body: { status: 'RETIRED' } });
      }
    });

    it.each([undefined, {}, { reason: ' ' }, { reason: null }])('is not undone for the reason %j', async (body) => {
      const { id } = await school.addSubject();
      await admin.post(`/subjects/${id}/retire`);
      expectProblem(await admin.post(`/subjects/${id}/reinstate`, body), 400, 'validation_failed');
    });
  });

  it('lists every subject once, by code, whatever the limit, and no guards', async () => {
    await Promise.all(Array.from({ length: 5 }, () => school.addSubject()));
    const subjects = (await school.asRole('STUDENT').walk('/subjects', 100)) as { code: string }[];
    const codes = subjects.map(({ code }) => code);
    expect(codes.every((code) => code !== undefined)).toBe(true);
    expect(codes).toEqual([...new Set(codes)].sort());
    expect(await admin.walk('/subjects', 4)).toEqual(subjects);
  });
});

describe('/grading-scales', () => {
  let school: SchoolFixture;
  beforeAll(async () => {
    school = await SchoolFixture.start();
  });
  afterAll(() => school.close());

  it('shows the grading scales to every signed-in user', async () => {
    for (const role of ['ADMIN', 'LECTURER', 'STUDENT'] as const) {
      const { body } = await school.asRole(role).get('/grading-scales');
      expect((body as { items: { key: string }[] }).items.map(({ key }) => key)).toEqual(['vn-10', 'us-100', 'uk-100']);
      expect(body).toMatchObject({
        items: [
          {
            name: 'Vietnam, 10 points',
            maximum: 10,
            places: 1,
            passMark: 4,
            best: 10,
            worst: 0,
            step: 0.1,
            rounding: 'half_up',
            inGpa: true,
          },
          { maximum: 100, places: 0, step: 1 },
          { passMark: 40 },
        ],
        nextCursor: null,
      });
      expect((body as { items: { bands: object[] }[] }).items[0]!.bands[0]).toEqual({ worst: 9.5, min: 9.5, letter: 'A+', gradePoint: 4 });
    }
    expectUnauthenticated(await school.as().get('/grading-scales'));
  });
});
