import type { EnrolmentStatus } from '../enrolments/enrolment.js';
import { aClass, anEnrolment } from '../../../test/fixtures/builders.js';
import { commonFeeds, isRecent, lecturersFeed, studentsFeed } from './feed.js';

const SINCE = '2026-09-01T08:00:00.000Z';

it('everybody has three feeds since they were added', () => {
  expect(commonFeeds({ id: 'me', role: 'STUDENT' }, { createdAt: SINCE })).toEqual([
    { of: { everyone: true }, since: SINCE },
    { of: { role: 'STUDENT' }, since: SINCE },
    { of: { userId: 'me' }, since: SINCE },
  ]);
});

it.each<[EnrolmentStatus, object | undefined]>([
  ['ENROLLED', { of: { classId: 'c' }, since: SINCE, term: 'T' }],
  ['WITHDRAWN', undefined],
])('a student who is %s has %j of a class', (status, expected) => {
  expect(studentsFeed(anEnrolment({ classId: 'c', term: 'T', enrolledAt: SINCE, status }))).toEqual(expected);
});

it.each<[string, object | undefined]>([
  ['me', { of: { classId: 'c' }, since: SINCE, term: 'T' }],
  ['other', undefined],
])('of a class led by %s I have %j', (lecturerId, expected) => {
  const schoolClass = aClass({ id: 'c', term: 'T', lecturerId, lecturerSince: SINCE, createdAt: '2026-01-01T00:00:00.000Z' });
  expect(lecturersFeed('me', schoolClass)).toEqual(expected);
});

it.each([
  ['2027-01-15', '2026-11-02', true],
  ['2026-11-02', '2026-11-02', true],
  ['2025-11-03', '2026-11-02', true],
  ['2025-11-02', '2026-11-02', false],
  ['2025-01-15', '2026-11-02', false],
  ['2027-02-28', '2028-02-29', false],
  ['2027-03-01', '2028-02-29', true],
])('a term that ended on %s is recent on %s: %s', (endDate, today, expected) => {
  expect(isRecent({ endDate }, today)).toBe(expected);
});
