import { done, given, refused, walk } from './answers.js';
import type { Day } from './day.js';

/** Checks the notifications about published marks, and sends others. */
export async function sendNotifications({ admin, lecturer, student, classmate, schoolClass: { id: classId } }: Day): Promise<void> {
  const inbox = (unread?: boolean) => walk((cursor) => student.api.inboxList({ query: { unread, limit: 1, cursor } }));
  const link = `/classes/${classId}/scores`;
  expect(await inbox()).toMatchObject(Array(2).fill({ kind: 'MARKS_PUBLISHED', audience: { classId }, link, read: false }));

  const body = { title: 'Room', body: 'We meet in B 204.' };
  await given(lecturer.api.notificationsSend({ body: { ...body, audience: { classId } } }));
  const notice = await given(admin.api.notificationsSend({ body: { ...body, audience: { everyone: true } } }));
  expect((await refused(lecturer.api.notificationsSend({ body: { ...body, audience: { everyone: true } } }))).code).toBe('forbidden');
  expect(await walk((cursor) => lecturer.api.notificationsSent({ query: { limit: 2, cursor } }))).toHaveLength(3);

  expect(await given(student.api.inboxUnreadCount())).toEqual({ count: 4, more: false });
  await done(student.api.inboxMarkRead({ path: { id: notice.id } }));
  expect(await inbox(true)).toHaveLength(3);
  await done(student.api.inboxDismiss({ path: { id: notice.id } }));
  expect(await inbox()).toHaveLength(3);
  await done(student.api.inboxRestore({ path: { id: notice.id } }));
  expect(await inbox()).toHaveLength(4);
  await done(student.api.inboxMarkAllRead({ body: { upTo: notice.id } }));
  expect(await given(student.api.inboxUnreadCount())).toEqual({ count: 0, more: false });

  await done(admin.api.notificationsDelete({ path: { id: notice.id } }));
  expect((await refused(classmate.api.inboxMarkRead({ path: { id: notice.id } }))).code).toBe('notification_not_found');
}
