import type { Role } from '../../src/auth/actor.js';
import type { Operation } from '../fixtures/operations.js';

/** The status of a valid request for each kind of client. `own` and `other` say whether the class, the row or the thing is theirs. */
export interface Row {
  readonly admin: number;
  readonly ownLecturer: number;
  readonly otherLecturer: number;
  readonly ownStudent: number;
  readonly otherStudent: number;
}

/** The columns of each role. A role without one does not compile. */
export const COLUMNS: Record<Role, readonly (keyof Row)[]> = {
  ADMIN: ['admin'],
  LECTURER: ['ownLecturer', 'otherLecturer'],
  STUDENT: ['ownStudent', 'otherStudent'],
};

/** A route that is open with every token and without one. */
export type Public = { readonly anyone: number };

const row = (admin: number, ownLecturer: number, otherLecturer: number, ownStudent: number, otherStudent: number): Row => ({
  admin,
  ownLecturer,
  otherLecturer,
  ownStudent,
  otherStudent,
});
const anyone = (status: number): Public => ({ anyone: status });
const allRoles = (status: number) => row(status, status, status, status, status);
const adminsOnly = (status: number) => row(status, 403, 403, 403, 403);
/** Admins, and the lecturer of the class. */
const runners = (status: number) => row(status, status, 404, 403, 403);
/** Admins, the lecturer of the class, and its students. */
const members = (status: number) => row(status, status, 404, status, 404);

