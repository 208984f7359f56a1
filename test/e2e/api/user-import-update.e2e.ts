import type { User } from '../../../src/features/users/user.js';
import { aCode, anInvitation } from '../../fixtures/builders.js';
import { dumpOf } from '../../fixtures/dump.js';
import { expectProblem, fieldsOf } from '../../fixtures/expectations.js';
import { SchoolFixture } from '../../fixtures/school.js';

interface Result {
  outcome: string;
  id?: string;
  disabled?: true;
  changes?: { field: string; before?: string; after: string }[];
  error?: { code: string; field?: string; message: string };
}

const UPDATE = '?mode=update';
const rowOf = ({ email, role, code, givenName, familyName }: User) => ({ email, role, code, givenName, familyName });

describe('an import with mode=update', () => {
  let school: SchoolFixture;
  beforeAll(async () => {
    school = await SchoolFixture.startWithAccounts(25_000, { IMPORT_RATE: '1000' });
  });
  afterAll(() => school.close());

  const send = async (users: object[], query = UPDATE): Promise<Result[]> => {
    const { status, body } = await school.admin.post(`/users/import${query}`, { users });
    expect({ status, body }).toMatchObject({ status: 200 });
    return (body as { results: Result[] }).results;
  };
  const errorOf = async (row: object, query?: string) => (await send([row], query))[0]!.error;
  /** Expects the same outcomes of a dry run, which writes nothing, and of the run. */
  const sendAsPredicted = async (users: object[], query = UPDATE): Promise<Result[]> => {
    // The first request after the sign-in has an entry of its own.
    await school.admin.get('/terms');
    const before = await dumpOf(school);
    const predicted = await send(users, `${query}&dryRun=true`);
    expect(await dumpOf(school)).toEqual(before);
    const results = await send(users, query);
    expect(predicted).toEqual(results.map((result, at) => (result.outcome === 'created' ? { ...result, id: predicted[at]!.id } : result)));
    return results;
  };

  it('gives people the details of their row, and says the old and the new values', async () => {
    const an = await school.addAccount({ familyName: 'Nguyen', phone: '12345', department: 'Physics' });
    const [same, fresh] = [await school.addAccount(), anInvitation()];
    const row = { ...rowOf(an), familyName: 'Nguyễn', phone: '54321', dateOfBirth: '2005-02-28', department: 'Maths', code: aCode('S') };
    const results = await sendAsPredicted([row, rowOf(same), fresh]);
    expect(results).toMatchObject([
      {
        outcome: 'updated',
        id: an.id,
        changes: [
          { field: 'code', before: an.code, after: row.code },
          { field: 'familyName', before: 'Nguyen', after: 'Nguyễn' },
          { field: 'phone', before: '12345', after: '54321' },
          { field: 'dateOfBirth', after: '2005-02-28' },
          { field: 'department', before: 'Physics', after: 'Maths' },
        ],
      },
      { outcome: 'unchanged', id: same.id },
      { outcome: 'created' },
    ]);
    expect(await school.profileOf(an.id)).toMatchObject({ ...row, status: 'ACTIVE', version: 2 });
    await school.expectAgreement(an.id);
    expect(await school.entriesOf(an.id, 'user.changed')).toMatchObject([
      {
        after: {
          changedFields: ['code', 'givenName', 'familyName', 'phone', 'dateOfBirth', 'department'].filter((f) => f !== 'givenName'),
        },
      },
    ]);
    expect([school.mailsTo(an.email, same.email), school.mailsTo(fresh.email)]).toEqual([0, 1]);
    expect(await send([row])).toMatchObject([{ outcome: 'unchanged', id: an.id }]);
  });

  it('takes a file, in which a blank cell leaves the value', async () => {
    const an = await school.addAccount({ phone: '12345', department: 'Physics' });
    const file = `email,role,code,givenName,familyName,phone,department\n${an.email.toUpperCase()},STUDENT,${an.code.toLowerCase()},An,Lê,,`;
    const { body } = await school.admin.post(`/users/import${UPDATE}`, file, { 'content-type': 'text/csv' });
    expect(body).toMatchObject({
      results: [{ line: 2, outcome: 'updated', changes: [{ field: 'familyName', before: 'Nguyễn', after: 'Lê' }] }],
    });
    expect(await school.profileOf(an.id)).toMatchObject({ email: an.email, code: an.code, phone: '12345', department: 'Physics' });
  });

  it('renames people in their classes', async () => {
    await school.addDefaults();
    const { schoolClass, students } = await school.addClassroom({ students: [{ user: await school.addAccount(), client: school.admin }] });
    const { user } = students[0]!;
    await send([{ ...rowOf(user), familyName: 'Phạm' }]);
    const { body } = await school.admin.get(`/classes/${schoolClass.id}/students`);
    expect(JSON.stringify(body)).toContain('Phạm');
  });

  describe('refuses a row, and changes nothing,', () => {
    const unchanged = async (users: User[], row: object, error: object, query?: string) => {
      expect(await errorOf(row, `${query ?? UPDATE}&dryRun=true`)).toMatchObject(error);
      expect(await errorOf(row, query)).toMatchObject(error);
      for (const user of users) expect(await school.profileOf(user.id)).toEqual(user);
    };

    it('whose address and code belong to two people', async () => {
      const [an, binh] = [await school.addAccount(), await school.addAccount({ familyName: 'Trần' })];
      await unchanged([an, binh], { ...rowOf(an), code: binh.code }, { code: 'code_taken', field: 'code' });
    });

    it('whose code belongs to a person with another address', async () => {
      const an = await school.addAccount();
      await unchanged([an], { ...rowOf(an), email: anInvitation().email }, { code: 'person_differs', field: 'email' });
    });

    it('with another role', async () => {
      const an = await school.addAccount();
      await unchanged([an], { ...rowOf(an), role: 'LECTURER', familyName: 'Lê' }, { code: 'person_differs', field: 'role' });
    });

    it('with both another code and another name, which can be another person', async () => {
      const an = await school.addAccount();
      await unchanged([an], { ...rowOf(an), code: aCode('S'), familyName: 'Trần' }, { code: 'person_differs', field: 'code' });
      expect(await send([{ ...rowOf(an), code: aCode('S'), familyName: 'NGUYEN' }])).toMatchObject([{ outcome: 'updated' }]);
    });

    it('of a person who was anonymised', async () => {
      const an = await school.addAccount();
      await school.admin.post(`/users/${an.id}/disable`);
      await school.admin.post(`/users/${an.id}/anonymise`);
      const former = await school.profileOf(an.id);
      await unchanged([former], { ...rowOf(former), familyName: 'Lê' }, { code: 'anonymised' }, `${UPDATE}&enable=true`);
    });

    it('that lacks an address, a code or a name', async () => {
      const an = await school.addAccount();
      for (const field of ['email', 'code', 'role']) {
        await unchanged([an], { ...rowOf(an), department: 'Law', [field]: undefined }, { code: 'validation_failed', field });
      }
      for (const name of ['', undefined]) {
        const row = { ...rowOf(an), department: 'Law', givenName: name, familyName: '' };
        await unchanged([an], row, { code: 'validation_failed', field: 'givenName' });
      }
    });
  });

  it('decides about all rows before it changes any, so that their order does not matter', async () => {
    const [an, binh] = [await school.addAccount(), await school.addAccount()];
    const swapped = [
      { ...rowOf(an), code: binh.code },
      { ...rowOf(binh), code: an.code },
    ];
    expect((await sendAsPredicted(swapped)).map(({ error }) => error?.code)).toEqual(['code_taken', 'code_taken']);
    const freed = [
      { ...rowOf(an), code: aCode('S') },
      { ...anInvitation(), code: an.code },
    ];
    expect((await sendAsPredicted(freed)).map(({ outcome, error }) => error?.code ?? outcome)).toEqual(['updated', 'person_differs']);
  });

  it('reads all rows before the first write', async () => {
    const people = await school.addUsers(12);
    const operations: string[] = [];
    const stops = (['BatchGetItem', 'TransactWriteItems'] as const).map((operation) =>
      school.database.faults.before(operation, () => Promise.resolve(void operations.push(operation))),
    );
    await send(people.map(({ user }) => ({ ...rowOf(user), department: 'Law' })));
    for (const stop of stops) stop();
    expect(operations.lastIndexOf('BatchGetItem')).toBeLessThan(operations.indexOf('TransactWriteItems'));
    expect(operations.filter((operation) => operation === 'TransactWriteItems')).toHaveLength(12);
  });

  describe('of a disabled person', () => {
    const disabled = (values: Partial<User> = {}) => school.addAccount({ status: 'DISABLED', statusBefore: 'ACTIVE', ...values });

    it('updates the details and leaves the person disabled', async () => {
      const gone = await disabled();
      const rows = [{ ...rowOf(gone), familyName: 'Lê' }];
      expect(await sendAsPredicted(rows)).toMatchObject([{ outcome: 'updated', disabled: true }]);
      expect(await sendAsPredicted(rows)).toMatchObject([{ outcome: 'unchanged', disabled: true }]);
      expect(await school.profileOf(gone.id)).toMatchObject({ familyName: 'Lê', status: 'DISABLED' });
    });

    it('enables the person with enable=true', async () => {
      const [gone, back] = [await disabled(), await disabled({ statusBefore: 'INVITED' })];
      const rows = [{ ...rowOf(gone), familyName: 'Lê' }, rowOf(back)];
      const results = await sendAsPredicted(rows, `${UPDATE}&enable=true`);
      expect(results).toEqual([
        expect.objectContaining({
          outcome: 'updated',
          changes: [
            { field: 'status', before: 'DISABLED', after: 'ACTIVE' },
            { field: 'familyName', before: 'Nguyễn', after: 'Lê' },
          ],
        }),
        expect.objectContaining({ outcome: 'updated', changes: [{ field: 'status', before: 'DISABLED', after: 'INVITED' }] }),
      ]);
      expect(results.some((result) => 'disabled' in result)).toBe(false);
      for (const { id } of [gone, back]) {
        await school.expectAgreement(id);
        expect(await school.entriesOf(id, 'user.enabled')).toHaveLength(1);
      }
      expect([gone, back].map(({ email }) => school.mailsTo(email))).toEqual([0, 1]);
    });

    it('changes nothing if the admin may not enable people', async () => {
      const gone = await disabled();
      const { client, user } = await school.addUser({ role: 'ADMIN', status: 'DISABLED', statusBefore: 'ACTIVE' });
      const { body } = await client.post(`/users/import${UPDATE}&enable=true`, { users: [{ ...rowOf(gone), familyName: 'Lê' }] });
      expect(body).toMatchObject({ results: [{ outcome: 'error', error: { code: 'not_active_admin' } }] });
      expect(await school.profileOf(gone.id)).toEqual(gone);
      expect(user.status).toBe('DISABLED');
    });
  });

  describe('when another request is at work', () => {
    it('repeats a row on the current profile, and says what it replaced', async () => {
      const an = await school.addAccount({ department: 'Physics' });
      let changes = 0;
      const stop = school.database.faults.before('TransactWriteItems', async () => {
        changes += 1;
        if (changes === 1) expect((await school.admin.patch(`/users/${an.id}`, { department: 'Law', phone: '12345' })).status).toBe(200);
      });
      const results = await send([{ ...rowOf(an), department: 'Maths' }]);
      stop();
      expect(results).toMatchObject([{ outcome: 'updated', changes: [{ field: 'department', before: 'Law', after: 'Maths' }] }]);
      expect(await school.profileOf(an.id)).toMatchObject({ department: 'Maths', phone: '12345' });
    });

    it('refuses a code that another person gets in between', async () => {
      const [an, binh, code] = [await school.addAccount(), await school.addAccount(), aCode('S')];
      let changes = 0;
      const stop = school.database.faults.before('TransactWriteItems', async () => {
        changes += 1;
        if (changes === 1) expect((await school.admin.patch(`/users/${binh.id}`, { code })).status).toBe(200);
      });
      const results = await send([{ ...rowOf(an), code, department: 'Maths' }]);
      stop();
      expect(results).toMatchObject([{ outcome: 'error', error: { code: 'code_taken' } }]);
      expect(await school.profileOf(an.id)).toEqual(an);
    });

    it('gives the same result when a file is sent twice at once', async () => {
      const [an, fresh] = [await school.addAccount(), anInvitation()];
      const rows = [{ ...rowOf(an), familyName: 'Lê' }, fresh];
      const both = await Promise.all([send(rows), send(rows)]);
      expect(both.map(([first]) => first!.outcome).sort()).toEqual(['unchanged', 'updated']);
      expect(both.map(([, second]) => second!.outcome).sort()).toEqual(['created', 'unchanged']);
      expect(await school.entriesOf(an.id, 'user.changed')).toHaveLength(1);
      expect(school.mailsTo(fresh.email)).toBe(1);
    });

    it('finishes an account that an earlier request left pending', async () => {
      const an = await school.addAccount();
      const row = { ...rowOf(an), code: aCode('S') };
      school.pool.faults.failNext('AdminUpdateUserAttributes', { when: 'before', error: 'NotAuthorizedException' });
      expect(await send([row])).toMatchObject([{ outcome: 'error', error: { code: 'account_pending' } }]);
      expect(await send([{ ...row, department: 'Maths' }])).toMatchObject([{ outcome: 'updated', changes: [{ field: 'department' }] }]);
      await school.expectAgreement(an.id);
    });
  });

  it('refuses another mode, and enable without mode=update', async () => {
    for (const [query, field] of [
      ['?mode=replace', 'mode'],
      ['?enable=true', 'enable'],
      ['?mode=add&enable=true', 'enable'],
    ] as const) {
      const answer = await school.admin.post(`/users/import${query}`, { users: [anInvitation()] });
      expectProblem(answer, 400, 'validation_failed');
      expect(fieldsOf(answer)).toEqual([field]);
    }
  });
});
