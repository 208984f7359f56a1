import { randomUUID } from 'node:crypto';
import { classEntity } from '../../../src/features/classes/school-class.js';
import { enrolmentEntity } from '../../../src/features/enrolments/enrolment.js';
import { notificationEntity } from '../../../src/features/notifications/notification.js';
import type { User } from '../../../src/features/users/user.js';
import type { Answer, Client } from '../../fixtures/client.js';
import { SchoolFixture, type SignedInUser } from '../../fixtures/school.js';

/** A person in an answer. */
interface PersonBody {
  id: string;
  code?: string;
  givenName?: string;
  familyName?: string;
  anonymised?: true;
}

describe('the people whom an answer names by id', () => {
  let school: SchoolFixture;
  let clerk: SignedInUser;
  beforeAll(async () => {
    school = await SchoolFixture.startWithDefaults();
    clerk = await school.addUser({ role: 'ADMIN', givenName: 'Chi', familyName: 'Lê' });
    school.admin = clerk.client;
  });
  afterAll(() => school.close());

  const named = ({ id, code, givenName, familyName }: User): PersonBody => ({ id, code, givenName, familyName });
  const entriesAbout = async (entity: string) =>
    (await school.admin.walk(`/audit?entity=${entity}`, 50)) as { action: string; actor: PersonBody; people: PersonBody[] }[];
  const rename = async ({ id }: User, name: object) => {
    const { headers } = await school.admin.get(`/users/${id}`);
    expect((await school.admin.patch(`/users/${id}`, name, headers.get('etag')!)).status).toBe(200);
  };
  const leave = async ({ id }: User) => {
    await school.admin.post(`/users/${id}/disable`);
    expect((await school.admin.post(`/users/${id}/anonymise`)).status).toBe(200);
  };

  describe('in the audit log', () => {
    it('have code and name: the actor, and everybody in entity and facts', async () => {
      const [former, next] = [await school.addLecturer(), await school.addLecturer()];
      const room = await school.addClassroom({ students: 1, lecturerId: former.user.id });
      const student = room.students[0]!.user;
      const { headers } = await school.admin.get(room.path);
      await school.admin.patch(room.path, { lecturerId: next.user.id }, headers.get('etag')!);
      const actor = { ...named(clerk.user), role: 'ADMIN' };
      expect(await entriesAbout(classEntity(room.schoolClass.id))).toMatchObject([
        { action: 'class.changed', actor, people: [named(former.user), named(next.user)] },
        { action: 'class.created', actor, people: [named(former.user)] },
      ]);
      const row = enrolmentEntity({ classId: room.schoolClass.id, studentId: student.id });
      expect(await entriesAbout(row)).toMatchObject([{ action: 'enrolment.enrolled', actor, people: [named(student)] }]);
    });

    it('are found for each entry of a page', async () => {
      const people = await school.addUsers(3);
      await Promise.all(people.map(({ client }) => client.patch('/me', { phone: '+84 28 1234' })));
      const audit = (await school.admin.get(`/audit?actor=${people[0]!.user.id}`)).body as {
        items: { actor: PersonBody; people: PersonBody[] }[];
      };
      expect(audit.items.length).toBeGreaterThan(0);
      for (const { actor } of audit.items) expect(actor).toEqual({ ...named(people[0]!.user), role: 'STUDENT' });
      for (const each of audit.items) expect(each.people).toEqual([named(people[0]!.user)]);
    });

    it('have an id only without a profile, and are in no list of people', async () => {
      const id = randomUUID();
      await school.asRole('ADMIN', id).get(`/audit?actor=${id}`);
      const [entry] = (await school.admin.get(`/audit?actor=${id}`)).body.items as { actor: PersonBody; people: PersonBody[] }[];
      expect({ actor: entry!.actor, people: entry!.people }).toEqual({ actor: { id, role: 'ADMIN' }, people: [] });
    });

    it('have the name that they have now', async () => {
      const { user, client } = await school.addUser();
      await client.patch('/me', { phone: '+84 28 1234' });
      await rename(user, { givenName: 'Dung', familyName: 'Võ' });
      for (const { people } of await entriesAbout(`user:${user.id}`)) {
        expect(people).toEqual([{ ...named(user), givenName: 'Dung', familyName: 'Võ' }]);
      }
    });

    it('are marked if they were anonymised', async () => {
      const { user, client } = await school.addUser();
      await client.patch('/me', { phone: '+84 28 1234' });
      await leave(user);
      const former = { id: user.id, code: `F-${user.id}`, givenName: 'Former', familyName: 'student', anonymised: true };
      const entries = await entriesAbout(`user:${user.id}`);
      for (const { people } of entries) expect(people).toEqual([former]);
      expect(entries.find(({ action }) => action === 'user.changed')!.actor).toEqual({ ...former, role: 'STUDENT' });
    });
  });

  describe('in the history of marks', () => {
    const changesFor = async (history: Promise<Answer>) => (await history).body.items as { byId?: string; by?: PersonBody }[];

    it('have code and name for staff, and are hidden from students', async () => {
      const room = await school.addClassroom({ students: 1 });
      const [student, { lecturer }] = [room.students[0]!, school.defaults];
      await room.mark(student, { midterm: 5 });
      await room.publish('midterm');
      await room.mark(student, { midterm: 6 }, { by: clerk.client });
      const by = [clerk.user, lecturer.user].map((user) => ({ byId: user.id, by: named(user) }));
      expect(await changesFor(room.history(student))).toMatchObject(by);
      expect(await changesFor(room.history(student, clerk.client))).toMatchObject(by);

      const own = await room.history(student, student.client);
      expect(await changesFor(Promise.resolve(own))).toHaveLength(1);
      const everything = JSON.stringify([own.body, (await student.client.get('/me/export')).body.enrolments]);
      for (const { id, code, givenName } of [clerk.user, lecturer.user]) {
        expect([id, code, givenName].filter((trace) => everything.includes(trace))).toEqual([]);
      }
    });

    it('have an id only without a profile', async () => {
      const room = await school.addClassroom({ students: 1 });
      const id = randomUUID();
      await room.mark(room.students[0]!, { midterm: 5 }, { by: school.asRole('ADMIN', id) });
      expect(await changesFor(room.history(room.students[0]!))).toMatchObject([{ byId: id, by: { id } }]);
    });
  });

  describe('as the reader of a sent notification', () => {
    const send = (by: Client, audience: object, headers = {}) =>
      by.post('/notifications', { audience, title: 'Hello', body: 'Good morning.' }, headers);
    const sentBy = async (by: Client) => (await by.get('/notifications/sent')).body.items as { recipient?: PersonBody }[];

    it('have code and name if there is only one, at once and in the list', async () => {
      const [boss, room] = [await school.addUser({ role: 'ADMIN' }), await school.addClassroom({ students: 1 })];
      const student = room.students[0]!.user;
      const audiences = [{ userId: student.id }, { classId: room.schoolClass.id, studentId: student.id }, { classId: room.schoolClass.id }];
      const recipients = [named(student), named(student), undefined];
      const answers = [];
      for (const audience of audiences) answers.push((await send(boss.client, audience)).body.recipient as PersonBody);
      expect(answers).toEqual(recipients);
      expect((await sentBy(boss.client)).map(({ recipient }) => recipient)).toEqual(recipients.toReversed());
      const inbox = (await room.students[0]!.client.get('/notifications')).body.items as { recipient?: PersonBody }[];
      expect(inbox.map(({ recipient }) => recipient)).toEqual(recipients.map(() => undefined));
      expect(await entriesAbout(notificationEntity((await send(boss.client, audiences[1]!)).body.id as number))).toMatchObject([
        { actor: named(boss.user), people: [named(student)] },
      ]);
    });

    it('are the same when the request is repeated', async () => {
      const [{ client }, { user }] = [await school.addUser({ role: 'ADMIN' }), await school.addUser()];
      const key = { 'idempotency-key': randomUUID() };
      const [first, again] = [await send(client, { userId: user.id }, key), await send(client, { userId: user.id }, key)];
      expect(first.body.recipient).toEqual(named(user));
      expect(again.body).toEqual(first.body);
      const toAll = { 'idempotency-key': randomUUID() };
      const [one, two] = [await send(client, { everyone: true }, toAll), await send(client, { everyone: true }, toAll)];
      expect(two.body).toEqual(one.body);
    });

    it('are marked if they were anonymised', async () => {
      const [{ client }, { user }] = [await school.addUser({ role: 'ADMIN' }), await school.addUser()];
      await send(client, { userId: user.id });
      await leave(user);
      expect(await sentBy(client)).toMatchObject([{ recipient: { id: user.id, familyName: 'student', anonymised: true } }]);
    });
  });

  it('have code and name in each outcome of many rows of marks', async () => {
    const room = await school.addClassroom({ students: 2 });
    const [saved, gone] = room.students.map(({ user }) => user) as [User, User];
    await school.withdraw(room.schoolClass, gone);
    const unknown = randomUUID();
    const rows = [saved.id, gone.id, unknown].map((studentId) => ({ studentId, version: 1, marks: { midterm: 5 } }));
    const { results } = (await room.saveMany({ rows })).body as { results: object[] };
    expect(results).toMatchObject([
      { studentId: saved.id, student: named(saved), outcome: 'saved' },
      { studentId: gone.id, student: named(gone), outcome: 'error' },
      { studentId: unknown, outcome: 'error' },
    ]);
    expect(results[2]).not.toHaveProperty('student');
    const stale = (await room.saveMany({ rows: [{ ...rows[0]!, marks: { midterm: 7 } }] })).body as { results: object[] };
    expect(stale.results).toMatchObject([{ student: named(saved), outcome: 'stale' }]);
  });

  it('have code and name in each outcome of a list of students', async () => {
    const room = await school.addClassroom({ students: 1 });
    const [enrolled, next] = [room.students[0]!.user, (await school.addUser()).user];
    const students = [{ id: enrolled.id }, { code: next.code }, { id: randomUUID() }];
    const { results } = (await school.admin.post(`${room.path}/students`, { students })).body as { results: object[] };
    expect(results).toMatchObject([
      { studentId: enrolled.id, student: named(enrolled), outcome: 'already_enrolled' },
      { studentId: next.id, student: named(next), outcome: 'enrolled' },
      { outcome: 'error' },
    ]);
    expect(results[2]).not.toHaveProperty('student');
  });
});
