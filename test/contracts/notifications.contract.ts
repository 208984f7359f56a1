import { randomUUID } from 'node:crypto';
import type { Actor } from '../../src/auth/actor.js';
import { StaleVersion, UnknownReference } from '../../src/core/errors/errors.js';
import type { Audience, Notification } from '../../src/effects/notification.js';
import { ClassArchived } from '../../src/features/classes/classes.errors.js';
import { ClassesRepository } from '../../src/features/classes/classes.repository.js';
import { EnrolmentsRepository } from '../../src/features/enrolments/enrolments.repository.js';
import type { Feed } from '../../src/features/notifications/feed.js';
import { firstIdAfter, firstIdAt, newNotificationId } from '../../src/features/notifications/notification-id.js';
import { NotificationNotFound } from '../../src/features/notifications/notifications.errors.js';
import { NotificationsRepository } from '../../src/features/notifications/notifications.repository.js';
import type { User } from '../../src/features/users/user.js';
import { UsersRepository } from '../../src/features/users/users.repository.js';
import { anActor, anEntry, aNotification } from '../fixtures/builders.js';
import type { EngineUnderTest } from '../fixtures/engines.js';
import { errorsOf, Seed } from '../fixtures/seed.js';

const NOW = '2026-11-02T08:00:00.000Z';
const LONG_AGO = '2020-01-01T00:00:00.000Z';
const consistent = { consistent: true };

/** An instant some milliseconds after `NOW`: far from others’, where a test chooses ids. */
const at = (milliseconds: number) => new Date(Date.parse(NOW) + milliseconds).toISOString();

type Sender = Pick<Actor, 'id' | 'role'>;

