import { aClass, anActor, anEnrolment } from '../../../test/fixtures/builders.js';
import type { EnrolmentStatus } from '../enrolments/enrolment.js';
import { commonFeeds, isRecent, toLecturerFeed, toStudentFeed } from './feed.js';

const SINCE = '2026-09-01T08:00:00.000Z';

it('commonFeeds gives every user three feeds since they were added', () => {
  expect(commonFeeds(anActor({ id: 'me', role: 'STUDENT' }), { createdAt: SINCE })).toEqual([
    { of: { everyone: true }, since: SINCE },
    { of: { role: 'STUDENT' }, since: SINCE },
    { of: { userId: 'me' }, since: SINCE },
  ]);
});

it.each<[EnrolmentStatus, object | undefined]>([
  ['ENROLLED', { of: { classId: 'c' }, since: SINCE, term: 'T' }],
  ['WITHDRAWN', undefined],
])('toStudentFeed gives a student who is %s the feed %j', (status, expected) => {
  expect(toStudentFeed(anEnrolment({ classId: 'c', term: 'T', enrolledAt: SINCE, status }))).toEqual(expected);
});

it.each<[string, object | undefined]>([
  ['me', { of: { classId: 'c' }, since: SINCE, term: 'T' }],
  ['other', undefined],
])('toLecturerFeed gives me the feed of a class of %s: %j', (lecturerId, expected) => {
  const schoolClass = aClass({ id: 'c', term: 'T', lecturerId, lecturerSince: SINCE, createdAt: '2026-01-01T00:00:00.000Z' });
  expect(toLecturerFeed('me', schoolClass)).toEqual(expected);
});

it.each([
  ['2027-01-15', '2026-11-02', true],
  ['2026-11-02', '2026-11-02', true],
  ['2025-11-03', '2026-11-02', true],
  ['2025-11-02', '2026-11-02', false],
  ['2025-01-15', '2026-11-02', false],
  ['2027-02-28', '2028-02-29', false],
  ['2027-03-01', '2028-02-29', true],
])('isRecent of a term that ends on %s is, on %s, %s', (endDate, today, expected) => {
  expect(isRecent({ endDate }, today)).toBe(expected);
});
