import { randomUUID } from 'node:crypto';
import { CALLS } from '../access/calls.js';
import { ask, type Budgeted, within } from './request-specs.js';
import { CLASS_SIZE } from './seed-school.js';

const FILES = 'offering a file of a class · adding one · deleting one';
const AVATARS = 'a form for an avatar · adopting one';
const SENDING = 'sending a notification';
const CLASSES = 'deleting a class · archiving, unarchiving one';

/** A list of students goes in transactions of so many. */
const CHUNKS = Math.ceil(CLASS_SIZE / 24);

/** What is changed. */
export const WRITING: readonly Budgeted[] = [
  within(FILES, 3, 3, ask('post /api/v1/classes/{classId}/materials', 'ownLecturer')),
  within(FILES, 4, 4, ask('put /api/v1/classes/{classId}/materials/{materialId}', 'ownLecturer')),
  within(FILES, 3, 3, ask('delete /api/v1/classes/{classId}/materials/{materialId}', 'ownLecturer')),
  within(AVATARS, 3, 3, ask('post /api/v1/me/avatar', 'ownStudent')),
  within(AVATARS, 3, 3, ask('put /api/v1/me/avatar', 'ownStudent')),
  within('enrolling one · removing one', 2, 4, ask('put /api/v1/classes/{classId}/students/{studentId}', 'admin')),
  within('enrolling one · removing one', 3, 5, ask('delete /api/v1/classes/{classId}/students/{studentId}', 'admin')),
  within('enrolling one · removing one', 3, 5, ask('post /api/v1/classes/{classId}/students/{studentId}/remove', 'admin')),
  within('moving one to another class', 3, 8, ask('post /api/v1/classes/{classId}/students/{studentId}/move', 'admin')),
  within(
    'enrolling a list of n',
    2 + CHUNKS,
    1 + CLASS_SIZE + 1 + CHUNKS,
    ask('post /api/v1/classes/{classId}/students', 'admin', `${CLASS_SIZE} students`),
  ),
  within('saving one row', 2, 3, ask('put /api/v1/classes/{classId}/scores/{studentId}', 'ownLecturer')),
  within(
    'saving one row',
    2,
    4,
    ask('put /api/v1/classes/{classId}/scores/{studentId}', 'ownLecturer', 'with feedback', async (world, by) => {
      const call = await CALLS['put /api/v1/classes/{classId}/scores/{studentId}'](world, by);
      return { ...call, body: { ...(call.body as object), feedback: [{ component: 'midterm', text: 'Well argued.' }] } };
    }),
  ),
  within('entering a final grade', 2, 3, ask('put /api/v1/classes/{classId}/scores/{studentId}/final', 'ownLecturer')),
  within('saving n rows', 2, 3, ask('patch /api/v1/classes/{classId}/scores', 'ownLecturer', `${CLASS_SIZE} rows`)),
  within('importing n lines of marks', 3, 3, ask('post /api/v1/classes/{classId}/scores/import', 'ownLecturer', `${CLASS_SIZE} lines`)),
  within(SENDING, 2, 2, ask('post /api/v1/notifications', 'ownLecturer', 'to a class')),
  within(
    SENDING,
    2,
    3,
    ask('post /api/v1/notifications', 'admin', 'to a person', ({ student }) => ({
      path: '/notifications',
      body: { audience: { userId: student.user.id }, title: 'Hello', body: 'Good morning.' },
    })),
  ),
  within('publishing, which sends one', 3, 3, ask('post /api/v1/classes/{classId}/components/{key}/publish', 'ownLecturer')),
  within('marking one as read; dismissing one, putting it back', 4, 4, ask('put /api/v1/notifications/{id}/read', 'ownStudent')),
  within('marking one as read; dismissing one, putting it back', 4, 4, ask('put /api/v1/notifications/{id}/dismissed', 'ownStudent')),
  within('marking one as read; dismissing one, putting it back', 4, 4, ask('delete /api/v1/notifications/{id}/dismissed', 'ownStudent')),
  within('creating a class', 2, 3, ask('post /api/v1/classes', 'admin')),
  within(
    'creating anything with an `Idempotency-Key`',
    3,
    4,
    ask('post /api/v1/classes', 'admin', 'with a key', async (world, by) => ({
      ...(await CALLS['post /api/v1/classes'](world, by)),
      headers: { 'idempotency-key': randomUUID() },
    })),
  ),
  within(
    'changing a person, without the user pool',
    2,
    2,
    ask('patch /api/v1/me', 'ownStudent'),
    ask('patch /api/v1/users/{id}', 'admin', 'no name', async (world, by) => ({
      ...(await CALLS['patch /api/v1/users/{id}'](world, by)),
      body: { department: 'Mathematics' },
    })),
  ),
  within(
    'creating a subject; marking all as read',
    1,
    1,
    ask('post /api/v1/subjects', 'admin'),
    ask('post /api/v1/notifications/read-all', 'ownStudent'),
  ),
  within(
    'adding, changing or deleting an external result',
    2,
    3,
    ask('post /api/v1/students/{studentId}/external-results', 'admin'),
    ask('patch /api/v1/students/{studentId}/external-results/{id}', 'admin'),
    ask('delete /api/v1/students/{studentId}/external-results/{id}', 'admin'),
  ),
  within('adding a rule for the GPA', 2, 3, ask('post /api/v1/gpa-rules', 'admin')),
  within('creating a term', 2, 2, ask('post /api/v1/terms', 'admin')),
  within('creating a grading scale', 2, 2, ask('post /api/v1/grading-scales', 'admin')),
  within(
    'changing or deleting a single resource',
    2,
    2,
    ask('patch /api/v1/terms/{code}', 'admin'),
    ask('delete /api/v1/terms/{code}', 'admin'),
    ask('patch /api/v1/subjects/{id}', 'admin', 'no name', async (world, by) => ({
      ...(await CALLS['patch /api/v1/subjects/{id}'](world, by)),
      body: { credits: 4 },
    })),
    ask('post /api/v1/subjects/{id}/retire', 'admin'),
    ask('post /api/v1/subjects/{id}/reinstate', 'admin'),
    ask('patch /api/v1/classes/{id}', 'admin'),
    ask('post /api/v1/classes/{classId}/components/{key}/unpublish', 'ownLecturer'),
    ask('post /api/v1/classes/{classId}/scores/lock', 'ownLecturer'),
    ask('post /api/v1/classes/{classId}/scores/unlock', 'admin'),
    ask('delete /api/v1/me/avatar', 'ownStudent'),
    ask('delete /api/v1/notifications/{id}', 'ownLecturer'),
  ),
  within(CLASSES, 3, 3, ask('delete /api/v1/classes/{id}', 'admin')),
  within(CLASSES, 3, 4, ask('post /api/v1/classes/{id}/archive', 'admin'), ask('post /api/v1/classes/{id}/unarchive', 'admin')),
];