/** The access to each route. A route without a row does not compile. */
export const MATRIX: Record<Operation, Row | Public> = {
  'get /health': anyone(200),
  'get /health/ready': anyone(200),
  'get /api/v1/config': anyone(200),

  'get /api/v1/me': allRoles(200),
  'patch /api/v1/me': allRoles(200),
  'post /api/v1/me/avatar': allRoles(200),
  'put /api/v1/me/avatar': allRoles(200),
  'delete /api/v1/me/avatar': allRoles(204),
  'get /api/v1/me/home': allRoles(200),
  'get /api/v1/me/classes': row(403, 200, 200, 200, 200),
  'get /api/v1/me/transcript': row(403, 403, 403, 200, 200),
  'get /api/v1/me/transcript.csv': row(403, 403, 403, 200, 200),
  'get /api/v1/me/transcript.xlsx': row(403, 403, 403, 200, 200),
  'get /api/v1/me/export': allRoles(200),

  'get /api/v1/users': adminsOnly(200),
  'post /api/v1/users': adminsOnly(201),
  'get /api/v1/users.csv': adminsOnly(200),
  'get /api/v1/users.xlsx': adminsOnly(200),
  'get /api/v1/users/{id}': adminsOnly(200),
  'patch /api/v1/users/{id}': adminsOnly(200),
  'post /api/v1/users/import': adminsOnly(200),
  'post /api/v1/users/{id}/disable': adminsOnly(200),
  'post /api/v1/users/{id}/enable': adminsOnly(200),
  'post /api/v1/users/{id}/reset-mfa': adminsOnly(200),
  'post /api/v1/users/{id}/restore-account': adminsOnly(200),
  'post /api/v1/users/{id}/resend-invitation': adminsOnly(200),
  'post /api/v1/users/{id}/anonymise': adminsOnly(200),

  'get /api/v1/grading-scales': allRoles(200),
  'post /api/v1/grading-scales': adminsOnly(201),
  'get /api/v1/grading-scales/{key}': allRoles(200),
  'get /api/v1/gpa-rules': allRoles(200),
  'post /api/v1/gpa-rules': adminsOnly(201),
  'get /api/v1/gpa-rules/changes': adminsOnly(200),
  'get /api/v1/terms': allRoles(200),
  'post /api/v1/terms': adminsOnly(201),
  'get /api/v1/terms/{code}': allRoles(200),
  'patch /api/v1/terms/{code}': adminsOnly(200),
  'delete /api/v1/terms/{code}': adminsOnly(204),
  'get /api/v1/subjects': allRoles(200),
  'post /api/v1/subjects': adminsOnly(201),
  'get /api/v1/subjects/{id}': allRoles(200),
  'patch /api/v1/subjects/{id}': adminsOnly(200),
  'post /api/v1/subjects/{id}/retire': adminsOnly(200),
  'post /api/v1/subjects/{id}/reinstate': adminsOnly(200),

  'get /api/v1/classes': allRoles(200),
  'post /api/v1/classes': adminsOnly(201),
  'get /api/v1/classes/{id}': members(200),
  'patch /api/v1/classes/{id}': adminsOnly(200),
  'delete /api/v1/classes/{id}': adminsOnly(204),
  'post /api/v1/classes/{id}/archive': adminsOnly(200),
  'post /api/v1/classes/{id}/unarchive': adminsOnly(200),
  'get /api/v1/classes/{classId}/students': runners(200),
  'get /api/v1/classes/{classId}/students.csv': runners(200),
  'get /api/v1/classes/{classId}/students.xlsx': runners(200),
  'post /api/v1/classes/{classId}/students': adminsOnly(200),
  'put /api/v1/classes/{classId}/students/{studentId}': adminsOnly(200),
  'delete /api/v1/classes/{classId}/students/{studentId}': adminsOnly(204),
  'post /api/v1/classes/{classId}/students/{studentId}/move': adminsOnly(200),
  'post /api/v1/classes/{classId}/students/{studentId}/remove': adminsOnly(204),

  'get /api/v1/classes/{classId}/scores': runners(200),
  'patch /api/v1/classes/{classId}/scores': runners(200),
  'get /api/v1/classes/{classId}/scores/{studentId}': runners(200),
  'put /api/v1/classes/{classId}/scores/{studentId}': runners(200),
  'put /api/v1/classes/{classId}/scores/{studentId}/final': runners(200),
  'get /api/v1/classes/{classId}/scores.csv': runners(200),
  'get /api/v1/classes/{classId}/scores.xlsx': runners(200),
  'post /api/v1/classes/{classId}/scores/import': runners(200),
  'get /api/v1/classes/{classId}/scores/me': row(403, 403, 403, 200, 404),
  'get /api/v1/classes/{classId}/scores/{studentId}/history': members(200),
  'post /api/v1/classes/{classId}/components/{key}/publish': runners(200),
  'post /api/v1/classes/{classId}/components/{key}/unpublish': runners(200),
  'post /api/v1/classes/{classId}/scores/lock': runners(200),
  'post /api/v1/classes/{classId}/scores/unlock': adminsOnly(200),
  'get /api/v1/notifications': allRoles(200),
  'get /api/v1/notifications/unread-count': allRoles(200),
  'get /api/v1/notifications/sent': row(200, 200, 200, 403, 403),
  'post /api/v1/notifications': row(201, 201, 422, 403, 403),
  'put /api/v1/notifications/{id}/read': row(404, 204, 404, 204, 404),
  'put /api/v1/notifications/{id}/dismissed': row(404, 204, 404, 204, 404),
  'delete /api/v1/notifications/{id}/dismissed': row(404, 204, 404, 204, 404),
  'post /api/v1/notifications/read-all': allRoles(204),
  'delete /api/v1/notifications/{id}': row(204, 204, 404, 404, 404),
  'get /api/v1/classes/{classId}/materials': members(200),
  'post /api/v1/classes/{classId}/materials': runners(200),
  'get /api/v1/classes/{classId}/materials/{materialId}': members(200),
  'put /api/v1/classes/{classId}/materials/{materialId}': runners(200),
  'delete /api/v1/classes/{classId}/materials/{materialId}': runners(204),
  'get /api/v1/students/{id}/transcript': row(200, 403, 403, 200, 404),
  'get /api/v1/students/{id}/transcript.csv': row(200, 403, 403, 200, 404),
  'get /api/v1/students/{id}/transcript.xlsx': row(200, 403, 403, 200, 404),
  'get /api/v1/students/{studentId}/external-results': adminsOnly(200),
  'post /api/v1/students/{studentId}/external-results': adminsOnly(201),
  'get /api/v1/students/{studentId}/external-results/{id}': adminsOnly(200),
  'patch /api/v1/students/{studentId}/external-results/{id}': adminsOnly(200),
  'delete /api/v1/students/{studentId}/external-results/{id}': adminsOnly(204),

  'get /api/v1/audit': adminsOnly(200),
  'get /api/v1/statistics': adminsOnly(200),

  // Last, because it ends the sessions of its callers.
  'post /api/v1/me/sign-out': allRoles(204),
};
