import { randomUUID } from 'node:crypto';
import { firstIdAfter, firstIdAt, newNotificationId, toInstant } from '../../../src/features/notifications/notification-id.js';
import { toExpiry } from '../../../src/features/notifications/notification.js';
import { aCode } from '../../fixtures/builders.js';
import type { Client } from '../../fixtures/client.js';
import { dumpOf } from '../../fixtures/dump.js';
import { expectProblem, fieldsOf } from '../../fixtures/expectations.js';
import { daysAgo, InboxClient } from '../../fixtures/inbox-client.js';
import { SchoolFixture, type SignedInUser } from '../../fixtures/school.js';

const YEAR = 366;

describe('an inbox', () => {
  let school: SchoolFixture;
  let inbox: InboxClient;
  let boss: SignedInUser;

  beforeAll(async () => {
    school = await SchoolFixture.startWithDefaults();
    boss = await school.addUser({ role: 'ADMIN' });
    inbox = new InboxClient(school, boss.client);
  });
  afterAll(() => school.close());
  afterEach(() => school.database.faults.clear());

  /** A user who receives nothing that is sent to several users. */
  const reader = async () => {
    const { user, client } = await school.addUser({ createdAt: new Date().toISOString() });
    const tell = (id?: number) => inbox.store({ id, audience: { userId: user.id } });
    return { user, client, tell, read: (id: number) => client.put(`/notifications/${id}/read`) };
  };
  const open = (request: object = {}) => school.addClassroom({ students: 1, ...request });
  const newestFirst = (ids: number[]) => [...ids].sort((one, other) => other - one);
  const expectGone = async (client: Client, id: number) => {
    const answer = await client.put(`/notifications/${id}/read`);
    expectProblem(answer, 404, 'notification_not_found');
    const absent = await client.put(`/notifications/${newNotificationId(daysAgo(3))}/read`);
    expect((answer.body as { detail: string }).detail).toBe((absent.body as { detail: string }).detail);
  };

  describe('begins', () => {
    it('for what is for all, a role or a person, when they were added', async () => {
      const { user, client } = await school.addUser({ createdAt: daysAgo(2) });
      const audiences = [{ everyone: true }, { role: 'STUDENT' }, { userId: user.id }] as const;
      const before = await Promise.all(audiences.map((audience) => inbox.store({ id: newNotificationId(daysAgo(3)), audience })));
      const since = await Promise.all(audiences.map((audience) => inbox.store({ id: newNotificationId(daysAgo(1)), audience })));
      const ids = await inbox.ids(client);
      expect(ids).toEqual(expect.arrayContaining(since));
      expect(ids.filter((id) => before.includes(id))).toEqual([]);
      for (const id of before) await expectGone(client, id);
    });

    it('starts when a student joins a class, ends when they leave, and starts again when they return', async () => {
      const room = await open({ students: 0 });
      const classId = room.schoolClass.id;
      const { user, client, read } = await reader();
      const before = await inbox.store({ audience: { classId }, id: newNotificationId(daysAgo(1)) });
      await school.enrol(room.schoolClass, user);
      const first = await inbox.send({ classId });
      expect(await inbox.ids(client)).toEqual([first]);
      await expectGone(client, before);

      await school.withdraw(room.schoolClass, user);
      expect(await inbox.ids(client)).toEqual([]);
      await expectGone(client, first);

      await school.enrol(room.schoolClass, user);
      const second = await inbox.send({ classId });
      expect(await inbox.ids(client)).toEqual([second]);
      await expectGone(client, first);
      expect((await read(second)).status).toBe(204);
    });

    it('for a lecturer, when the class was given to them', async () => {
      const room = await open();
      const classId = room.schoolClass.id;
      const [old, next] = [room.lecturer, await school.addLecturer({ createdAt: new Date().toISOString() })];
      const before = await inbox.send({ classId });
      expect(await inbox.ids(old)).toContain(before);
      const handOver = (to: string) => boss.client.patch(room.path, { lecturerId: to });
      expect((await handOver(next.user.id)).status).toBe(200);
      const since = await inbox.send({ classId });
      expect(await inbox.ids(next.client)).toEqual([since]);
      await expectGone(next.client, before);
      expect(await inbox.ids(old)).not.toContain(before);
      await expectGone(old, since);

      await boss.client.patch(room.path, { room: 'B 204' });
      await room.archive();
      await boss.client.post(`${room.path}/unarchive`, { reason: 'A mistake.' });
      expect(await inbox.ids(next.client)).toEqual([since]);
      expect((await handOver(school.defaults.lecturer.user.id)).status).toBe(200);
      const last = await inbox.send({ classId });
      expect((await inbox.ids(old)).filter((id) => [before, since, last].includes(id))).toEqual([last]);
      expect((await inbox.ids(room.students[0]!.client)).filter((id) => [before, since, last].includes(id))).toEqual([last, since, before]);
    });
  });

  it('of an admin has no classes, not even one they led before', async () => {
    const { user } = await school.addLecturer();
    const room = await open({ students: 0, lecturerId: user.id });
    const id = await inbox.send({ classId: room.schoolClass.id });
    await room.archive();
    const promoted = school.as({ id: user.id, role: 'ADMIN' });
    expect(await inbox.ids(promoted)).not.toContain(id);
    await expectGone(promoted, id);
  });

  it('has no classes whose term ended a year ago', async () => {
    const term = { code: aCode('T'), title: 'Long ago', startDate: '2019-09-01', endDate: '2020-01-15' };
    await boss.client.post('/terms', term);
    const room = await open({ term: term.code });
    const { user, client } = await reader();
    await school.enrol(room.schoolClass, user);
    const id = await inbox.send({ classId: room.schoolClass.id });
    expect(await inbox.ids(client)).toEqual([]);
    expect(await inbox.ids(room.lecturer)).not.toContain(id);
    for (const by of [client, room.lecturer]) await expectGone(by, id);
    expect((await boss.client.patch(`/terms/${term.code}`, { endDate: daysAgo(YEAR - 3).slice(0, 10) })).status).toBe(200);
    expect(await inbox.ids(client)).toEqual([id]);
  });

  it('needs a profile', async () => {
    const stranger = school.asRole('STUDENT');
    expectProblem(await stranger.get('/notifications'), 403, 'no_profile');
    expectProblem(await stranger.get('/notifications/unread-count'), 403, 'no_profile');
  });

  describe('without what was dismissed', () => {
    it('has it for others, and again when it is put back, however often each is repeated', async () => {
      const [{ client, tell }, other] = [await reader(), await reader()];
      const [first, news, last] = [await tell(), await inbox.store({ audience: { everyone: true } }), await tell()];
      for (const _time of [1, 2]) expect((await client.put(`/notifications/${news}/dismissed`)).status).toBe(204);
      for (const limit of [1, 100]) expect(await inbox.ids(client, { limit })).toEqual([last, first]);
      expect(await inbox.ids(client, { unread: true })).toEqual([last, first]);
      expect(await inbox.unread(client)).toEqual({ count: 2, more: false });
      expect((await client.get('/me/home')).body).toMatchObject({ notifications: [{ id: last }, { id: first }] });
      expect(await inbox.ids(other.client)).toContain(news);

      for (const _time of [1, 2]) expect((await client.delete(`/notifications/${news}/dismissed`)).status).toBe(204);
      expect((await inbox.of(client)).map(({ id, read }) => [id, read])).toEqual([
        [last, false],
        [news, true],
        [first, false],
      ]);
    });

    it('has no older one either that was dismissed, after all were read', async () => {
      const { client, tell } = await reader();
      const [first, second, third] = [await tell(), await tell(), await tell()];
      await client.put(`/notifications/${second}/dismissed`);
      await client.post('/notifications/read-all', { upTo: third });
      for (const limit of [1, 100]) expect(await inbox.ids(client, { limit })).toEqual([third, first]);
      expect((await client.delete(`/notifications/${first}/dismissed`)).status).toBe(204);
      expect(await inbox.ids(client)).toEqual([third, first]);
    });

    it('refuses to dismiss what is not in it, or was deleted', async () => {
      const [{ client, tell }, other] = [await reader(), await reader()];
      const ids = [await other.tell(), newNotificationId(daysAgo(3)), await tell()];
      expect((await boss.client.delete(`/notifications/${ids[2]}`)).status).toBe(204);
      for (const id of ids)
        for (const method of ['PUT', 'DELETE'])
          expectProblem(await client.send(method, `/notifications/${id}/dismissed`), 404, 'notification_not_found');
    });
  });

  describe('walked page by page', () => {
    it('has everything once, whatever is of one instant', async () => {
      const { user, client, tell } = await reader();
      const room = await open({ students: 0 });
      await school.enrol(room.schoolClass, user);
      const instant = firstIdAfter(new Date().toISOString());
      const own = Array.from({ length: 8 }, (_, index) => instant + 2 * index);
      const ofClass = Array.from({ length: 8 }, (_, index) => instant + 2 * index + 1);
      const later = firstIdAt(new Date(Date.now() + 2_000).toISOString());
      const ids = [...own, ...ofClass, later];
      await Promise.all([...own.map(tell), tell(later)]);
      await Promise.all(ofClass.map((id) => inbox.store({ id, audience: { classId: room.schoolClass.id } })));
      for (const limit of [1, 5, 16, 100]) expect(await inbox.ids(client, { limit })).toEqual(newestFirst(ids));
    });

    it('has everything once while new ones arrive', async () => {
      const { client, tell } = await reader();
      const ids = [];
      for (let count = 0; count < 7; count += 1) ids.unshift(await tell());
      const seen: number[] = [];
      let cursor: string | null | undefined;
      do {
        const { body } = await client.get(`/notifications?limit=2${cursor ? `&cursor=${cursor}` : ''}`);
        const { items, nextCursor } = body as { items: { id: number }[]; nextCursor: string | null };
        seen.push(...items.map(({ id }) => id));
        cursor = nextCursor;
        await tell();
      } while (cursor);
      expect(seen).toEqual(newestFirst(ids));
    });

    it('refuses a cursor of another user or another filter', async () => {
      const { client, tell } = await reader();
      await Promise.all([tell(), tell()]);
      const { nextCursor } = (await client.get('/notifications?limit=1')).body as { nextCursor: string };
      expectProblem(await boss.client.get(`/notifications?limit=1&cursor=${nextCursor}`), 400, 'invalid_cursor');
      expectProblem(await client.get(`/notifications?unread=true&cursor=${nextCursor}`), 400, 'invalid_cursor');
      expect(fieldsOf(await client.get('/notifications?unread=maybe'))).toEqual(['unread']);
    });
  });

  describe('knows what was read', () => {
    it('one by one, each once, by oneself', async () => {
      const { client, tell, read } = await reader();
      const other = await reader();
      const ids = [await tell(), await tell(), await tell()];
      const news = await inbox.store({ audience: { everyone: true } });
      expect(await inbox.unread(client)).toEqual({ count: 4, more: false });
      for (const id of [ids[1]!, news, ids[1]!]) expect((await read(id)).status).toBe(204);
      expect((await inbox.of(client)).map(({ id, read: isRead }) => [id, isRead])).toEqual(
        newestFirst([...ids, news]).map((id) => [id, id === ids[1] || id === news]),
      );
      expect(await inbox.unread(client)).toEqual({ count: 2, more: false });
      for (const limit of [1, 2, 100]) expect(await inbox.ids(client, { unread: true, limit })).toEqual(newestFirst([ids[0]!, ids[2]!]));
      expect((await inbox.of(other.client)).find(({ id }) => id === news)).toMatchObject({ read: false });
    });

    it('up to one, and never back, and not what is still to come', async () => {
      const { client, tell } = await reader();
      const readAll = (upTo: unknown) => client.post('/notifications/read-all', { upTo });
      const now = Date.now();
      const [first, second, third] = [
        await tell(newNotificationId(new Date(now + 1).toISOString())),
        await tell(newNotificationId(new Date(now + 2).toISOString())),
        await tell(newNotificationId(new Date(now + 3).toISOString())),
      ];
      expect((await readAll(second)).status).toBe(204);
      expect(await inbox.ids(client, { unread: true })).toEqual([third]);
      expect((await readAll(first)).status).toBe(204);
      expect(await inbox.ids(client, { unread: true })).toEqual([third]);
      expect(await inbox.unread(client)).toEqual({ count: 1, more: false });
      expect((await readAll(Number.MAX_SAFE_INTEGER)).status).toBe(204);
      expect(await inbox.ids(client, { unread: true })).toEqual([]);
      expect(await inbox.unread(client)).toEqual({ count: 0, more: false });
      const later = await tell(newNotificationId(new Date(Date.now() + 5_000).toISOString()));
      expect(await inbox.ids(client, { unread: true })).toEqual([later]);
      expect((await inbox.of(client)).map(({ read }) => read)).toEqual([false, true, true, true]);
      for (const wrong of [0, -1, 1.5, '7', null, undefined, 2 ** 53]) {
        expectProblem(await readAll(wrong), 400, 'validation_failed');
      }
    });

    it('also of what an index does not show yet', async () => {
      const { user, client, read } = await reader();
      school.database.faults.holdReplicas();
      const id = await inbox.send({ userId: user.id });
      expect(await inbox.ids(client)).toEqual([]);
      expect((await read(id)).status).toBe(204);
      await school.database.faults.releaseReplicas();
      expect(await inbox.of(client)).toMatchObject([{ id, read: true }]);
    });

    it('and nothing of what is none of theirs', async () => {
      const { client } = await reader();
      const { user } = await reader();
      const room = await open();
      for (const audience of [{ userId: user.id }, { role: 'LECTURER' }, { classId: room.schoolClass.id }]) {
        await expectGone(client, await inbox.send(audience));
        await expectGone(boss.client, await inbox.send(audience));
      }
      for (const path of ['abc', '0', '1.5', '9007199254740992']) {
        expectProblem(await client.put(`/notifications/${path}/read`), 400, 'validation_failed');
      }
    });
  });

  it('has nothing that has expired, deleted or not', async () => {
    const { user, client } = await reader();
    const senderId = boss.user.id;
    const expired = await inbox.store({ audience: { userId: user.id }, senderId, expiresAt: Math.floor(Date.now() / 1000) });
    const alive = await inbox.store({ audience: { userId: user.id }, senderId });
    expect(await inbox.ids(client)).toEqual([alive]);
    expect(await inbox.unread(client)).toEqual({ count: 1, more: false });
    await expectGone(client, expired);
    const sent = (await boss.client.walk('/notifications/sent', 2)) as { id: number }[];
    expect(sent.map(({ id }) => id).filter((id) => [expired, alive].includes(id))).toEqual([alive]);
    expectProblem(await boss.client.delete(`/notifications/${expired}`), 404, 'notification_not_found');
  });

  it('leaves no record longer than the notification is there', async () => {
    const [{ user, client, read }, sender] = [await reader(), await school.addUser({ role: 'ADMIN' })];
    const id = await inbox.send({ userId: user.id }, sender.client);
    await read(id);
    await client.post('/notifications/read-all', { upTo: id });
    const records = async () => {
      const { ledger } = await dumpOf(school);
      return ledger
        .filter(({ pk }) => [`SENT#${sender.user.id}`, `READ#${user.id}`].includes(pk as string))
        .map(({ pk, sk, expiresAt }) => `${String(pk).slice(0, 4)} ${String(sk)} ${String(expiresAt)}`)
        .sort();
    };
    const until = toExpiry(toInstant(id));
    expect(await records()).toEqual([`READ ${id} ${until}`, `READ UPTO ${until}`, `SENT ${id} ${until}`]);
    await sender.client.delete(`/notifications/${id}`);
    expect(await records()).toEqual([`READ ${id} ${until}`, `READ UPTO ${until}`]);
  });

  describe('loses what is taken back', () => {
    it('by who sent it, or an admin, once', async () => {
      const room = await open();
      const student = room.students[0]!;
      const audience = { classId: room.schoolClass.id };
      const colleague = await school.addLecturer();
      for (const by of [room.lecturer, boss.client]) {
        const id = await inbox.send(audience, room.lecturer);
        for (const other of [colleague.client, student.client, school.asRole('STUDENT')]) {
          expectProblem(await other.delete(`/notifications/${id}`), 404, 'notification_not_found');
        }
        expect(await inbox.ids(student.client)).toContain(id);
        expect((await by.delete(`/notifications/${id}`)).status).toBe(204);
        expectProblem(await by.delete(`/notifications/${id}`), 404, 'notification_not_found');
        expect(await inbox.ids(student.client)).not.toContain(id);
        expect((await room.lecturer.walk('/notifications/sent', 50)) as { id: number }[]).not.toContainEqual(
          expect.objectContaining({ id }),
        );
        await expectGone(student.client, id);
      }
      expectProblem(await boss.client.delete(`/notifications/${newNotificationId(daysAgo(1))}`), 404, 'notification_not_found');
    });
  });

  describe('tells who sent it', () => {
    it('by the name they have now, and once', async () => {
      const teacher = await school.addLecturer({ givenName: 'Bình', familyName: 'Trần' });
      const { user, client } = await reader();
      const room = await school.addClassroom({ lecturerId: teacher.user.id, students: [{ user, client }] });
      const id = await inbox.send({ classId: room.schoolClass.id }, teacher.client);
      const sender = async () => (await inbox.of(client)).find((letter) => letter.id === id)!.sender;
      expect(await sender()).toEqual({ id: teacher.user.id, name: { givenName: 'Bình', familyName: 'Trần' } });
      expect((await boss.client.patch(`/users/${teacher.user.id}`, { familyName: 'Lê' })).status).toBe(200);
      expect(await sender()).toEqual({ id: teacher.user.id, name: { givenName: 'Bình', familyName: 'Lê' } });
    });

    it('by no name if the school knows none', async () => {
      const { user, client } = await reader();
      const id = randomUUID();
      await inbox.send({ userId: user.id }, school.asRole('ADMIN', id));
      expect(await inbox.of(client)).toMatchObject([{ sender: { id } }]);
      expect((await inbox.of(client))[0]!.sender).not.toHaveProperty('name');
    });
  });

  it('of what was sent has all of it, newest first, whatever the limit', async () => {
    const { user } = await reader();
    const sender = await school.addUser({ role: 'ADMIN' });
    const ids: number[] = [];
    for (let count = 0; count < 5; count += 1) ids.unshift(await inbox.send({ userId: user.id }, sender.client));
    for (const limit of [1, 2, 100]) {
      const sent = (await sender.client.walk('/notifications/sent', limit)) as object[];
      expect(sent).toMatchObject(newestFirst(ids).map((id) => ({ id, audience: { userId: user.id } })));
      expect(sent[0]).not.toHaveProperty('read');
    }
  });
});
