import { aCode, aGpaRuleRequest, anExternalResultRequest, anInvitation, aSubjectRequest, aTermRequest } from '../fixtures/builders.js';
import type { Client } from '../fixtures/client.js';
import type { Operation } from '../fixtures/operations.js';
import { aScaleRequest, GERMANY } from '../fixtures/scales.js';
import { stagedMaterial, uploadedAvatar, uploadedMaterial } from '../fixtures/upload.js';
import { toTheClass, type World } from './world.js';

/** A request as it should be. */
export interface Call {
  /** As the client of the tests takes it: below `/api/v1`. */
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

/** A call of each route that is valid except for its caller. It uses something new wherever the call changes it. A route that is missing does not compile. */
export const CALLS: Record<Operation, (world: World, by: Client) => Call | Promise<Call>> = {
  'get /health': () => ({ path: '/health' }),
  'get /health/ready': () => ({ path: '/health/ready' }),
  'get /api/v1/config': () => ({ path: '/config' }),

  'get /api/v1/me': () => ({ path: '/me' }),
  'patch /api/v1/me': async (world, by) => ({ path: '/me', body: { phone: '+84 90 123 4567' }, headers: await world.ifMatch('/me', by) }),
  'post /api/v1/me/avatar': () => ({ path: '/me/avatar', body: { contentType: 'image/png', size: 48_213 } }),
  'put /api/v1/me/avatar': async (_world, by) => ({ path: '/me/avatar', body: { key: await uploadedAvatar(by) } }),
  'delete /api/v1/me/avatar': () => ({ path: '/me/avatar' }),
  'get /api/v1/me/home': () => ({ path: '/me/home' }),
  'get /api/v1/me/classes': () => ({ path: '/me/classes' }),
  'get /api/v1/me/transcript': () => ({ path: '/me/transcript' }),
  'get /api/v1/me/transcript.csv': () => ({ path: '/me/transcript.csv' }),
  'get /api/v1/me/transcript.xlsx': () => ({ path: '/me/transcript.xlsx' }),
  'get /api/v1/me/export': () => ({ path: '/me/export' }),

  'get /api/v1/users': () => ({ path: '/users' }),
  'post /api/v1/users': () => ({ path: '/users', body: anInvitation() }),
  'get /api/v1/users.csv': () => ({ path: '/users.csv' }),
  'get /api/v1/users.xlsx': () => ({ path: '/users.xlsx' }),
  'get /api/v1/users/{id}': ({ student }) => ({ path: `/users/${student.user.id}` }),
  'patch /api/v1/users/{id}': async (world) => {
    const path = `/users/${(await world.school.addInvited()).id}`;
    return { path, body: { givenName: 'Chi' }, headers: await world.ifMatch(path) };
  },
  'post /api/v1/users/import': () => ({ path: '/users/import', body: { users: [anInvitation()] } }),
  'post /api/v1/users/{id}/disable': async (world) => ({ path: `/users/${(await world.school.addInvited()).id}/disable` }),
  'post /api/v1/users/{id}/enable': async (world) => ({ path: `/users/${(await world.school.addInvited()).id}/enable` }),
  'post /api/v1/users/{id}/reset-mfa': async (world) => ({ path: `/users/${(await world.school.addInvited()).id}/reset-mfa` }),
  'post /api/v1/users/{id}/restore-account': async (world) => ({
    path: `/users/${(await world.school.addUser()).user.id}/restore-account`,
  }),
  'post /api/v1/users/{id}/resend-invitation': async (world) => ({
    path: `/users/${(await world.school.addInvited()).id}/resend-invitation`,
  }),
  'post /api/v1/users/{id}/anonymise': async (world) => {
    const { id } = await world.school.addInvited();
    await world.clients.admin.post(`/users/${id}/disable`);
    return { path: `/users/${id}/anonymise` };
  },

  'get /api/v1/grading-scales': () => ({ path: '/grading-scales' }),
  'post /api/v1/grading-scales': () => ({ path: '/grading-scales', body: aScaleRequest(GERMANY, { key: aCode('scale').toLowerCase() }) }),
  'get /api/v1/grading-scales/{key}': () => ({ path: '/grading-scales/vn-10' }),
  'get /api/v1/gpa-rules': () => ({ path: '/gpa-rules' }),
  'post /api/v1/gpa-rules': ({ school }) => ({ path: '/gpa-rules', body: aGpaRuleRequest({ fromTerm: school.defaults.term }) }),
  'get /api/v1/gpa-rules/changes': ({ school }) => ({
    path: `/gpa-rules/changes?fromTerm=${school.defaults.term}&kind=points&attempts=last&places=1`,
  }),
  'get /api/v1/terms': () => ({ path: '/terms' }),
  'post /api/v1/terms': () => ({
    path: '/terms',
    body: aTermRequest(),
  }),
  'get /api/v1/terms/{code}': ({ school }) => ({ path: `/terms/${school.defaults.term}` }),
  'patch /api/v1/terms/{code}': async (world) => {
    const path = `/terms/${await world.school.addTerm()}`;
    return { path, body: { title: 'Spring' }, headers: await world.ifMatch(path) };
  },
  'delete /api/v1/terms/{code}': async ({ school }) => ({ path: `/terms/${await school.addTerm()}` }),
  'get /api/v1/subjects': () => ({ path: '/subjects' }),
  'post /api/v1/subjects': () => ({
    path: '/subjects',
    body: aSubjectRequest(),
  }),
  'get /api/v1/subjects/{id}': ({ school }) => ({ path: `/subjects/${school.defaults.subject.id}` }),
  'patch /api/v1/subjects/{id}': async (world) => {
    const path = `/subjects/${(await world.school.addSubject()).id}`;
    return { path, body: { name: 'Analysis' }, headers: await world.ifMatch(path) };
  },
  'post /api/v1/subjects/{id}/retire': async ({ school }) => ({ path: `/subjects/${(await school.addSubject()).id}/retire`, body: {} }),
  'post /api/v1/subjects/{id}/reinstate': async ({ school }) => ({
    path: `/subjects/${(await school.addSubject()).id}/reinstate`,
    body: { reason: 'Taught again' },
  }),

  'get /api/v1/classes': ({ school }) => ({ path: `/classes?term=${school.defaults.term}` }),
  'post /api/v1/classes': ({ school }) => ({ path: '/classes', body: school.aClassRequest() }),
  'get /api/v1/classes/{id}': ({ room }) => ({ path: room.path }),
  'patch /api/v1/classes/{id}': async (world) => {
    const { path } = await world.newRoom();
    return { path, body: { room: 'B12' }, headers: await world.ifMatch(path) };
  },
  'delete /api/v1/classes/{id}': async ({ school }) => ({ path: `/classes/${(await school.addClass()).id}` }),
  'post /api/v1/classes/{id}/archive': async (world) => ({
    path: `${(await world.newRoom()).path}/archive?anyway=true`,
    body: { reason: 'The class was cancelled' },
  }),
  'post /api/v1/classes/{id}/unarchive': async (world) => ({
    path: `${(await world.newRoom()).path}/unarchive`,
    body: { reason: 'Archived by mistake' },
  }),
  'get /api/v1/classes/{classId}/students': ({ room }) => ({ path: `${room.path}/students` }),
  'get /api/v1/classes/{classId}/students.csv': ({ room }) => ({ path: `${room.path}/students.csv` }),
  'get /api/v1/classes/{classId}/students.xlsx': ({ room }) => ({ path: `${room.path}/students.xlsx` }),
  'post /api/v1/classes/{classId}/students': async (world) => ({
    path: `${(await world.newRoom()).path}/students`,
    body: { students: [{ code: world.student.user.code }] },
  }),
  'put /api/v1/classes/{classId}/students/{studentId}': async (world) => ({
    path: `${(await world.newRoom()).path}/students/${world.student.user.id}`,
  }),
  'delete /api/v1/classes/{classId}/students/{studentId}': async (world) => ({
    path: `${(await world.newRoom()).path}/students/${world.student.user.id}`,
  }),
  'post /api/v1/classes/{classId}/students/{studentId}/move': async (world) => ({
    path: `${(await world.newRoom()).path}/students/${world.student.user.id}/move`,
    body: { toClassId: (await world.school.addClass()).id },
  }),
  'post /api/v1/classes/{classId}/students/{studentId}/remove': async (world) => ({
    path: `${(await world.newRoom()).path}/students/${world.student.user.id}/remove`,
    body: { as: 'withdrawn' },
  }),

  'get /api/v1/classes/{classId}/scores': ({ room }) => ({ path: `${room.path}/scores` }),
  'patch /api/v1/classes/{classId}/scores': async (world) => ({
    path: `${(await world.newRoom()).path}/scores`,
    body: { rows: [{ studentId: world.student.user.id, version: 1, marks: { midterm: 7 } }] },
  }),
  'get /api/v1/classes/{classId}/scores/{studentId}': ({ room, student }) => ({ path: `${room.path}/scores/${student.user.id}` }),
  'put /api/v1/classes/{classId}/scores/{studentId}': async (world) => ({
    path: `${(await world.newRoom()).path}/scores/${world.student.user.id}`,
    body: { version: 1, marks: { midterm: 7 } },
  }),
  'put /api/v1/classes/{classId}/scores/{studentId}/final': async (world) => ({
    path: `${(await world.newRoom()).path}/scores/${world.student.user.id}/final`,
    body: { version: 1, notation: 'P', reason: 'Board' },
  }),
  'get /api/v1/classes/{classId}/scores.csv': ({ room }) => ({ path: `${room.path}/scores.csv` }),
  'get /api/v1/classes/{classId}/scores.xlsx': ({ room }) => ({ path: `${room.path}/scores.xlsx` }),
  'post /api/v1/classes/{classId}/scores/import': async (world) => ({
    path: `${(await world.newRoom()).path}/scores/import`,
    body: `studentCode,version,midterm\n${world.student.user.code},1,7\n`,
    headers: { 'content-type': 'text/csv' },
  }),
  'get /api/v1/classes/{classId}/scores/me': ({ room }) => ({ path: `${room.path}/scores/me` }),
  'get /api/v1/classes/{classId}/scores/{studentId}/history': ({ room, student }) => ({
    path: `${room.path}/scores/${student.user.id}/history`,
  }),
  'post /api/v1/classes/{classId}/components/{key}/publish': async (world) => ({
    path: `${(await world.newRoom()).path}/components/midterm/publish`,
    body: {},
  }),
  'post /api/v1/classes/{classId}/components/{key}/unpublish': async (world) => ({
    path: `${(await world.newRoom()).path}/components/midterm/unpublish`,
    body: {},
  }),
  'post /api/v1/classes/{classId}/scores/lock': async (world) => ({ path: `${(await world.newRoom()).path}/scores/lock` }),
  'post /api/v1/classes/{classId}/scores/unlock': async (world) => ({
    path: `${(await world.newRoom()).path}/scores/unlock`,
    body: { reason: 'A mark was wrong' },
  }),
  'get /api/v1/notifications': () => ({ path: '/notifications' }),
  'get /api/v1/notifications/unread-count': () => ({ path: '/notifications/unread-count' }),
  'get /api/v1/notifications/sent': () => ({ path: '/notifications/sent' }),
  'post /api/v1/notifications': ({ room }) => ({ path: '/notifications', body: toTheClass(room) }),
  'put /api/v1/notifications/{id}/read': async (world) => ({ path: `/notifications/${await world.newNotification()}/read` }),
  'put /api/v1/notifications/{id}/dismissed': async (world) => ({ path: `/notifications/${await world.newNotification()}/dismissed` }),
  'delete /api/v1/notifications/{id}/dismissed': async (world) => ({ path: `/notifications/${await world.newNotification()}/dismissed` }),
  'post /api/v1/notifications/read-all': () => ({ path: '/notifications/read-all', body: { upTo: 1 } }),
  'delete /api/v1/notifications/{id}': async (world) => ({ path: `/notifications/${await world.newNotification()}` }),
  'get /api/v1/classes/{classId}/materials': ({ room }) => ({ path: `${room.path}/materials` }),
  'post /api/v1/classes/{classId}/materials': ({ room }) => ({
    path: `${room.path}/materials`,
    body: { name: 'Week 1.pdf', contentType: 'application/pdf', size: 482_133 },
  }),
  'get /api/v1/classes/{classId}/materials/{materialId}': async ({ clients, room }) => ({
    path: `${room.path}/materials/${await uploadedMaterial(clients.admin, room.path)}`,
  }),
  'put /api/v1/classes/{classId}/materials/{materialId}': async ({ clients, room }, by) => ({
    // A client who gets no form is refused whatever the id is.
    path: `${room.path}/materials/${await stagedMaterial(by, room.path).catch(() => stagedMaterial(clients.admin, room.path))}`,
  }),
  'delete /api/v1/classes/{classId}/materials/{materialId}': async ({ clients, room }) => ({
    path: `${room.path}/materials/${await uploadedMaterial(clients.admin, room.path)}`,
  }),
  'get /api/v1/students/{id}/transcript': ({ student }) => ({ path: `/students/${student.user.id}/transcript` }),
  'get /api/v1/students/{id}/transcript.csv': ({ student }) => ({ path: `/students/${student.user.id}/transcript.csv` }),
  'get /api/v1/students/{id}/transcript.xlsx': ({ student }) => ({ path: `/students/${student.user.id}/transcript.xlsx` }),
  'get /api/v1/students/{studentId}/external-results': ({ student }) => ({ path: `/students/${student.user.id}/external-results` }),
  'post /api/v1/students/{studentId}/external-results': async ({ school }) => ({
    path: `/students/${(await school.addUser()).user.id}/external-results`,
    body: anExternalResultRequest(),
  }),
  'get /api/v1/students/{studentId}/external-results/{id}': async (world) => ({ path: await world.newExternalResult() }),
  'patch /api/v1/students/{studentId}/external-results/{id}': async (world) => {
    const path = await world.newExternalResult();
    return { path, body: { credits: 4, reason: 'Certificate of 2 July' }, headers: await world.ifMatch(path) };
  },
  'delete /api/v1/students/{studentId}/external-results/{id}': async (world) => ({
    path: `${await world.newExternalResult()}?reason=A%20mistake`,
  }),

  'get /api/v1/audit': ({ room }) => ({ path: `/audit?entity=class:${room.schoolClass.id}` }),
  'get /api/v1/statistics': () => ({ path: '/statistics' }),

  'post /api/v1/me/sign-out': () => ({ path: '/me/sign-out' }),
};
