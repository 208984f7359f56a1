import type { Call } from '../access/calls.js';
import type { World } from '../access/world.js';
import type { Client } from '../fixtures/client.js';
import { ask, type Budgeted, list, within } from './request-specs.js';
import { LOAD } from './seed-school.js';

/** The entries of a page by default. */
const PAGE_SIZE = 25;

const ONE = 'own profile; one person, subject, term, class';
const PAGE = 'a page of terms, of subjects, of classes by a filter, of people with a role';
const SEARCH = 'people by a search';
const ROSTER = 'a page of a roster; a gradebook';
const AUDIT_LOG = 'a page of the audit log';
const TRANSCRIPT = 'transcript';
const FILES = 'a page of the files of a class; one file';
const HOME = 'home';
const INBOX = 'a page of an inbox, the unread count';

/** What is read. */
export const READING: readonly Budgeted[] = [
  within('grading scales; one of the school', 1, 1, ask('get /api/v1/grading-scales', 'ownStudent')),
  within('one grading scale of the app', 0, 0, ask('get /api/v1/grading-scales/{key}', 'ownStudent')),
  within(
    ONE,
    1,
    1,
    ask('get /api/v1/me', 'ownStudent'),
    ask('get /api/v1/users/{id}', 'admin'),
    ask('get /api/v1/subjects/{id}', 'ownStudent'),
    ask('get /api/v1/terms/{code}', 'ownStudent'),
    ask('get /api/v1/classes/{id}', 'ownLecturer'),
  ),
  within(ONE, 1, 2, ask('get /api/v1/classes/{id}', 'ownStudent', 'a student')),
  within(
    PAGE,
    1,
    1,
    ask('get /api/v1/terms', 'ownStudent'),
    ask('get /api/v1/subjects', 'ownStudent'),
    list('get /api/v1/classes', 'of a term', ({ term }) => `term=${term}`),
    list('get /api/v1/classes', 'of a subject', ({ subjectId }) => `subjectId=${subjectId}`),
    list('get /api/v1/users', 'students', () => 'role=STUDENT'),
  ),
  within(
    'a page of all classes',
    2,
    3,
    list('get /api/v1/classes', 'of all terms', () => ''),
  ),
  within('a page of people of any role', 1, 3, ask('get /api/v1/users', 'admin', 'all')),
  within(
    SEARCH,
    2,
    2,
    list('get /api/v1/users', 'students by name', () => 'role=STUDENT&search=le'),
  ),
  within(
    SEARCH,
    2,
    4,
    list('get /api/v1/users', 'by name', () => 'search=le'),
    list('get /api/v1/users', 'by code', ({ student }) => `search=${student.code}`),
    list('get /api/v1/users', 'by address', ({ student }) => `search=${student.email}`),
  ),
  within('own classes: lecturer', 1, 1, ask('get /api/v1/me/classes', 'ownLecturer', 'a lecturer')),
  within('own classes: student', 2, 2, ask('get /api/v1/me/classes', 'ownStudent', 'a student')),
  within(
    ROSTER,
    2,
    2,
    ask('get /api/v1/classes/{classId}/students', 'ownLecturer'),
    ask('get /api/v1/classes/{classId}/scores', 'ownLecturer'),
  ),
  within(
    'a gradebook with the feedback on a component',
    2,
    3,
    ask('get /api/v1/classes/{classId}/scores', 'ownLecturer', 'with feedback', ({ room }) => ({
      path: `${room.path}/scores?feedback=midterm`,
    })),
  ),
  within('a row of a gradebook', 1, 2, ask('get /api/v1/classes/{classId}/scores/{studentId}', 'ownLecturer')),
  within(
    'people as a file, up to 1,000 of each role',
    2,
    2,
    list('get /api/v1/users.csv', 'admins', () => 'role=ADMIN'),
    list('get /api/v1/users.xlsx', 'admins', () => 'role=ADMIN'),
  ),
  within(
    'a class list as a file',
    2,
    3,
    ask('get /api/v1/classes/{classId}/students.csv', 'ownLecturer'),
    ask('get /api/v1/classes/{classId}/students.xlsx', 'ownLecturer'),
  ),
  within('a gradebook as a file', 2, 3, ask('get /api/v1/classes/{classId}/scores.csv', 'ownLecturer')),
  within('a gradebook as a workbook', 2, 3, ask('get /api/v1/classes/{classId}/scores.xlsx', 'ownLecturer')),
  within('own marks in a class', 2, 3, ask('get /api/v1/classes/{classId}/scores/me', 'ownStudent')),
  within(
    FILES,
    2,
    2,
    ask('get /api/v1/classes/{classId}/materials', 'ownLecturer'),
    ask('get /api/v1/classes/{classId}/materials/{materialId}', 'ownLecturer'),
  ),
  within(
    FILES,
    2,
    3,
    ask('get /api/v1/classes/{classId}/materials', 'ownStudent', 'a student'),
    ask('get /api/v1/classes/{classId}/materials/{materialId}', 'ownStudent', 'a student'),
  ),
  within("history of a row's marks", 3, 4, ask('get /api/v1/classes/{classId}/scores/{studentId}/history', 'ownLecturer')),
  within("history of a row's marks", 2, 4, ask('get /api/v1/classes/{classId}/scores/{studentId}/history', 'ownStudent', 'a student')),
  within(
    AUDIT_LOG,
    3,
    1 + 2 + PAGE_SIZE + 1,
    // An admin who enrolled a student in each of these entries.
    list('get /api/v1/audit', 'of a person', ({ admin }) => `actor=${admin.id}`),
  ),
  within(AUDIT_LOG, 3, 5, ask('get /api/v1/audit', 'admin', 'of a class')),
  within(AUDIT_LOG, 2, 3, ask('get /api/v1/audit', 'admin', 'of a class, again')),
  within(
    'a page of the audit log of the school',
    3,
    // The shards of today, the entry, and this admin.
    8 + 1 + 1,
    ask('get /api/v1/audit', 'admin', 'of the school, again', async (_world, by) => {
      await by.get('/audit?limit=1');
      return { path: '/audit?limit=1' };
    }),
  ),
  within('statistics of the school', 1, 1, ask('get /api/v1/statistics', 'admin')),
  within(TRANSCRIPT, 2, 6, ask('get /api/v1/me/transcript', 'ownStudent')),
  within(TRANSCRIPT, 2, 6, ask('get /api/v1/me/transcript.csv', 'ownStudent'), ask('get /api/v1/me/transcript.xlsx', 'ownStudent')),
  within(TRANSCRIPT, 3, 8, ask('get /api/v1/students/{id}/transcript', 'admin')),
  within(
    'a transcript of another person as a file',
    2,
    7,
    ask('get /api/v1/students/{id}/transcript.csv', 'admin'),
    ask('get /api/v1/students/{id}/transcript.xlsx', 'admin'),
  ),
  within(TRANSCRIPT, 2, 6, ask('get /api/v1/students/{id}/transcript', 'admin', 'again')),
  within('rules for the GPA', 1, 1, ask('get /api/v1/gpa-rules', 'ownStudent')),
  within('external results of a student · one of them', 1, 2, ask('get /api/v1/students/{studentId}/external-results', 'admin')),
  within('external results of a student · one of them', 1, 1, ask('get /api/v1/students/{studentId}/external-results/{id}', 'admin')),
  within(INBOX, 2, 8 + LOAD, ask('get /api/v1/notifications', 'ownStudent'), ask('get /api/v1/notifications/unread-count', 'ownStudent')),
  within(HOME, 2, 4 + 1 + 3 + LOAD + 1, ask('get /api/v1/me/home', 'ownStudent', 'a student')),
  within(
    HOME,
    2,
    4 + 1 + 3 + LOAD + 1,
    ask('get /api/v1/me/home', 'ownLecturer', 'a lecturer, one of whose classes has marks', afterSigningIn),
  ),
  within(HOME, 2, 4 + 1 + 3, ask('get /api/v1/me/home', 'admin', 'an admin', afterSigningIn)),
  within('own sent notifications', 2, 2, ask('get /api/v1/notifications/sent', 'ownLecturer')),
];

/** Records the sign-in, so that it is not part of the cost. */
async function afterSigningIn(_world: World, by: Client): Promise<Call> {
  await by.get('/me');
  return { path: '/me/home' };
}
