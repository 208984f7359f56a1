import type { Role } from '../../../auth/actor.js';
import { fold } from '../../../core/text/text.js';
import type { AuditEntry, EntityName } from '../../../features/audit/audit-entry.js';
import { toInstant } from '../../../features/notifications/notification-id.js';
import type { FeedbackKey } from '../../../features/enrolments/feedback.js';
import type { Total } from '../../../features/statistics/totals.js';
import type { JobKind } from '../../../jobs/job.js';
import type { Key } from './item.js';

/** The sort key of guards in `users`. It is constant, because a guard must always be the same item. */
const GUARD = '-';

/** The partition of all terms. */
export const TERMS = 'TERM';

/** The partition of the newest versions of the grading scales of the school. */
export const SCALES = 'SCALE';

/** The partition of the rules for the GPA. */
export const GPA_RULES = 'GPA_RULE';

/** The keys of all items. */
export const keys = {
  user: (id: string, email: string): Key => ({ id, email }),
  userCode: (code: string): Key => ({ id: `code#${fold(code)}`, email: GUARD }),
  userEmail: (email: string): Key => ({ id: `email#${fold(email)}`, email: GUARD }),
  userWord: (role: Role, word: string, sortName: string): Key => ({ id: wordPartition(role, word), email: `${word}#${sortName}` }),
  subject: (id: string): Key => ({ id }),
  subjectCode: (code: string): Key => ({ id: `code#${fold(code)}` }),
  class: (id: string): Key => ({ id }),
  classCode: (term: string, code: string): Key => ({ id: `code#${term}#${fold(code)}` }),
  enrolment: (classId: string, studentId: string): Key => ({ classId, studentId }),
  /** The guard of a student's classes of one subject in one term. It has no index keys. */
  taking: (studentId: string, { term, subjectId }: TakenSubject): Key => ({
    classId: takingPartition(studentId),
    studentId: `${term}#${subjectId}`,
  }),
  feedback: ({ classId, studentId, component }: FeedbackKey): Key => ({
    classId: feedbackPartition(classId),
    studentId: `${feedbackPrefix(component)}${studentId}`,
  }),
  term: (code: string): Key => ({ pk: TERMS, sk: code }),
  termCode: (code: string): Key => ({ pk: 'TERM_CODE', sk: fold(code) }),
  scale: (key: string): Key => ({ pk: SCALES, sk: key }),
  scaleVersion: (key: string, version: number): Key => ({ pk: `SCALE#${key}`, sk: String(version) }),
  count: (what: Total, shard: number): Key => ({ pk: 'COUNT', sk: `${what}#${shard}` }),
  audit: (entry: AuditEntry): Key => ({ pk: auditPartition(entry.entity), sk: `${entry.at}#${entry.id}` }),
  job: (kind: JobKind, key: string): Key => ({ pk: kind, sk: key }),
  externalResult: (studentId: string, place: number): Key => ({
    pk: externalResultPartition(studentId),
    sk: String(place).padStart(2, '0'),
  }),
  gpaRule: (version: number): Key => ({ pk: GPA_RULES, sk: String(version).padStart(4, '0') }),
  upload: (userId: string, place: number): Key => ({ pk: uploadPartition(userId), sk: String(place) }),
  revocation: (userId: string): Key => ({ pk: 'REVOKED', sk: userId }),
  /** Of the same form as the key of a revocation, because no account is linked whose id is the id of a person. So one read finds either. */
  accountLink: (accountId: string): Key => ({ pk: 'REVOKED', sk: accountId }),
  idempotency: (userId: string, key: string): Key => ({ pk: `IDEMPOTENCY#${userId}#${key}`, sk: '-' }),
  notification: (id: number): Key => ({ id, sent_at: toInstant(id) }),
  sent: (senderId: string, id: number): Key => ({ pk: sentPartition(senderId), sk: toSortableId(id) }),
  read: (userId: string, id: number): Key => ({ pk: readPartition(userId), sk: toSortableId(id) }),
  readUpTo: (userId: string): Key => ({ pk: readPartition(userId), sk: 'UPTO' }),
};

/** A subject in a term. */
export interface TakenSubject {
  readonly term: string;
  readonly subjectId: string;
}

const TAKING = 'takes#';

/** The guards of a student, in `scores`. */
export function takingPartition(studentId: string): string {
  return `${TAKING}${studentId}`;
}

/** The student of a guard, and undefined for the row of a class. */
export function studentOfTaking(classId: string): string | undefined {
  return classId.startsWith(TAKING) ? classId.slice(TAKING.length) : undefined;
}

const FEEDBACK = 'feedback#';

/** The feedback in a class, in `scores`. */
export function feedbackPartition(classId: string): string {
  return `${FEEDBACK}${classId}`;
}

/** The feedback on a component, in the partition of a class. The key of a component has no `#`. */
export function feedbackPrefix(component: string): string {
  return `${component}#`;
}

/** What a key of feedback is made of. */
export function feedbackOfKey({ classId, studentId: sort }: { classId: string; studentId: string }): FeedbackKey {
  const [component, studentId] = sort.split('#') as [string, string];
  return { classId: classId.slice(FEEDBACK.length), studentId, component };
}

/** The words of all people of a role that begin with the same letter, each before a sort name. */
export function wordPartition(role: Role, word: string): string {
  return `word#${role}#${[...word][0]!}`;
}

export function auditPartition(entity: EntityName): string {
  return `AUDIT#${entity}`;
}

/** The parts into which the audit entries of a day are divided, because one partition takes 1,000 writes a second. */
const DAY_SHARDS = 8;

/** The partition of an audit entry in `day-index`. */
export function dayShard({ at, id }: Pick<AuditEntry, 'at' | 'id'>): string {
  return `${at.slice(0, 10)}#${[...id].reduce((sum, character) => sum + character.codePointAt(0)!, 0) % DAY_SHARDS}`;
}

/** All partitions of a day in `day-index`. @param day such as `2026-11-02` */
export function dayShards(day: string): string[] {
  return Array.from({ length: DAY_SHARDS }, (_, shard) => `${day}#${shard}`);
}

/** The external results of a student, by place. */
export function externalResultPartition(studentId: string): string {
  return `EXTERNAL_RESULT#${studentId}`;
}

/** The open uploads of a user. */
export function uploadPartition(userId: string): string {
  return `UPLOAD#${userId}`;
}

/** The notifications of a sender, by `toSortableId`. */
export function sentPartition(senderId: string): string {
  return `SENT#${senderId}`;
}

/** The read marks of a user, by `toSortableId`. */
export function readPartition(userId: string): string {
  return `READ#${userId}`;
}

/** Converts an id to a text with the same order. 2^53 has 16 digits. */
export function toSortableId(id: number): string {
  return String(id).padStart(16, '0');
}
