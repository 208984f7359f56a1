import { randomUUID } from 'node:crypto';
import { Database } from '../../../src/persistence/dynamodb/driver/database.js';
import { toTermItem } from '../../../src/persistence/dynamodb/schema/term-item.js';
import { aCode, aTerm, aTermRequest } from '../../fixtures/builders.js';
import type { Client } from '../../fixtures/client.js';
import { expectProblem, expectUnauthenticated } from '../../fixtures/expectations.js';
import { SchoolFixture } from '../../fixtures/school.js';

describe('/terms', () => {
  let school: SchoolFixture;
  let admin: Client;

  beforeAll(async () => {
    school = await SchoolFixture.start();
    ({ admin } = school);
  });
  afterAll(() => school.close());

  const add = async (term: object = {}) => {
    const request = aTermRequest(term);
    expect((await admin.post('/terms', request)).status).toBe(201);
    return request;
  };

  it('adds a term, returns its location, and shows it to every role', async () => {
    const request = aTermRequest();
    const { status, headers, body } = await admin.post('/terms', request);
    expect({ status, location: headers.get('location') }).toEqual({ status: 201, location: `/api/v1/terms/${request.code}` });
    expect(body).toEqual({ ...request, version: 1 });
    for (const role of ['ADMIN', 'LECTURER', 'STUDENT'] as const) {
      expect(await school.asRole(role).get(`/terms/${request.code}`)).toMatchObject({ status: 200, body });
    }
  });

  it('gives a code to one of ten who want it at once', async () => {
    const request = aTermRequest();
    const answers = await Promise.all(Array.from({ length: 10 }, () => admin.post('/terms', request)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array.from({ length: 9 }, () => 409)]);
    answers.filter(({ status }) => status === 409).forEach((answer) => expectProblem(answer, 409, 'term_code_taken'));
  });

  it('gives a code once, whatever the case', async () => {
    const { code } = await add({ code: aCode('hk') });
    expectProblem(await admin.post('/terms', aTermRequest({ code: code.toUpperCase() })), 409, 'term_code_taken');
    expectProblem(await admin.get(`/terms/${code.toUpperCase()}`), 404, 'term_not_found');
    expect(await admin.delete(`/terms/${code}`)).toMatchObject({ status: 204 });
    await add({ code: code.toUpperCase() });
  });

  it('keeps the code of a term that was stored without a guard, until it is deleted', async () => {
    const term = aTerm({ code: aCode('hk') });
    const database = school.get(Database);
    await database.transact([database.put('ledger', toTermItem(term))]);
    expect((await admin.get(`/terms/${term.code}`)).body).toEqual(term);
    expectProblem(await admin.post('/terms', aTermRequest({ code: term.code })), 409, 'term_code_taken');
    expectProblem(await admin.post('/terms', aTermRequest({ code: term.code.toUpperCase() })), 409, 'term_code_taken');
    expect(await admin.delete(`/terms/${term.code}`)).toMatchObject({ status: 204 });
    await add({ code: term.code.toUpperCase() });
  });

  it('is readable by every signed-in user, and writable by admins', async () => {
    const { code } = await add();
    const calls = (client: Client) => [
      client.post('/terms', aTermRequest()),
      client.patch(`/terms/${code}`, { title: 'New' }),
      client.delete(`/terms/${code}`),
    ];
    for (const answer of await Promise.all([...calls(school.asRole('LECTURER')), ...calls(school.asRole('STUDENT'))])) {
      expectProblem(answer, 403, 'forbidden');
    }
    const anonymous = school.as();
    for (const answer of await Promise.all([...calls(anonymous), anonymous.get('/terms'), anonymous.get(`/terms/${code}`)])) {
      expectUnauthenticated(answer);
    }
    expect((await admin.get(`/terms/${code}`)).body).toMatchObject({ title: 'Autumn', version: 1 });
  });

  it.each<[string, object, field: string]>([
    ['a day that does not exist', { startDate: '2026-02-30' }, 'startDate'],
    ['the 29th of February of a common year', { startDate: '2026-02-29' }, 'startDate'],
    ['a day with a time', { endDate: '2027-01-15T00:00:00Z' }, 'endDate'],
    ['a day in other words', { endDate: '15/01/2027' }, 'endDate'],
    ['an end before the start', { startDate: '2026-09-01', endDate: '2026-08-31' }, 'endDate'],
    ['an end on the start', { startDate: '2026-09-01', endDate: '2026-09-01' }, 'endDate'],
    ['a code that is no segment of a path', { code: '2026/1' }, 'code'],
    ['a code that is too long', { code: 'x'.repeat(21) }, 'code'],
    ['no code', { code: undefined }, 'code'],
    ['a title of blanks', { title: '  ' }, 'title'],
    ['a title of two lines', { title: 'Autumn\n2026' }, 'title'],
    ['no title', { title: null }, 'title'],
    ['what it does not know', { semester: 1 }, 'semester'],
  ])('adds none with %s', async (_case, wrong, field) => {
    const answer = await admin.post('/terms', aTermRequest(wrong));
    expectProblem(answer, 400, 'validation_failed');
    expect((answer.body as { errors: { field: string }[] }).errors.map((error) => error.field)).toEqual([field]);
  });

  it('adds one that begins on a leap day', async () => {
    await add({ startDate: '2028-02-29', endDate: '2028-06-30' });
  });

  it('knows no term that was never added', async () => {
    const absent = `/terms/${aCode('T')}`;
    const calls = [admin.get(absent), admin.patch(absent, { title: 'New' }, '"1.x"'), admin.delete(absent)];
    for (const answer of await Promise.all(calls)) expectProblem(answer, 404, 'term_not_found');
  });

  it('says which methods it knows', async () => {
    const answer = await admin.send('PUT', `/terms/${aCode('T')}`, {});
    expectProblem(answer, 405, 'method_not_allowed');
    expect(answer.headers.get('allow')).toBe('DELETE, GET, HEAD, PATCH');
  });

  describe('a change', () => {
    it('is answered with the term as it is then', async () => {
      const request = await add();
      const { status, body } = await admin.patch(`/terms/${request.code}`, { title: 'Spring', endDate: '2027-02-01' });
      expect({ status, body }).toEqual({ status: 200, body: { ...request, title: 'Spring', endDate: '2027-02-01', version: 2 } });
      expect((await admin.get(`/terms/${request.code}`)).body).toEqual(body);
    });

    it('to what it is changes nothing', async () => {
      const { code, title } = await add();
      expect((await admin.patch(`/terms/${code}`, { title })).body).toMatchObject({ version: 1 });
    });

    it('sets the drop deadline, and clears it', async () => {
      const { code } = await add({ dropDeadline: '2026-09-01' });
      expect((await admin.get(`/terms/${code}`)).body).toMatchObject({ dropDeadline: '2026-09-01' });
      expect((await admin.patch(`/terms/${code}`, { dropDeadline: '2027-01-15' })).body).toMatchObject({ dropDeadline: '2027-01-15' });
      expectProblem(await admin.patch(`/terms/${code}`, { endDate: '2027-01-14' }), 400, 'validation_failed');
      expect((await admin.patch(`/terms/${code}`, { dropDeadline: null })).body).not.toHaveProperty('dropDeadline');
      expect((await admin.get(`/terms/${code}`)).body).not.toHaveProperty('dropDeadline');
    });

    it('sets both deadlines, and clears them', async () => {
      const deadlines = { dropDeadline: '2026-09-21', withdrawDeadline: '2026-11-30' };
      const { code } = await add(deadlines);
      expect((await admin.get(`/terms/${code}`)).body).toMatchObject(deadlines);
      const same = { dropDeadline: '2026-11-30' };
      expect((await admin.patch(`/terms/${code}`, same)).body).toMatchObject({ ...deadlines, ...same });
      expect((await admin.get('/terms')).body).toMatchObject({ items: expect.arrayContaining([expect.objectContaining(same)]) as unknown });
      expect((await admin.patch(`/terms/${code}`, { withdrawDeadline: null })).body).not.toHaveProperty('withdrawDeadline');
    });

    it.each<[object, string, string]>([
      [{ withdrawDeadline: '2026-08-31' }, 'withdrawDeadline', 'must be from startDate to endDate.'],
      [{ withdrawDeadline: '2027-01-16' }, 'withdrawDeadline', 'must be from startDate to endDate.'],
      [{ dropDeadline: '2027-01-16', withdrawDeadline: '2026-11-30' }, 'dropDeadline', 'must be from startDate to endDate.'],
      [{ dropDeadline: '2026-12-01', withdrawDeadline: '2026-11-30' }, 'withdrawDeadline', 'must not be before dropDeadline.'],
      [{ withdrawDeadline: '30/11/2026' }, 'withdrawDeadline', 'must be an existing date in the form YYYY-MM-DD.'],
    ])('takes no %j', async (wrong, field, message) => {
      const { code } = await add();
      for (const answer of [await admin.patch(`/terms/${code}`, wrong), await admin.post('/terms', aTermRequest(wrong))]) {
        expectProblem(answer, 400, 'validation_failed');
        expect(answer.body).toMatchObject({ errors: [{ field, message }] });
      }
    });

    it('must leave the term valid', async () => {
      const { code } = await add();
      const wrong = [
        { endDate: '2026-08-31' },
        { startDate: '2027-01-15' },
        { title: null },
        { startDate: '2026-13-01' },
        { code: null },
        { code: 'a b' },
        { dropDeadline: '2026-08-31' },
        { dropDeadline: '2027-01-16' },
        { dropDeadline: '' },
      ];
      for (const body of wrong) expectProblem(await admin.patch(`/terms/${code}`, body), 400, 'validation_failed');
      expect((await admin.get(`/terms/${code}`)).body).toMatchObject({ version: 1 });
    });

    it('says what it is based on', async () => {
      const { code } = await add();
      const path = `/terms/${code}`;
      expectProblem(await admin.send('PATCH', path, { title: 'New' }), 428, 'precondition_required');
      expectProblem(await admin.patch(path, { title: 'New' }, '*'), 428, 'precondition_required');
      expectProblem(await admin.patch(path, { title: 'New' }, '"7.other"'), 412, 'stale_version');
      expectProblem(await admin.patch(path, { title: 'New' }, 'nonsense'), 400, 'validation_failed');
    });

    it('is one of ten that are based on the same version', async () => {
      const { code } = await add();
      const etag = (await admin.get(`/terms/${code}`)).headers.get('etag')!;
      const changes = Array.from({ length: 10 }, (_, index) => admin.patch(`/terms/${code}`, { title: `Title ${index}` }, etag));
      const statuses = (await Promise.all(changes)).map(({ status }) => status);
      expect(statuses.sort()).toEqual([200, ...Array.from({ length: 9 }, () => 412)]);
    });
  });

  it('forgets a deleted term, and gives its code away again', async () => {
    const { code } = await add();
    expect(await admin.delete(`/terms/${code}`)).toMatchObject({ status: 204, body: undefined });
    expectProblem(await admin.get(`/terms/${code}`), 404, 'term_not_found');
    expectProblem(await admin.delete(`/terms/${code}`), 404, 'term_not_found');
    await add({ code });
  });

  it('answers 304 to a client that has the current version', async () => {
    const { code } = await add();
    const etag = (await admin.get(`/terms/${code}`)).headers.get('etag')!;
    const again = () => admin.get(`/terms/${code}`, { 'if-none-match': etag });
    expect(await again()).toMatchObject({ status: 304, body: undefined });
    await admin.patch(`/terms/${code}`, { title: 'New' });
    expect(await again()).toMatchObject({ status: 200, body: { title: 'New' } });
  });

  describe('the list', () => {
    it('has every term once, by code, whatever the limit', async () => {
      await Promise.all(Array.from({ length: 5 }, () => add()));
      const terms = (await admin.walk('/terms', 100)) as { code: string }[];
      const codes = terms.map(({ code }) => code);
      expect(codes).toEqual([...new Set(codes)].sort());
      expect(await admin.walk('/terms', 2)).toEqual(terms);
    });

    it('links to its next page, and ends', async () => {
      const first = await admin.get('/terms?limit=1');
      const [, next] = /^<(.+)>; rel="next"$/.exec(first.headers.get('link')!)!;
      const second = await admin.get(next!.replace('/api/v1', ''));
      expect(second.status).toBe(200);
      expect(second.body).not.toEqual(first.body);
      const whole = await admin.get('/terms?limit=100');
      expect({ cursor: (whole.body as { nextCursor: unknown }).nextCursor, link: whole.headers.get('link') }).toEqual({
        cursor: null,
        link: null,
      });
    });

    it('goes on only from a cursor of its own, unchanged, for the same caller', async () => {
      await Promise.all([add(), add()]);
      await Promise.all([school.addSubject(), school.addSubject()]);
      const { nextCursor } = (await admin.get('/terms?limit=1')).body as { nextCursor: string };
      const ofSubjects = ((await admin.get('/subjects?limit=1')).body as { nextCursor: string }).nextCursor;
      const altered = (nextCursor.startsWith('A') ? 'B' : 'A') + nextCursor.slice(1);
      const refused = await Promise.all([
        admin.get(`/terms?cursor=${altered}`),
        admin.get(`/terms?cursor=${nextCursor.slice(0, -1)}`),
        admin.get(`/terms?cursor=`),
        admin.get(`/terms?cursor=${ofSubjects}`),
        school.asRole('ADMIN', randomUUID()).get(`/terms?cursor=${nextCursor}`),
      ]);
      refused.forEach((answer) => expectProblem(answer, 400, 'invalid_cursor'));
      expect((await admin.get(`/terms?limit=7&cursor=${nextCursor}`)).status).toBe(200);
    });

    it.each(['limit=0', 'limit=101', 'limit=1.5', 'limit=ten', 'limit=1&limit=2', 'title=Autumn'])('takes no %s', async (query) => {
      expectProblem(await admin.get(`/terms?${query}`), 400, 'validation_failed');
    });
  });
});
