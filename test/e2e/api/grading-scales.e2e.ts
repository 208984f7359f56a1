import type { AuditEntry } from '../../../src/features/audit/audit-entry.js';
import { aCode, aSubjectRequest } from '../../fixtures/builders.js';
import type { Answer, Client } from '../../fixtures/client.js';
import { dumpOf } from '../../fixtures/dump.js';
import { expectProblem, expectUnauthenticated, fieldsOf } from '../../fixtures/expectations.js';
import { aScaleRequest, ECTS, FRANCE, GERMANY, PASS_FAIL, SWITZERLAND, SWITZERLAND_BY_HALVES } from '../../fixtures/scales.js';
import { SchoolFixture } from '../../fixtures/school.js';

interface ScaleBody {
  key: string;
  version: number;
  bands: { letter: string }[];
}

describe('/grading-scales', () => {
  let school: SchoolFixture;
  let admin: Client;
  beforeAll(async () => {
    school = await SchoolFixture.startWithDefaults();
    ({ admin } = school);
  });
  afterAll(() => school.close());

  const aKey = () => aCode('scale').toLowerCase();
  const create = (request: object = {}, headers: Record<string, string> = {}) =>
    admin.post('/grading-scales', aScaleRequest(GERMANY, request), headers);
  const scaleOf = ({ status, body }: Answer): ScaleBody => {
    expect({ status, body }).toMatchObject({ status: expect.any(Number) as number, body: { key: expect.any(String) as string } });
    return body as ScaleBody;
  };
  const read = async (path: string) => scaleOf(await admin.get(`/grading-scales/${path}`));
  const entriesOf = async (key: string) =>
    ((await admin.get(`/audit?entity=scale:${key}`)).body as { items: (AuditEntry & { after: { version: number } })[] }).items;

  it.each([GERMANY, SWITZERLAND, SWITZERLAND_BY_HALVES, FRANCE, ECTS, PASS_FAIL])('takes and shows $name', async (scale) => {
    const key = aKey();
    const request = aScaleRequest(scale, { key });
    const answer = await admin.post('/grading-scales', request);
    expect({ status: answer.status, location: answer.headers.get('location') }).toEqual({
      status: 201,
      location: `/api/v1/grading-scales/${key}`,
    });
    expect(answer.body).toMatchObject({ ...request, version: 1 });
    for (const by of [admin, school.asRole('LECTURER'), school.asRole('STUDENT')]) {
      expect((await by.get(`/grading-scales/${key}`)).body).toEqual(answer.body);
    }
    const { items } = (await admin.get('/grading-scales')).body as { items: ScaleBody[] };
    expect(items.slice(0, 3).map(({ key: shipped }) => shipped)).toEqual(['vn-10', 'us-100', 'uk-100']);
    expect(items.find((item) => item.key === key)).toEqual(answer.body);
  });

  it('keeps every version, and lists the newest', async () => {
    const key = aKey();
    const first = scaleOf(await create({ key }));
    const second = scaleOf(await create({ key, passMark: 3.9 }));
    expect([first.version, second.version]).toEqual([1, 2]);
    expect(await read(key)).toEqual(second);
    expect(await read(`${key}?version=1`)).toEqual(first);
    expect(await read(`${key}?version=2`)).toEqual(second);
    const { items } = (await admin.get('/grading-scales')).body as { items: ScaleBody[] };
    expect(items.filter((item) => item.key === key)).toEqual([second]);
    expect((await entriesOf(key)).map(({ action, after }) => [action, after.version])).toEqual([
      ['scale.created', 2],
      ['scale.created', 1],
    ]);
    expect((await entriesOf(key))[1]!.after).toEqual({ ...aScaleRequest(GERMANY, { key }), version: 1 });
  });

  it('creates nothing if the newest version has the same content', async () => {
    const key = aKey();
    await create({ key });
    const second = scaleOf(await create({ key, passMark: 3.9 }));
    const before = await dumpOf(school);
    expect(scaleOf(await create({ key, passMark: 3.9 }))).toEqual(second);
    expect(await dumpOf(school)).toEqual(before);
    // The content of an older version is a new version again.
    expect(scaleOf(await create({ key }))).toMatchObject({ version: 3, passMark: 4 });
  });

  it('creates one version for one idempotency key, also at the same time', async () => {
    const key = aKey();
    const once = { 'Idempotency-Key': aCode('once') };
    const answers = await Promise.all(Array.from({ length: 4 }, () => create({ key }, once)));
    expect(answers.map(({ status, body }) => [status, (body as ScaleBody).version])).toEqual(Array(4).fill([201, 1]));
    await create({ key, passMark: 3.9 });
    expect(scaleOf(await create({ key }, once))).toMatchObject({ version: 1, passMark: 4 });
    expectProblem(await create({ key, passMark: 3.8 }, once), 422, 'idempotency_key_reused');
    expect((await read(key)).version).toBe(2);
  });

  it('numbers versions that are sent at the same time one after the other', async () => {
    const key = aKey();
    const marks = [3.5, 3.6, 3.7];
    const made = (await Promise.all(marks.map((passMark) => create({ key, passMark })))).map(scaleOf);
    expect(made.map(({ version }) => version).sort()).toEqual([1, 2, 3]);
    for (const scale of made) expect(await read(`${key}?version=${scale.version}`)).toEqual(scale);
  });

  it.each<[string, object, string[]]>([
    ['a key in capitals', { key: 'DE' }, ['key']],
    ['a key with an @', { key: 'a@1' }, ['key']],
    ['no name', { name: undefined }, ['name']],
    ['three decimal places', { best: 1.005 }, ['best']],
    ['a mark in a text', { worst: '5' }, ['worst']],
    ['a negative mark', { best: -3 }, ['best']],
    ['a mark beyond 100', { best: 100.01 }, ['best']],
    ['another step', { step: 0.2 }, ['step']],
    ['another rounding', { rounding: 'floor' }, ['rounding']],
    ['no bands', { bands: [] }, ['bands']],
    ['21 bands', { bands: Array.from({ length: 21 }, (_, index) => ({ worst: 5, letter: `L${index}`, gradePoint: 0 })) }, ['bands']],
    ['bands that are none', { bands: [null] }, ['bands']],
    ['a grade point beyond 4', { bands: [{ worst: 5, letter: 'F', gradePoint: 4.01 }] }, ['bands[0].gradePoint']],
    ['a grade point of three places', { bands: [{ worst: 5, letter: 'F', gradePoint: 1.333 }] }, ['bands[0].gradePoint']],
    ['a blank letter', { bands: [{ worst: 5, letter: ' ', gradePoint: 0 }] }, ['bands[0].letter']],
    ['a version', { version: 2 }, ['version']],
    ['inGpa that is no boolean', { inGpa: 'true' }, ['inGpa']],
    ['the same best and worst mark', { best: 5 }, ['worst']],
    ['a pass mark between steps', { passMark: 3.95 }, ['passMark']],
    ['a pass mark beyond the worst mark', { passMark: 5.1 }, ['passMark']],
    [
      'bands out of order',
      {
        bands: [
          { worst: 2.5, letter: 'B', gradePoint: 3 },
          { worst: 1.5, letter: 'A', gradePoint: 4 },
          { worst: 5, letter: 'F', gradePoint: 0 },
        ],
      },
      ['bands[1].worst'],
    ],
    ['bands that end before the worst mark', { bands: [{ worst: 4, letter: 'A', gradePoint: 4 }] }, ['bands[0].worst']],
    [
      'a letter twice',
      {
        bands: [
          { worst: 2.5, letter: 'A', gradePoint: 3 },
          { worst: 5, letter: 'a', gradePoint: 0 },
        ],
      },
      ['bands[1].letter'],
    ],
  ])('refuses %s', async (_what, request, fields) => {
    const answer = await create({ key: aKey(), ...request });
    expectProblem(answer, 400, 'validation_failed');
    expect([...new Set(fieldsOf(answer))]).toEqual(fields);
  });

  it('does not make versions of the scales of the app', async () => {
    expectProblem(await create({ key: 'vn-10' }), 409, 'grading_scale_fixed');
    expect(await read('vn-10')).toMatchObject({ version: 1, name: 'Vietnam, 10 points' });
    expect(await read('vn-10?version=1')).toMatchObject({ maximum: 10 });
  });

  it('are not found under another key or version', async () => {
    const { key } = scaleOf(await create({ key: aKey() }));
    for (const path of [aKey(), 'constructor', 'VN-10', `${key}?version=2`, 'vn-10?version=2', `${aKey()}?version=1`]) {
      expectProblem(await admin.get(`/grading-scales/${path}`), 404, 'grading_scale_not_found');
    }
    for (const version of ['0', '-1', '1.5', 'new', '']) {
      expectProblem(await admin.get(`/grading-scales/${key}?version=${version}`), 400, 'validation_failed');
    }
  });

  it('are created by admins only', async () => {
    const key = aKey();
    for (const role of ['LECTURER', 'STUDENT'] as const) {
      expectProblem(await school.asRole(role).post('/grading-scales', aScaleRequest(GERMANY, { key })), 403, 'forbidden');
    }
    expectUnauthenticated(await school.as().post('/grading-scales', aScaleRequest(GERMANY, { key })));
    expectProblem(await admin.get(`/grading-scales/${key}`), 404, 'grading_scale_not_found');
  });

  describe('of a class', () => {
    const subjectWith = (gradingScale: string) => school.addSubject({ gradingScale });
    const classOf = async (id: string) => (await admin.get(`/classes/${id}`)).body as { gradingScale: string; gradingScaleVersion: number };

    it('is the newest version when the class is created, and stays that one', async () => {
      const key = aKey();
      await create({ key });
      const subject = await subjectWith(key);
      const first = await school.addClass({ subjectId: subject.id });
      await create({ key, best: 0, passMark: 3 });
      const second = await school.addClass({ subjectId: subject.id });
      expect(await classOf(first.id)).toMatchObject({ gradingScale: key, gradingScaleVersion: 1 });
      expect(await classOf(second.id)).toMatchObject({ gradingScale: key, gradingScaleVersion: 2 });
      expect(await classOf((await school.addClass()).id)).toMatchObject({ gradingScale: 'vn-10', gradingScaleVersion: 1 });
    });

    it('changes to another scale, in its newest version, until marks are entered', async () => {
      const key = aKey();
      await create({ key });
      await create({ key, passMark: 3.9 });
      const room = await school.addClassroom({ students: 1 });
      const patch = (gradingScale: string) => admin.patch(room.path, { gradingScale });
      expect((await patch(key)).body).toMatchObject({ gradingScale: key, gradingScaleVersion: 2 });
      await create({ key, passMark: 3.8 });
      // Naming the same scale changes nothing.
      expect((await patch(key)).body).toMatchObject({ gradingScaleVersion: 2 });
      expect((await patch('us-100')).body).toMatchObject({ gradingScale: 'us-100', gradingScaleVersion: 1 });
      expect((await patch(key)).body).toMatchObject({ gradingScale: key, gradingScaleVersion: 3 });
      expect((await room.mark(room.students[0]!, { midterm: 1.7 })).status).toBe(200);
      expect((await patch(key)).status).toBe(200);
      expectProblem(await patch('us-100'), 409, 'grading_started');
      const { items } = (await admin.get(`/audit?entity=class:${room.schoolClass.id}`)).body as { items: AuditEntry[] };
      expect(items.filter(({ action }) => action === 'class.changed').map(({ before, after }) => [before, after])).toEqual([
        [
          { gradingScale: 'us-100', scaleVersion: 1 },
          { gradingScale: key, scaleVersion: 3 },
        ],
        [
          { gradingScale: key, scaleVersion: 2 },
          { gradingScale: 'us-100', scaleVersion: 1 },
        ],
        [
          { gradingScale: 'vn-10', scaleVersion: 1 },
          { gradingScale: key, scaleVersion: 2 },
        ],
      ]);
    });

    it('is a scale that exists', async () => {
      const { id } = await school.addClass();
      const { id: subjectId } = await school.addSubject();
      for (const gradingScale of [aKey(), 'VN-10', 'constructor', '', null, 10]) {
        for (const answer of [
          await admin.patch(`/classes/${id}`, { gradingScale }),
          await admin.patch(`/subjects/${subjectId}`, { gradingScale }),
          await admin.post('/subjects', aSubjectRequest({ gradingScale })),
        ]) {
          expectProblem(answer, 400, 'validation_failed');
          expect([...new Set(fieldsOf(answer))]).toEqual(['gradingScale']);
        }
      }
    });
  });
});
