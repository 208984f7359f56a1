import { randomUUID } from 'node:crypto';
import type { AuditEntry } from '../src/audit/audit-entry.js';
import type { Actor } from '../src/auth/actor.js';
import type { SchoolClass } from '../src/classes/school-class.js';
import type { Enrolment } from '../src/enrolments/enrolment.js';
import type { Receipt } from '../src/idempotency/receipt.js';
import { expiryOf, type Notification } from '../src/notifications/notification.js';
import { instantOf, newNotificationId } from '../src/notifications/notification-id.js';
import type { Subject } from '../src/subjects/subject.js';
import type { Term } from '../src/terms/term.js';
import type { User } from '../src/users/user.js';

// Each builder makes a valid thing of its own; a test states only what matters to it.

const NOW = '2026-11-02T08:00:00.000Z';

/** Short, unique, and fit for a code. */
export function aCode(prefix: string): string {
  return `${prefix}-${randomUUID().slice(0, 8)}`;
}

export function anActor(actor: Partial<Actor> = {}): Actor {
  return { id: randomUUID(), role: 'ADMIN', ...actor };
}

export function anEntry(entry: Partial<AuditEntry> = {}): AuditEntry {
  return { id: randomUUID(), at: NOW, entity: `user:${randomUUID()}`, action: 'test.done', by: anActor(), ...entry };
}

export function aUser(user: Partial<User> = {}): User {
  const code = user.code ?? aCode('S');
  return {
    id: randomUUID(),
    email: `${code.toLowerCase()}@example.edu`,
    role: 'STUDENT',
    code,
    givenName: 'An',
    familyName: 'Nguyễn',
    status: 'ACTIVE',
    openRelations: 0,
    version: 1,
    nameVersion: 1,
    createdAt: NOW,
    updatedAt: NOW,
    ...user,
  };
}

/** Of a call that comes at `NOW`. */
export function aReceipt(receipt: Partial<Receipt> = {}): Receipt {
  const expiresAt = '2026-11-03T08:00:00.000Z';
  return { userId: randomUUID(), key: randomUUID(), fingerprint: randomUUID(), at: NOW, expiresAt, ...receipt };
}

/** What an admin posts to invite somebody. */
export function anInvitation(invitation: object = {}) {
  const code = aCode('S');
  return { email: `${code.toLowerCase()}@example.edu`, role: 'STUDENT', code, givenName: 'An', familyName: 'Nguyễn', ...invitation };
}

export function aTerm(term: Partial<Term> = {}): Term {
  return { code: aCode('T'), title: 'Autumn', startDate: '2026-09-01', endDate: '2027-01-15', version: 1, ...term };
}

const COMPONENTS = [
  { key: 'midterm', name: 'Midterm', weight: 40 },
  { key: 'final', name: 'Final', weight: 60 },
];

export function aSubject(subject: Partial<Subject> = {}): Subject {
  return {
    id: randomUUID(),
    code: aCode('SUB'),
    name: 'Calculus',
    credits: 3,
    components: COMPONENTS,
    gradingScale: 'vn-10',
    status: 'ACTIVE',
    version: 1,
    nameVersion: 1,
    createdAt: NOW,
    updatedAt: NOW,
    ...subject,
  };
}

export function aClass(schoolClass: Partial<SchoolClass> = {}): SchoolClass {
  const capacity = schoolClass.capacity ?? 30;
  return {
    id: randomUUID(),
    code: aCode('C'),
    term: '2026-1',
    subjectId: randomUUID(),
    subjectCode: 'MATH-1',
    lecturerId: randomUUID(),
    lecturerSince: NOW,
    capacity,
    seatsFree: capacity,
    hadStudents: false,
    subjectName: 'Calculus',
    credits: 3,
    components: COMPONENTS,
    gradingScale: 'vn-10',
    componentsVersion: 1,
    publishedComponents: {},
    gradingStarted: false,
    gradesLocked: false,
    status: 'ACTIVE',
    lecturerName: { givenName: 'Bình', familyName: 'Trần' },
    subjectNameVersion: 1,
    lecturerNameVersion: 1,
    version: 1,
    createdAt: NOW,
    updatedAt: NOW,
    ...schoolClass,
  };
}

export function anEnrolment(enrolment: Partial<Enrolment> = {}): Enrolment {
  return {
    classId: randomUUID(),
    studentId: randomUUID(),
    term: '2026-1',
    classCode: 'C-1',
    subjectId: randomUUID(),
    studentCode: aCode('S'),
    studentName: { givenName: 'An', familyName: 'Nguyễn' },
    nameVersion: 1,
    status: 'ENROLLED',
    marks: {},
    version: 1,
    enrolledAt: NOW,
    ...enrolment,
  };
}

let instants = 0;

/** A notification of a millisecond of its own, unless it says an id. */
export function aNotification({ id = newNotificationId(nextInstant()), ...notification }: Partial<Notification> = {}): Notification {
  const sentAt = instantOf(id);
  return {
    id,
    audience: { everyone: true },
    kind: 'ANNOUNCEMENT',
    title: 'The library is closed',
    body: 'It opens again on Monday.',
    senderId: randomUUID(),
    sentAt,
    expiresAt: expiryOf(sentAt),
    ...notification,
  };
}

function nextInstant(): string {
  return new Date(Date.parse(NOW) + (instants += 1)).toISOString();
}
