import type { User } from '../../../src/features/users/user.js';
import { auditLogOf } from '../../fixtures/audit-log.js';
import { anInvitation } from '../../fixtures/builders.js';
import type { Classroom } from '../../fixtures/classroom.js';
import type { Answer } from '../../fixtures/client.js';
import { expectProblem } from '../../fixtures/expectations.js';
import { SchoolFixture, type SignedInUser } from '../../fixtures/school.js';

interface Outcome {
  readonly outcome: string;
  readonly id?: string;
  readonly changes?: object[];
  readonly error?: { code: string; field?: string; message: string };
}

const CSV = { 'content-type': 'text/csv' };
const HEADER = 'email,role,code,givenName,familyName';
/** One name in each of the two places. */
const ONE_NAME: readonly Pick<User, 'givenName' | 'familyName'>[] = [
  { givenName: 'Sukarno', familyName: '' },
  { givenName: '', familyName: 'Thura' },
];

describe('a person with one name', () => {
  let school: SchoolFixture;
  let given: SignedInUser;
  let family: SignedInUser;
  let room: Classroom;

  beforeAll(async () => {
    school = await SchoolFixture.startWithDefaults();
    await school.addAdmin();
    [given, family] = (await Promise.all(ONE_NAME.map((name) => school.addUser(name)))) as [SignedInUser, SignedInUser];
    const others = await Promise.all(
      [
        { familyName: 'Sukarno', givenName: 'Ana' },
        { familyName: 'Adams', givenName: 'Zoe' },
        { familyName: 'Zorn', givenName: 'Al' },
      ].map((name) => school.addUser(name)),
    );
    room = await school.addClassroom({ students: [given, family, ...others] });
  });
  afterAll(() => school.close());

  const bodyOf = <T>({ status, body }: Answer): T => {
    expect({ isDone: status < 300, body }).toMatchObject({ isDone: true });
    return body as T;
  };
  const importPeople = async (people: object[] | string | Uint8Array, query = ''): Promise<Outcome[]> => {
    const isFile = !Array.isArray(people);
    const answer = await school.admin.post(`/users/import${query}`, isFile ? people : { users: people }, isFile ? CSV : undefined);
    return bodyOf<{ results: Outcome[] }>(answer).results;
  };
  const nameOf = async (id: string) => {
    const { givenName, familyName } = bodyOf<User>(await school.admin.get(`/users/${id}`));
    return { givenName, familyName };
  };

  describe('is invited', () => {
    it.each([
      [{ givenName: 'Sukarno', familyName: undefined }],
      [{ givenName: 'Sukarno', familyName: '' }],
      [{ givenName: ' Sukarno ', familyName: ' \u00a0' }],
    ])('with %j', async (name) => {
      const invitation = anInvitation(name);
      const created = bodyOf<User>(await school.admin.post('/users', invitation));
      expect(created).toMatchObject({ email: invitation.email, givenName: 'Sukarno', familyName: '', status: 'INVITED' });
      expect(await nameOf(created.id)).toEqual({ givenName: 'Sukarno', familyName: '' });
      await school.expectAgreement(created.id);
    });

    it('with a family name alone', async () => {
      const { id } = bodyOf<User>(await school.admin.post('/users', anInvitation({ givenName: undefined, familyName: 'Thura' })));
      expect(await nameOf(id)).toEqual({ givenName: '', familyName: 'Thura' });
    });

    it.each([
      [{ givenName: undefined, familyName: undefined }],
      [{ givenName: '', familyName: '' }],
      [{ givenName: ' ', familyName: undefined }],
      [{ givenName: undefined, familyName: '\u00a0\u200b' }],
    ])('never without any name: %j', async (name) => {
      const answer = await school.admin.post('/users', anInvitation(name));
      expectProblem(answer, 400, 'validation_failed');
      expect(answer.body).toMatchObject({
        errors: [{ field: 'givenName', code: 'required', message: 'is required, because a person needs a given name or a family name.' }],
      });
    });

    it.each([
      [{ givenName: null }, 'givenName'],
      [{ familyName: null }, 'familyName'],
      [{ familyName: 7 }, 'familyName'],
      [{ givenName: '\u115f' }, 'givenName'],
      [{ givenName: undefined, familyName: 'x'.repeat(51) }, 'familyName'],
    ])('by the rules of every name: %j', async (name, field) => {
      const answer = await school.admin.post('/users', anInvitation(name));
      expectProblem(answer, 400, 'validation_failed');
      expect(answer.body).toMatchObject({ errors: [{ field }] });
    });

    it('once, by an invitation that is sent again after the mail has failed', async () => {
      const invitation = anInvitation({ familyName: undefined });
      const { faults } = school.pool;
      faults.before('AdminAddUserToGroup', () =>
        Promise.resolve(faults.failNext('AdminCreateUser', { when: 'before', error: 'CodeDeliveryFailureException' })),
      );
      expectProblem(await school.admin.post('/users', invitation), 503, 'account_pending');
      expect((await school.admin.post('/users', { ...invitation, familyName: '' })).status).toBe(201);
      expect(school.mailsTo(invitation.email)).toBe(1);
    });
  });

  describe('by a change', () => {
    it.each(['', ' '])('loses the other name with %j', async (blank) => {
      const { id } = await school.addInvited();
      expect(bodyOf(await school.admin.patch(`/users/${id}`, { familyName: blank }))).toMatchObject({ givenName: 'An', familyName: '' });
      const { body } = await school.admin.patch(`/users/${id}`, { givenName: '', familyName: 'Thura' });
      expect(body).toMatchObject({ givenName: '', familyName: 'Thura', version: 3 });
    });

    it('cannot lose the last name, and nothing changes', async () => {
      const { id } = await school.addInvited({ familyName: '', phone: '12345' });
      const before = await school.profileOf(id);
      for (const [change, field] of [
        [{ givenName: '', phone: '54321' }, 'givenName'],
        [{ givenName: ' ' }, 'givenName'],
        [{ givenName: '', familyName: ' ' }, 'givenName'],
      ] as const) {
        const answer = await school.admin.patch(`/users/${id}`, change);
        expectProblem(answer, 400, 'validation_failed');
        expect(answer.body).toMatchObject({ errors: [{ field, code: 'required' }] });
      }
      const other = await school.addInvited({ givenName: '' });
      const answer = await school.admin.patch(`/users/${other.id}`, { familyName: '' });
      expect(answer).toMatchObject({ status: 400, body: { errors: [{ field: 'familyName', code: 'required' }] } });
      expect(await school.profileOf(id)).toEqual(before);
      expect((await auditLogOf(school, `user:${id}`)).map(({ action }) => action)).toEqual(['user.invited']);
    });
  });

  describe('in an import', () => {
    it('is added from JSON and from a file with a blank cell, and refused without any name', async () => {
      const [one, other, none] = [
        anInvitation({ familyName: undefined }),
        anInvitation({ givenName: '' }),
        anInvitation({ givenName: '' }),
      ];
      const results = await importPeople([one, other, { ...none, familyName: undefined }]);
      expect(results).toMatchObject([{ outcome: 'created' }, { outcome: 'created' }, { outcome: 'error', error: { field: 'givenName' } }]);
      expect(await nameOf(results[0]!.id!)).toEqual({ givenName: 'An', familyName: '' });
      expect(await nameOf(results[1]!.id!)).toEqual({ givenName: '', familyName: 'Nguyễn' });

      const [third, fourth] = [anInvitation(), anInvitation()];
      const file = `${HEADER}\n${third.email},STUDENT,${third.code},,Thura\n${fourth.email},STUDENT,${fourth.code},,\n`;
      const read = await importPeople(file);
      expect(read).toMatchObject([{ outcome: 'created' }, { outcome: 'error', error: { field: 'givenName' } }]);
      expect(await nameOf(read[0]!.id!)).toEqual({ givenName: '', familyName: 'Thura' });
    });

    it('is added from a full name of one word, however names are divided', async () => {
      const [one, other] = [anInvitation(), anInvitation()];
      const file = `email,role,code,Full name\n${one.email},STUDENT,${one.code},Sukarno\n${other.email},STUDENT,${other.code},", Thura"\n`;
      expect(await importPeople(file, '?dryRun=true&divideName=given-last')).toMatchObject([
        { outcome: 'created' },
        { outcome: 'created' },
      ]);
      const results = await importPeople(file);
      expect(await nameOf(results[0]!.id!)).toEqual({ givenName: 'Sukarno', familyName: '' });
      expect(await nameOf(results[1]!.id!)).toEqual({ givenName: 'Thura', familyName: '' });
    });

    it('with mode=update gets and loses a name, and keeps one that the row leaves out', async () => {
      const { id, email, code } = await school.addAccount({ familyName: 'Nguyễn' });
      const row = { email, code, role: 'STUDENT' };
      const update = (name: object) => importPeople([{ ...row, ...name }], '?mode=update');
      expect(await update({ givenName: 'An' })).toMatchObject([{ outcome: 'unchanged' }]);
      expect(await update({ givenName: 'An', familyName: '' })).toMatchObject([
        { outcome: 'updated', changes: [{ field: 'familyName', before: 'Nguyễn', after: '' }] },
      ]);
      expect(await nameOf(id)).toEqual({ givenName: 'An', familyName: '' });
      const [{ changes }] = (await update({ familyName: 'Lê' })) as [Outcome];
      expect(changes).toEqual([{ field: 'familyName', after: 'Lê' }]);
      expect(await nameOf(id)).toEqual({ givenName: 'An', familyName: 'Lê' });
    });

    it('without mode=update never changes', async () => {
      const { email, code } = given.user;
      const row = { email, code, role: 'STUDENT' };
      for (const name of [{ givenName: 'Sukarno' }, { givenName: 'Sukarno', familyName: '' }]) {
        expect(await importPeople([{ ...row, ...name }])).toMatchObject([{ outcome: 'unchanged' }]);
      }
      expect(await importPeople([{ ...row, givenName: 'Sukarno', familyName: 'Putra' }])).toMatchObject([
        { outcome: 'error', error: { code: 'person_differs', field: 'familyName' } },
      ]);
    });

    it('with mode=update is named without surplus spaces if the row means another person', async () => {
      const { email } = given.user;
      const row = { email, role: 'STUDENT', code: anInvitation().code };
      const [{ error }] = (await importPeople([{ ...row, givenName: 'Thura' }], '?mode=update&dryRun=true')) as [Outcome];
      expect(error!.message).toContain(`this address belongs to Sukarno (${given.user.code}).`);
      for (const name of [{ familyName: 'Sukarno', givenName: '' }, { givenName: 'Sukarno' }]) {
        expect(await importPeople([{ ...row, ...name }], '?mode=update&dryRun=true')).toMatchObject([{ outcome: 'updated' }]);
      }
    });

    it.each(['csv', 'csv?separator=semicolon', 'xlsx'])('is unchanged by an exported file (%s)', async (format) => {
      const file = (await school.admin.get(`/users.${format}`)).body as string | Uint8Array;
      for (const query of ['?dryRun=true', '?dryRun=true&mode=update']) {
        const results = await importPeople(file, query);
        expect(new Set(results.map(({ outcome }) => outcome))).toEqual(new Set(['unchanged']));
      }
    });
  });

  describe('in a class', () => {
    it('is sorted by that name, in the roster and in the list of people', async () => {
      const expected = [
        ['Adams', 'Zoe'],
        ['', 'Sukarno'],
        ['Sukarno', 'Ana'],
        ['Thura', ''],
        ['Zorn', 'Al'],
      ];
      const toName = ({ familyName, givenName }: User) => [familyName, givenName];
      expect(((await school.admin.walk(`${room.path}/students`, 2)) as User[]).map(toName)).toEqual(expected);
      const codes = new Set(room.students.map(({ user }) => user.code));
      const people = ((await school.admin.walk('/users', 3)) as User[]).filter(({ code }) => codes.has(code));
      expect(people.map(toName)).toEqual(expected);
    });

    it('is in files that change nothing when they are imported', async () => {
      for (const format of ['csv', 'xlsx']) {
        const list = (await school.admin.get(`${room.path}/students.${format}`)).body as string;
        const { results } = bodyOf<{ results: Outcome[] }>(await school.admin.post(`${room.path}/students`, list, CSV));
        expect(results.map(({ outcome }) => outcome)).toEqual(room.students.map(() => 'already_enrolled'));
        const marks = (await school.admin.get(`${room.path}/scores.${format}`)).body as string;
        const saved = bodyOf<{ results: Outcome[] }>(await school.admin.post(`${room.path}/scores/import`, marks, CSV));
        expect(saved.results.map(({ outcome }) => outcome)).toEqual(room.students.map(() => 'unchanged'));
      }
      const lines = ((await room.exportFile()).body as string).split('\r\n');
      expect(lines.filter((line) => /,(Sukarno|Thura),/.test(line))).toHaveLength(2);
    });

    it('must have that name in a class list and in a file of marks', async () => {
      const { code } = given.user;
      const enrol = async (file: string) =>
        bodyOf<{ results: Outcome[] }>(await school.admin.post(`${room.path}/students?dryRun=true`, file, CSV)).results[0]!;
      const mark = async (file: string) =>
        bodyOf<{ results: Outcome[] }>(await school.admin.post(`${room.path}/scores/import?dryRun=true`, file, CSV)).results[0]!;
      for (const name of ['Sukarno', 'SUKARNO', '" Sukarno ,"']) {
        expect(await enrol(`code,name\n${code},${name}\n`)).toMatchObject({ outcome: 'already_enrolled' });
        expect(await mark(`studentCode,name,midterm\n${code},${name},7\n`)).toMatchObject({ outcome: 'saved' });
      }
      for (const parts of ['Sukarno,', ',Sukarno', ',']) {
        expect(await enrol(`code,givenName,familyName\n${code},${parts}\n`)).toMatchObject({ outcome: 'already_enrolled' });
      }
      const message = `is not the name of ${code}, who is Sukarno. Check`;
      for (const wrong of [
        await enrol(`code,name\n${code},Sukarno Putra\n`),
        await enrol(`code,givenName,familyName\n${code},Thura,\n`),
        await mark(`studentCode,name,midterm\n${code},Thura,7\n`),
        await mark(`studentCode,First name,Last name,midterm\n${code},,Thura,7\n`),
      ]) {
        expect(wrong).toMatchObject({ outcome: 'error', error: { message: expect.stringContaining(message) as string } });
      }
      expect(await enrol(`code,givenName\n${code},Putra\n`)).toMatchObject({ outcome: 'already_enrolled' });
    });
  });

  it('is found by that name', async () => {
    for (const [word, { user }] of [
      ['suk', given],
      ['thura', family],
    ] as const) {
      const found = (await school.admin.walk(`/users?search=${word}`, 10)) as User[];
      expect(found.map(({ id }) => id)).toContain(user.id);
    }
  });

  it('has both properties in every answer, and a rename reaches all copies', async () => {
    const lecturer = await school.addLecturer({ givenName: 'Bình', familyName: '' });
    const own = await school.addClassroom({ students: [family], lecturerId: lecturer.user.id });
    await lecturer.client.post('/notifications', { title: 'Hello', body: 'All.', audience: { classId: own.schoolClass.id } });
    const names = async () => {
      const [{ body: schoolClass }, inbox, roster] = await Promise.all([
        school.admin.get(own.path),
        family.client.walk('/notifications', 10) as Promise<{ sender: { name: object } }[]>,
        school.admin.walk(`${own.path}/students`, 10),
      ]);
      return { lecturer: (schoolClass as { lecturer: object }).lecturer, sender: inbox[0]!.sender.name, student: roster[0] };
    };
    const one = { givenName: 'Bình', familyName: '' };
    expect(await names()).toMatchObject({ lecturer: one, sender: one, student: ONE_NAME[1] });
    await school.admin.patch(`/users/${lecturer.user.id}`, { givenName: '', familyName: 'Bình' });
    const other = { givenName: '', familyName: 'Bình' };
    expect(await names()).toMatchObject({ lecturer: other, sender: other });
    const { user, client } = family;
    const { student } = bodyOf<{ student: User }>(await client.get('/me/transcript'));
    expect(student).toEqual({ id: user.id, code: user.code, ...ONE_NAME[1] });
    expect(bodyOf<{ profile: User }>(await client.get('/me/export')).profile).toMatchObject(ONE_NAME[1]!);
    const entries = (await school.admin.walk(`/audit?entity=class:${own.schoolClass.id}`, 10)) as { people: User[] }[];
    expect(entries.flatMap(({ people }) => people)).toContainEqual({ id: lecturer.user.id, code: lecturer.user.code, ...other });
  });

  it('is anonymised like others', async () => {
    const { id } = await school.addAccount({ givenName: '', familyName: 'Wahyudi', status: 'DISABLED', statusBefore: 'ACTIVE' });
    expect(bodyOf(await school.admin.post(`/users/${id}/anonymise`))).toMatchObject({ givenName: 'Former', familyName: 'student' });
    expect(await school.admin.walk('/users?search=wahyudi', 10)).toEqual([]);
  });
});
