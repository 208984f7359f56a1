import type { Notification } from '../../src/effects/notification.js';
import { ClassesRepository } from '../../src/features/classes/classes.repository.js';
import { EnrolmentsRepository } from '../../src/features/enrolments/enrolments.repository.js';
import { NotificationsRepository } from '../../src/features/notifications/notifications.repository.js';
import { StaleVersion } from '../../src/core/errors/errors.js';
import { MarkNoticesRepository } from '../../src/features/scores/mark-notices.repository.js';
import { anActor, anEntry, aNotification } from '../fixtures/builders.js';
import type { EngineUnderTest } from '../fixtures/engines.js';
import { Seed } from '../fixtures/seed.js';

const [AT, EARLIER] = ['2026-11-02T09:00:00.000Z', '2026-11-02T08:00:00.000Z'];

export function markNoticesContract(engine: () => EngineUnderTest): void {
  describe('notices of marks', () => {
    const seed = new Seed(engine);
    const enrolments = () => engine().port(EnrolmentsRepository);
    const notifications = () => engine().port(NotificationsRepository);
    const admin = { actor: anActor({ role: 'ADMIN' }) };

    /** A class with a published component, and students whose mark of it changed while it was hidden. */
    const aClassroom = async (size: number) => {
      const { schoolClass } = await seed.addClass({ capacity: 100, publishedComponents: { final: AT } });
      for (let index = 0; index < size; index += 1) await seed.enrol(schoolClass);
      const rows = await enrolments().gradebook(schoolClass.id);
      const updates = rows.map((before) => ({
        before,
        after: { ...before, marks: { final: 900 }, lastSeen: { final: null, midterm: 100 }, version: before.version + 1 },
        effects: { audit: anEntry() },
      }));
      await enrolments().saveMarks(schoolClass, updates, admin);
      return { schoolClass, students: rows.map(({ studentId }) => studentId) };
    };
    const noticesOf = (classId: string, students: readonly string[]) =>
      new Map(students.map((studentId) => [studentId, aNotification({ audience: { classId, studentId }, kind: 'MARK_CHANGED' })]));
    const isSent = async ({ id, sentAt }: Notification) => (await notifications().read(id, sentAt, { consistent: true })) !== undefined;
    const send = (classId: string, notices: Map<string, Notification>, publishedAt = AT) =>
      engine().port(MarkNoticesRepository).send({ classId, component: 'final', publishedAt }, notices);

    it('are sent once to each of more students than fit into a transaction, and keep other marks that were seen', async () => {
      const { schoolClass, students } = await aClassroom(52);
      const [notices, repeated] = [noticesOf(schoolClass.id, students), noticesOf(schoolClass.id, students)];
      await send(schoolClass.id, notices);
      await send(schoolClass.id, repeated);
      for (const notice of notices.values()) expect(await isSent(notice)).toBe(true);
      for (const notice of repeated.values()) expect(await isSent(notice)).toBe(false);
      expect((await enrolments().gradebook(schoolClass.id)).map(({ lastSeen }) => lastSeen)).toEqual(
        students.map(() => ({ midterm: 100 })),
      );
    });

    it('are in the feed of the student, and in no list of sent ones', async () => {
      const { schoolClass, students } = await aClassroom(1);
      const [studentId] = students as [string];
      const notices = noticesOf(schoolClass.id, students);
      await send(schoolClass.id, notices);
      const notice = notices.get(studentId)!;
      const range = { limit: 10, now: notice.sentAt };
      const { items } = await notifications().readRange({ of: { userId: studentId }, since: EARLIER }, range);
      expect(items).toEqual([notice]);
      expect((await notifications().sent(notice.senderId, notice.sentAt, { limit: 10 })).items).toEqual([]);
    });

    it('are not sent after the component was unpublished, or published again', async () => {
      const { schoolClass, students } = await aClassroom(1);
      const notices = noticesOf(schoolClass.id, students);
      await send(schoolClass.id, notices, EARLIER);
      const current = (await engine().port(ClassesRepository).read(schoolClass.id, { consistent: true }))!;
      await engine()
        .port(ClassesRepository)
        .change(current, { ...current, publishedComponents: {}, version: current.version + 1 }, {}, { audit: anEntry() });
      await send(schoolClass.id, notices);
      for (const notice of notices.values()) expect(await isSent(notice)).toBe(false);
      expect((await enrolments().gradebook(schoolClass.id))[0]!.lastSeen).toEqual({ final: null, midterm: 100 });
    });

    it('of a change itself are written with the marks, unless a component was published or unpublished since', async () => {
      const { schoolClass, students } = await aClassroom(1);
      const [notice] = noticesOf(schoolClass.id, students).values();
      const [before] = await enrolments().gradebook(schoolClass.id);
      const update = {
        before: before!,
        after: { ...before!, marks: { final: 800 }, lastSeen: undefined, version: before!.version + 1 },
        effects: { audit: anEntry(), notices: [notice!] },
      };
      const others: Record<string, string>[] = [{}, { final: EARLIER }, { final: AT, midterm: AT }];
      for (const publishedComponents of others) {
        const refusals = await enrolments().saveMarks({ ...schoolClass, publishedComponents }, [update], admin);
        expect(refusals.get(before!.studentId)).toBeInstanceOf(StaleVersion);
      }
      expect(await isSent(notice!)).toBe(false);
      expect(await enrolments().saveMarks(schoolClass, [update], admin)).toEqual(new Map());
      expect(await isSent(notice!)).toBe(true);
    });

    it('of a publication are deleted by a change, also if they are gone', async () => {
      const { schoolClass } = await aClassroom(0);
      const notice = aNotification({ audience: { classId: schoolClass.id }, kind: 'MARKS_PUBLISHED' });
      await notifications().send(notice, { audit: anEntry({ by: anActor({ role: 'ADMIN' }) }) });
      for (const version of [1, 2]) {
        const before = { ...schoolClass, version };
        const retracted = [{ ...notice, audit: anEntry() }];
        await engine()
          .port(ClassesRepository)
          .change(before, { ...before, version: version + 1 }, {}, { audit: anEntry(), retracted });
      }
      expect(await isSent(notice)).toBe(false);
      expect((await notifications().sent(notice.senderId, notice.sentAt, { limit: 10 })).items).toEqual([]);
    });
  });
}
