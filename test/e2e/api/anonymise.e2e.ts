import { randomUUID } from 'node:crypto';
import { accountJob } from '../../../src/features/users/account.job.js';
import { anonymiseUser } from '../../../src/features/users/anonymise-user.js';
import type { User } from '../../../src/features/users/user.js';
import { JobRunner } from '../../../src/jobs/job-runner.js';
import { aUser, anEntry } from '../../fixtures/builders.js';
import type { Answer } from '../../fixtures/client.js';
import { dumpOf } from '../../fixtures/dump.js';
import { expectProblem } from '../../fixtures/expectations.js';
import { SchoolFixture } from '../../fixtures/school.js';

/** For a tick to get to the end. */
const ENOUGH_MS = 25_000;

/** Unique personal data. */
const personal = () => {
  const own = randomUUID();
  return {
    phone: '+84 90 123 4567',
    dateOfBirth: '2005-02-28',
    department: `Dept ${own}`,
    familyName: `Vô ${own}`,
    givenName: `Danh ${own}`,
  };
};

describe('anonymising a person', () => {
  let school: SchoolFixture;

  beforeAll(async () => {
    school = await SchoolFixture.startWithAccounts(ENOUGH_MS);
    await school.addDefaults();
  });
  afterAll(() => school.close());

  const left = (values: Partial<User> = {}) => school.addAccount({ status: 'DISABLED', statusBefore: 'ACTIVE', ...personal(), ...values });
  const anonymise = ({ id }: Pick<User, 'id'>): Promise<Answer> => school.admin.post(`/users/${id}/anonymise`);
  const expectForgotten = async ({ id, email, code, department, familyName, givenName }: User) => {
    const everything = JSON.stringify(await dumpOf(school));
    expect([email, code, department!, familyName, givenName].filter((trace) => everything.includes(trace))).toEqual([]);
    const { phone, dateOfBirth, pendingAccount } = await school.profileOf(id);
    expect({ phone, dateOfBirth, pendingAccount }).toEqual({});
    expect(await school.accounts.find(id)).toBeUndefined();
    expect(await school.jobs.pending('ACCOUNT', id)).toEqual([]);
  };

  it('leaves nothing of them in profile, account and copies', async () => {
    const student = await school.addAccount(personal());
    const pupil = { user: student, client: school.as(student) };
    const room = await school.addClassroom({ students: [pupil] });
    await room.mark(pupil, { midterm: 8 });
    const feedback = [{ component: 'midterm', text: `Well done, ${student.givenName}!` }];
    expect((await room.save(pupil, { version: 2, marks: {}, feedback })).status).toBe(200);
    await room.archive();
    expect((await school.admin.post(`/users/${student.id}/disable`)).status).toBe(200);

    const { status, body } = await anonymise(student);
    expect({ status, body: body as User }).toMatchObject({
      status: 200,
      body: { id: student.id, givenName: 'Former', familyName: 'student', status: 'DISABLED', anonymised: true },
    });
    expect(body).not.toHaveProperty('phone');
    await expectForgotten(student);
    const row = await room.row(pupil);
    expect(row).toMatchObject({ givenName: 'Former', familyName: 'student', marks: { midterm: 8 } });
    expect(row).not.toHaveProperty('feedbackOn');
  });

  it('calls a lecturer former staff, in their archived classes too', async () => {
    const lecturer = await school.addAccount({ role: 'LECTURER', ...personal() });
    const { id } = await school.addClass({ lecturerId: lecturer.id });
    await school.admin.post(`/users/${lecturer.id}/disable`);
    expectProblem(await anonymise(lecturer), 409, 'open_relations');
    await school.admin.post(`/classes/${id}/archive`, {});
    expect((await anonymise(lecturer)).status).toBe(200);
    expect((await school.admin.get(`/classes/${id}`)).body).toMatchObject({ lecturer: { givenName: 'Former', familyName: 'staff' } });
    await expectForgotten(lecturer);
  });

  it('gives address and code free', async () => {
    const person = await left();
    await anonymise(person);
    const invited = await school.invite(person);
    expect(invited.status).toBe(201);
    expect((invited.body as User).id).not.toBe(person.id);
  });

  it('is only for those who are disabled, and whom no class needs', async () => {
    expectProblem(await anonymise(await school.addAccount()), 409, 'not_disabled');
    const { user, client } = await school.addUser(personal());
    const room = await school.addClassroom({ students: [{ user, client }] });
    await school.admin.post(`/users/${user.id}/disable`);
    expectProblem(await anonymise(user), 409, 'open_relations');
    expect((await school.admin.get(`/users/${user.id}`)).body).toMatchObject({ familyName: user.familyName, phone: user.phone });
    expect(room.students).toHaveLength(1);
  });

  it('cannot be undone, and is not touched by later changes', async () => {
    const person = await left();
    await anonymise(person);
    expectProblem(await school.admin.post(`/users/${person.id}/enable`), 409, 'anonymised');
    expectProblem(await school.admin.patch(`/users/${person.id}`, { givenName: 'An' }), 409, 'anonymised');
    expectProblem(await school.admin.post(`/users/${person.id}/resend-invitation`), 409, 'not_invited');
    const before = await school.profileOf(person.id);
    expect(await anonymise(person)).toMatchObject({ status: 200, body: { version: before.version } });
    expect(await school.profileOf(person.id)).toEqual(before);
  });

  it('is not undone by a user whose token is still valid', async () => {
    const { user, client } = await school.addUser(anonymiseUser(aUser({ status: 'DISABLED' })));
    expectProblem(await client.patch('/me', { phone: '+84 90 123 4567' }), 403, 'no_profile');
    expectProblem(await client.post('/me/avatar', { contentType: 'image/png', size: 10 }), 403, 'no_profile');
    expect(await school.profileOf(user.id)).toEqual(user);
  });

  it('happens once when asked for twice at once', async () => {
    const person = await left();
    const statuses = (await Promise.all([anonymise(person), anonymise(person)])).map(({ status }) => status);
    expect(statuses).toContain(200);
    expect(statuses.filter((status) => status !== 200 && status !== 409)).toEqual([]);
    expect((await anonymise(person)).status).toBe(200);
    expect(await school.entriesOf(person.id, 'user.anonymised')).toHaveLength(1);
    await expectForgotten(person);
  });

  it('is recorded without a personal value', async () => {
    const person = await left();
    await anonymise(person);
    const [entry] = await school.entriesOf(person.id, 'user.anonymised');
    expect(entry).toMatchObject({ after: { changedFields: expect.arrayContaining(['email', 'phone', 'dateOfBirth']) as string[] } });
  });

  it('removes free text and addresses from the audit entries about them, and keeps who did what and when', async () => {
    const student = await school.addAccount(personal());
    const pupil = { user: student, client: school.as(student) };
    const room = await school.addClassroom({ students: [pupil] });
    const another = await school.addClassroom({ students: 1 });
    const reason = `A complaint of ${student.familyName}`;
    for (const { mark, lock } of [room, another].map((of) => ({
      mark: () => of.mark(of.students[0]!, { midterm: 8 }, { by: school.admin, reason }),
      lock: () => of.lock(),
    }))) {
      await lock();
      expect((await mark()).status).toBe(200);
    }
    const renamed = await school.admin.patch(`/users/${student.id}`, { email: `new-${student.email}` });
    expect(renamed.status).toBe(200);
    const [changed] = await school.entriesOf(student.id, 'user.changed');
    expect(changed).toMatchObject({ before: { email: student.email }, after: { email: `new-${student.email}`, changedFields: ['email'] } });

    await room.archive();
    await school.admin.post(`/users/${student.id}/disable`);
    expect((await anonymise(student)).status).toBe(200);
    const everything = JSON.stringify(await dumpOf(school));
    expect(everything).not.toContain(student.email);
    const [entry] = await school.entriesOf(student.id, 'user.changed');
    expect(entry).toEqual({ ...changed, before: undefined, after: { changedFields: ['email'] } });
    const history = (of: typeof room) =>
      school.admin.get(`${of.path}/scores/${of.students[0]!.user.id}/history`).then(({ body }) => body as { items: { reason?: string }[] });
    expect(JSON.stringify(await history(room))).not.toContain(reason);
    expect(JSON.stringify(await history(room))).toContain('"to":8');
    expect(JSON.stringify(await history(another))).toContain(reason);
  });

  it.each(['before', 'after'] as const)('is finished by the same call when the pool fails %s it deleted the account', async (when) => {
    const impatient = await SchoolFixture.startWithAccounts();
    try {
      const { id } = await impatient.addAccount({ status: 'DISABLED', ...personal() });
      for (let call = 1; call < 20; call += 1) impatient.pool.faults.failNext('AdminDeleteUser', { when });
      expectProblem(await impatient.admin.post(`/users/${id}/anonymise`), 503, 'account_pending');
      while ((await impatient.admin.post(`/users/${id}/anonymise`)).status === 503);
      expect(await impatient.accounts.find(id)).toBeUndefined();
      expect(await impatient.jobs.pending('ACCOUNT', id)).toEqual([]);
    } finally {
      await impatient.close();
    }
  });

  it('is finished by maintenance when the request is not repeated', async () => {
    const person = await left();
    const after = { ...anonymiseUser(person), version: 2, pendingAccount: { leasedUntil: '2026-01-01T00:00:00.000Z', signOut: true } };
    await school.users.change(person, after, { audit: anEntry(), jobs: [accountJob(person.id)] });
    expect(await school.get(JobRunner).tick()).toMatchObject({ failed: 0 });
    await expectForgotten(person);
  });
});