export function notificationsContract(engine: () => EngineUnderTest): void {
  describe('notifications', () => {
    const seed = new Seed(engine);
    const notifications = () => engine().port(NotificationsRepository);
    const stored = (id: number) => notifications().read(id, NOW, consistent);
    const send = (notification: Notification, recipient?: User, { id, role }: Sender = anActor()) =>
      notifications().send(notification, { audit: anEntry({ by: anActor({ id, role }) }) }, recipient);

    /** A user who receives only what the test sends. */
    const reader = async () => {
      const user = await seed.addUser();
      const feed: Feed = { of: { userId: user.id }, since: LONG_AGO };
      const tell = async (values: Partial<Notification> = {}) => {
        const notification = aNotification({ audience: { userId: user.id }, ...values });
        await send(notification, user);
        return notification;
      };
      const stretch = (query: { limit?: number; before?: number; now?: string; since?: string } = {}) =>
        notifications().readRange({ ...feed, since: query.since ?? LONG_AGO }, { limit: 10, now: NOW, ...query });
      const ids = async (query?: Parameters<typeof stretch>[0]) => (await stretch(query)).items.map(({ id }) => id);
      return { user, tell, stretch, ids };
    };

    it('are stored unchanged', async () => {
      const { user, tell } = await reader();
      const bare = await tell();
      const full = await tell({ link: '/classes', senderName: { givenName: 'Chi', familyName: 'Lê' }, senderNameVersion: 3 });
      for (const notification of [bare, full]) expect(await stored(notification.id)).toEqual(notification);
      expect((await notifications().sent(full.senderId, NOW, { limit: 5 })).items).toEqual([full]);
      expect(await notifications().read(newNotificationId(LONG_AGO), NOW)).toBeUndefined();
      expect(user.id).toBe((bare.audience as { userId: string }).userId);
    });

    it('reject an existing id', async () => {
      const { user, tell } = await reader();
      const first = await tell();
      const others = Array.from({ length: 3 }, () => aNotification({ id: first.id, audience: { userId: user.id }, title: 'Another' }));
      const outcomes = await Promise.allSettled(others.map((other) => send(other, user)));
      expect(errorsOf(outcomes)).toEqual(others.map(() => expect.any(StaleVersion) as unknown));
      expect(await stored(first.id)).toEqual(first);
    });

    describe('require an entitled sender:', () => {
      const refused = async (audience: Audience, by: Sender, error: unknown, recipient?: User) => {
        const notification = aNotification({ audience, senderId: by.id });
        await expect(send(notification, recipient, by)).rejects.toBeInstanceOf(error);
        expect(await stored(notification.id)).toBeUndefined();
        const { items } = await notifications().sent(by.id, NOW, { limit: 5 });
        expect(items.map(({ id }) => id)).not.toContain(notification.id);
      };
      const taken = async (audience: Audience, by: Sender, recipient?: User) => {
        const notification = aNotification({ audience, senderId: by.id });
        await send(notification, recipient, by);
        expect(await stored(notification.id)).toEqual(notification);
      };

      it('accept admins and the lecturer for an active class', async () => {
        const { schoolClass, lecturer } = await seed.addClass();
        const audience = { classId: schoolClass.id };
        await taken(audience, anActor());
        await taken(audience, lecturer);
        await refused(audience, anActor({ role: 'LECTURER' }), UnknownReference);
        await refused({ classId: randomUUID() }, anActor(), UnknownReference);
        await refused({ classId: randomUUID() }, anActor({ role: 'LECTURER' }), UnknownReference);
      });

      it('reject every sender for an archived class', async () => {
        const { schoolClass, lecturer } = await seed.addClass();
        const student = await seed.enrol(schoolClass);
        const archived = { ...schoolClass, status: 'ARCHIVED' as const, version: 2 };
        await engine().port(ClassesRepository).change(schoolClass, archived, { from: lecturer }, { audit: anEntry() });
        for (const audience of [{ classId: schoolClass.id }, { classId: schoolClass.id, studentId: student.id }]) {
          await refused(audience, anActor(), ClassArchived);
          await refused(audience, lecturer, ClassArchived);
          await refused(audience, anActor({ role: 'LECTURER' }), UnknownReference);
        }
      });

      it('accept the lecturer of a class for its enrolled students', async () => {
        const { schoolClass, lecturer } = await seed.addClass();
        const student = await seed.enrol(schoolClass);
        const audience = { classId: schoolClass.id, studentId: student.id };
        await taken(audience, anActor());
        await taken(audience, lecturer);
        await refused(audience, anActor({ role: 'LECTURER' }), UnknownReference);
        await refused({ ...audience, studentId: randomUUID() }, lecturer, UnknownReference);
        await engine()
          .port(EnrolmentsRepository)
          .withdraw(schoolClass, { student, effects: { audit: anEntry() } }, NOW);
        await refused(audience, lecturer, UnknownReference);
        await refused(audience, anActor(), UnknownReference);
      });

      it('reject a recipient who changed after the read', async () => {
        const user = await seed.addUser();
        await taken({ userId: user.id }, anActor(), user);
        const moved = { ...user, email: `moved-${user.email}`, version: 2 };
        await engine().port(UsersRepository).change(user, moved, { audit: anEntry() });
        await refused({ userId: user.id }, anActor(), StaleVersion, user);
        await taken({ userId: user.id }, anActor(), moved);
      });
    });

    it('appear only in the feed of their audience', async () => {
      const { schoolClass, lecturer } = await seed.addClass();
      const student = await seed.enrol(schoolClass);
      const classId = schoolClass.id;
      const toClass = aNotification({ audience: { classId } });
      const toStudent = aNotification({ audience: { classId, studentId: student.id } });
      const [toAll, toRole] = [aNotification(), aNotification({ audience: { role: 'STUDENT' } })];
      for (const notification of [toClass, toStudent, toAll, toRole]) await send(notification, undefined, lecturer);
      const feed = async (of: Feed['of']) => (await notifications().readRange({ of, since: LONG_AGO }, { limit: 1_000, now: NOW })).items;
      const ours = [toClass, toStudent, toAll, toRole].map(({ id }) => id);
      const oursIn = async (of: Feed['of']) => (await feed(of)).filter(({ id }) => ours.includes(id));
      expect(await oursIn({ classId })).toEqual([toClass]);
      expect(await oursIn({ userId: student.id })).toEqual([toStudent]);
      expect(await oursIn({ everyone: true })).toEqual([toAll]);
      expect(await oursIn({ role: 'STUDENT' })).toEqual([toRole]);
      expect(await oursIn({ role: 'LECTURER' })).toEqual([]);
    });

    it('are read since an instant and below an id, newest first', async () => {
      const { tell, ids, stretch } = await reader();
      const [first, second, third] = [
        await tell({ id: newNotificationId(at(100_001)) }),
        await tell({ id: newNotificationId(at(100_002)) }),
        await tell({ id: newNotificationId(at(100_003)) }),
      ];
      expect(await ids()).toEqual([third.id, second.id, first.id]);
      expect((await stretch()).from).toBe(0);
      expect(await ids({ since: at(100_002) })).toEqual([third.id, second.id]);
      expect(await ids({ before: third.id })).toEqual([second.id, first.id]);
      expect(await ids({ before: second.id, since: at(100_002) })).toEqual([]);
      expect(await ids({ before: first.id, since: at(100_002) })).toEqual([]);
    });

    it('appear on one page each, also if many have the same instant', async () => {
      const { tell, stretch } = await reader();
      const ids = [
        ...Array.from({ length: 3 }, (_, index) => firstIdAt(at(200_005)) + index),
        ...Array.from({ length: 40 }, (_, index) => firstIdAt(at(200_004)) + index),
        ...Array.from({ length: 3 }, (_, index) => firstIdAt(at(200_003)) + index),
      ];
      await Promise.all(ids.map((id) => tell({ id })));
      for (const limit of [1, 4, 7, 100]) {
        const seen: number[] = [];
        for (let before = firstIdAfter(at(200_009)); before > 0;) {
          const { items, from } = await stretch({ limit, before });
          expect(from).toBeLessThan(before);
          seen.push(...items.map(({ id }) => id).sort((one, other) => other - one));
          before = from;
        }
        expect(seen).toEqual([...ids].sort((one, other) => other - one));
      }
    });

    it('disappear when they expire, even before they are deleted', async () => {
      const { tell, ids } = await reader();
      const [expired, alive] = [await tell({ expiresAt: Date.parse(NOW) / 1000 }), await tell({ expiresAt: Date.parse(NOW) / 1000 + 1 })];
      expect(await ids()).toEqual([alive.id]);
      expect(await stored(expired.id)).toBeUndefined();
      expect((await notifications().sent(expired.senderId, NOW, { limit: 5 })).items).toEqual([]);
      await expect(notifications().delete(expired, NOW, { audit: anEntry() })).rejects.toBeInstanceOf(NotificationNotFound);
    });

    it('are listed once for their sender, newest first, with every limit', async () => {
      const { tell } = await reader();
      const senderId = randomUUID();
      const sent: Notification[] = [];
      for (let count = 1; count <= 5; count += 1) sent.unshift(await tell({ id: newNotificationId(at(300_000 + count)), senderId }));
      for (const limit of [1, 2, 100]) {
        const found: Notification[] = [];
        let after: string | undefined;
        do {
          const page = await notifications().sent(senderId, NOW, { limit, after });
          found.push(...page.items);
          after = page.next;
        } while (after);
        expect(found).toEqual(sent);
      }
    });

    it('are deleted once, from all lists', async () => {
      const { tell, ids } = await reader();
      const notification = await tell();
      const outcomes = await Promise.allSettled([1, 2].map(() => notifications().delete(notification, NOW, { audit: anEntry() })));
      expect(errorsOf(outcomes)).toEqual([expect.any(NotificationNotFound)]);
      expect(await stored(notification.id)).toBeUndefined();
      expect(await ids()).toEqual([]);
      expect((await notifications().sent(notification.senderId, NOW, { limit: 5 })).items).toEqual([]);
    });

    it('are sent together with a change of a class, or not at all', async () => {
      const { schoolClass } = await seed.addClass();
      const notice = (id?: number) => ({ notification: aNotification({ id, audience: { classId: schoolClass.id } }), audit: anEntry() });
      const [first, second, third] = [notice(), notice(), notice()];
      const after = { ...schoolClass, gradesLocked: true, version: 2 };
      const classes = engine().port(ClassesRepository);
      await classes.change(schoolClass, after, {}, { audit: anEntry(), notifications: [first] });
      expect(await stored(first.notification.id)).toEqual(first.notification);
      await expect(classes.change(schoolClass, after, {}, { audit: anEntry(), notifications: [second] })).rejects.toBeInstanceOf(
        StaleVersion,
      );
      expect(await stored(second.notification.id)).toBeUndefined();
      const taken = notice(first.notification.id);
      const again = { ...after, gradesLocked: false, version: 3 };
      await expect(classes.change(after, again, {}, { audit: anEntry(), notifications: [taken] })).rejects.toBeInstanceOf(StaleVersion);
      expect(await classes.read(schoolClass.id, consistent)).toMatchObject({ version: 2 });
      await classes.change(after, again, {}, { audit: anEntry(), notifications: [third] });
      expect(await stored(third.notification.id)).toEqual(third.notification);
    });
  });
}
