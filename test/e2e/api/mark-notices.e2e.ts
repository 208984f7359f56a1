import type { Classroom } from '../../fixtures/classroom.js';
import { InboxClient } from '../../fixtures/inbox-client.js';
import { SchoolFixture, type SignedInUser } from '../../fixtures/school.js';

describe('notices of marks', () => {
  let school: SchoolFixture;
  let inbox: InboxClient;
  beforeAll(async () => {
    school = await SchoolFixture.startWithDefaults();
    inbox = new InboxClient(school, school.admin);
  });
  afterAll(() => school.close());

  const titles = async ({ client }: SignedInUser, query?: { unread?: boolean }) =>
    (await inbox.of(client, query)).map(({ title }) => title);
  const sent = async (room: Classroom) =>
    ((await room.lecturer.get('/notifications/sent?limit=100')).body as { items: { id: number }[] }).items;
  const PUBLISHED = 'Marks published: Midterm';
  const CHANGED = 'Mark changed: Midterm';

  const aPublishedClass = async (students = 2) => {
    const room = await school.addClassroom({ students, capacity: 50 });
    const rows = (await room.rows()).map(({ studentId, version }) => ({ studentId, version, marks: { midterm: 5, final: 5 } }));
    await room.saveMany({ rows });
    await room.publish('midterm');
    return { room, students: room.students as [SignedInUser, SignedInUser] };
  };

  describe('about a publication', () => {
    it('disappear when it is undone, from every list', async () => {
      const { room, students } = await aPublishedClass();
      const [notice] = await inbox.of(students[0].client);
      await room.unpublish('midterm');
      expect(await titles(students[0])).toEqual([]);
      expect(await inbox.unread(students[0].client)).toEqual({ count: 0, more: false });
      expect((await students[0].client.put(`/notifications/${notice!.id}/read`)).status).toBe(404);
      expect((await sent(room)).map(({ id }) => id)).not.toContain(notice!.id);
    });

    it('are not repeated for those who had read it, and are unread for the others', async () => {
      const { room, students } = await aPublishedClass();
      const [reader, other] = students;
      const [notice] = await inbox.of(reader.client);
      await reader.client.put(`/notifications/${notice!.id}/read`);
      for (let time = 0; time < 2; time += 1) {
        await room.unpublish('midterm');
        await room.publish('midterm', { by: school.admin });
      }
      expect(await titles(reader)).toEqual([PUBLISHED]);
      expect(await titles(reader, { unread: true })).toEqual([]);
      expect(await titles(other, { unread: true })).toEqual([PUBLISHED]);
    });

    it('can be deleted before it is undone, and are sent again', async () => {
      const { room, students } = await aPublishedClass();
      const [notice] = await inbox.of(students[0].client);
      expect((await room.lecturer.delete(`/notifications/${notice!.id}`)).status).toBe(204);
      expect((await room.unpublish('midterm')).status).toBe(200);
      expect((await room.publish('midterm')).status).toBe(200);
      expect(await titles(students[0])).toEqual([PUBLISHED]);
    });

    it('tell only those whose mark changed meanwhile, once', async () => {
      const { room, students } = await aPublishedClass();
      const [changed, restored] = students;
      for (const { client } of students) await client.post('/notifications/read-all', { upTo: (await inbox.of(client))[0]!.id });
      await room.unpublish('midterm');
      for (const midterm of [6, 7]) await room.mark(changed, { midterm });
      for (const midterm of [6, 5]) await room.mark(restored, { midterm });
      expect(await titles(changed)).toEqual([]);
      await room.publish('midterm');
      expect(await titles(changed, { unread: true })).toEqual([CHANGED]);
      expect(await titles(restored, { unread: true })).toEqual([]);

      await room.unpublish('midterm');
      await room.publish('midterm');
      expect(await titles(changed, { unread: true })).toEqual([CHANGED]);
      expect(await school.jobs.pending('MARK_NOTICES')).toEqual([]);
    });
  });

  describe('about a change of a published mark', () => {
    it('reach its student only, without marks and without the person who changed it', async () => {
      const { room, students } = await aPublishedClass();
      await room.mark(students[0], { midterm: 6.25, final: 7.75 }, { by: school.admin, reason: 'A typo.' });
      const [notice] = await inbox.of(students[0].client);
      expect(notice).toEqual({
        id: expect.any(Number),
        audience: { classId: room.schoolClass.id, studentId: students[0].user.id },
        kind: 'MARK_CHANGED',
        title: CHANGED,
        body: `Your mark of Midterm in Calculus (${room.schoolClass.code}) changed.`,
        link: `/classes/${room.schoolClass.id}/scores`,
        sender: { id: school.defaults.lecturer.user.id },
        sentAt: expect.any(String),
        read: false,
      });
      expect(await titles(students[1])).toEqual([PUBLISHED]);
      expect((await sent(room)).map(({ id }) => id)).not.toContain(notice!.id);
    });

    it('name all marks of one change', async () => {
      const { room, students } = await aPublishedClass(1);
      await room.publish('final');
      await room.mark(students[0], { midterm: null, final: 9 });
      expect((await titles(students[0]))[0]).toBe('Marks changed: Midterm, Final');
    });

    it('are not sent if nothing changes, or only what is not published', async () => {
      const { room, students } = await aPublishedClass(1);
      await room.mark(students[0], { midterm: 5, final: 8 });
      expect(await titles(students[0])).toEqual([PUBLISHED]);
    });

    it('are sent to each student of more than fit into a transaction', async () => {
      const { room } = await aPublishedClass(33);
      const changes = (await room.rows()).map(({ studentId, version }) => ({ studentId, version, marks: { midterm: 8 } }));
      const { body } = await room.saveMany({ rows: changes });
      expect((body as { results: { outcome: string }[] }).results.map(({ outcome }) => outcome)).toEqual(Array(33).fill('saved'));
      const sorted = changes.map(({ studentId }) => studentId).sort();
      for (const id of [sorted[0], sorted.at(-1)]) {
        expect(await titles(room.students.find(({ user }) => user.id === id)!)).toEqual([CHANGED, PUBLISHED]);
      }
    });
  });

  it('show in the history of a student one step over what was hidden', async () => {
    const { room, students } = await aPublishedClass(1);
    const [student] = students;
    const history = async () =>
      ((await room.history(student, student.client)).body as { items: { component: string; from: number; to: number }[] }).items.map(
        ({ component, from, to }) => [component, from, to],
      );
    await room.mark(student, { midterm: 5.25 });
    await room.unpublish('midterm');
    for (const midterm of [1.75, 6.5]) await room.mark(student, { midterm });
    expect(await history()).toEqual([]);
    await room.publish('midterm');
    await room.mark(student, { midterm: 7 });
    expect(await history()).toEqual([
      ['midterm', 6.5, 7],
      ['midterm', 5.25, 6.5],
      ['midterm', 5, 5.25],
    ]);
    const own = (await student.client.get('/me/export')).body as { enrolments: { history: { from: number }[] }[] };
    expect(own.enrolments[0]!.history.map(({ from }) => from)).toEqual([6.5, 5.25, 5]);
  });
});
