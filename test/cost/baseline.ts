import type { World } from '../access/world.js';
import type { Operation } from '../fixtures/operations.js';
import { uploadedAvatar } from '../fixtures/upload.js';
import type { Making } from './request-specs.js';

const because = { reason: 'A mistake' };

/** Requests that make a route do all its work, where the request of the access tests does less. */
export const USUAL: Partial<Record<Operation, Making>> = {
  'delete /api/v1/me/avatar': async (_world, by) => {
    await by.put('/me/avatar', { key: await uploadedAvatar(by) });
    return { path: '/me/avatar' };
  },
  'post /api/v1/users/{id}/enable': async (world) => {
    const path = `/users/${(await world.school.addInvited()).id}`;
    await world.clients.admin.post(`${path}/disable`);
    return { path: `${path}/enable` };
  },
  'post /api/v1/subjects/{id}/reinstate': async ({ school }) => {
    const path = `/subjects/${(await school.addSubject()).id}`;
    await school.admin.post(`${path}/retire`, {});
    return { path: `${path}/reinstate`, body: because };
  },
  'post /api/v1/classes/{id}/archive': async (world) => {
    const room = await world.newRoom();
    const rows = await room.rows();
    const marks = { midterm: 7, final: 8 };
    await room.saveMany({ rows: rows.map(({ studentId, version }) => ({ studentId, version, marks })) });
    for (const key of Object.keys(marks)) await room.publish(key);
    return { path: `${room.path}/archive`, body: because };
  },
  'post /api/v1/classes/{id}/unarchive': async (world) => {
    const room = await world.newRoom();
    await room.archive();
    return { path: `${room.path}/unarchive`, body: because };
  },
  'put /api/v1/classes/{classId}/students/{studentId}': async ({ school, student }) => ({
    path: `/classes/${(await school.addClass()).id}/students/${student.user.id}`,
  }),
  'post /api/v1/classes/{classId}/students': async ({ school, room }) => ({
    path: `/classes/${(await school.addClass()).id}/students`,
    body: { students: room.students.map(({ user }) => ({ id: user.id })) },
  }),
  'patch /api/v1/classes/{classId}/scores': async ({ room }) => ({
    path: `${room.path}/scores`,
    body: { rows: (await room.rows()).map(({ studentId, version }) => ({ studentId, version, marks: { final: 8 } })) },
  }),
  'put /api/v1/classes/{classId}/scores/{studentId}': async ({ room, student }) => ({
    path: `${room.path}/scores/${student.user.id}`,
    body: { version: (await room.row(student)).version, marks: { final: 9 } },
  }),
  'post /api/v1/classes/{classId}/scores/import': async (world) => ({
    path: `${world.room.path}/scores/import`,
    body: await fileOf(world),
    headers: { 'content-type': 'text/csv' },
  }),
  'post /api/v1/classes/{classId}/components/{key}/unpublish': async (world) => {
    const room = await world.newRoom();
    await room.publish('midterm');
    return { path: `${room.path}/components/midterm/unpublish`, body: {} };
  },
  'post /api/v1/classes/{classId}/scores/unlock': async (world) => {
    const room = await world.newRoom();
    await room.lock();
    return { path: `${room.path}/scores/unlock`, body: because };
  },
  'post /api/v1/notifications/read-all': async (world) => ({
    path: '/notifications/read-all',
    body: { upTo: await world.newNotification() },
  }),
};

/** The marks of the class as a file, with a new mark for each student. */
async function fileOf({ room }: World): Promise<string> {
  const codes = new Map(room.students.map(({ user }) => [user.id, user.code]));
  const lines = (await room.rows()).map(({ studentId, version }) => `${codes.get(studentId)},${version},9.5`);
  return ['studentCode,version,midterm', ...lines, ''].join('\n');
}
