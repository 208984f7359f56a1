import { TABLE_PREFIX } from '../../local/cloud.js';
import type { LocalDynamoDb } from '../../local/dynamodb/server.js';
import type { Role } from '../../src/auth/actor.js';
import { type SchoolClass, toTermCode } from '../../src/features/classes/school-class.js';
import type { Total } from '../../src/features/statistics/totals.js';
import type { Subject } from '../../src/features/subjects/subject.js';
import type { User } from '../../src/features/users/user.js';
import { COUNTER_SHARDS } from '../../src/persistence/dynamodb/ledger/counters.js';
import { keys } from '../../src/persistence/dynamodb/schema/keys.js';
import { tableName, type TableName } from '../../src/persistence/dynamodb/schema/tables.js';
import { toUserItem } from '../../src/persistence/dynamodb/schema/user-item.js';
import { toWordItems } from '../../src/persistence/dynamodb/schema/word-item.js';
import { aClass, anEnrolment, anEntry, aSubject, aTerm, aUser } from '../fixtures/builders.js';

/** The classes of a student, and the students of a class: the same in every school. */
export const LOAD = 5;
export const CLASS_SIZE = 30;
const STUDENTS_PER_LECTURER = 20;
/** Fills a page also in a small school, so that every school returns the same. */
const ADMINS = 50;
const SUBJECTS = 5;

/** Things that are the same in every school. */
export interface Founded {
  readonly term: string;
  readonly subjectId: string;
  readonly student: User;
  readonly admin: User;
}

/** Loads a school directly into the database. All things of a kind have the same size. */
export async function seedSchool(database: LocalDynamoDb, studentCount: number): Promise<Founded> {
  const load = (table: TableName, items: Iterable<object>) => database.load(tableName(TABLE_PREFIX, table), items);
  const [admins, lecturers, students] = [
    people('ADMIN', ADMINS),
    people('LECTURER', studentCount / STUDENTS_PER_LECTURER),
    people('STUDENT', studentCount),
  ];
  const term = aTerm({ code: '2026-1' });
  const subjects = Array.from({ length: SUBJECTS }, (_, index) => aSubject({ code: `MATH-${index + 1}` }));
  const classes = [...classesOf(Math.ceil((studentCount * LOAD) / CLASS_SIZE), subjects, lecturers, term.code)];
  const admin = admins[0]!;

  await load('users', personItems([...admins, ...lecturers, ...students]));
  await load('subjects', subjectItems(subjects));
  await load('classes', classItems(classes));
  await load('scores', rows(students, classes));
  await load('ledger', [{ ...keys.term(term.code), ...term, classCount: classes.length }]);
  await load('ledger', auditItems(students, admin));
  const totals: Record<Total, number> = {
    'people:ADMIN': admins.length,
    'people:LECTURER': lecturers.length,
    'people:STUDENT': students.length,
    subjects: subjects.length,
    classes: classes.length,
    enrolments: students.length * LOAD,
  };
  await load('ledger', counters(totals));
  return { term: term.code, subjectId: subjects[0]!.id, student: students[0]!, admin };
}

function people(role: Role, count: number): User[] {
  return Array.from({ length: count }, (_, index) =>
    aUser({ role, familyName: 'Lê', code: `${role.charAt(0)}-${String(index).padStart(8, '0')}`, openRelations: LOAD }),
  );
}

function* personItems(users: readonly User[]) {
  for (const user of users) {
    yield toUserItem(user);
    yield* toWordItems(user);
    yield { ...keys.userCode(user.code), userId: user.id };
    yield { ...keys.userEmail(user.email), userId: user.id };
  }
}

function* subjectItems(subjects: readonly Subject[]) {
  for (const subject of subjects) {
    yield { ...subject, kind: 'SUBJECT' };
    yield { ...keys.subjectCode(subject.code), subjectId: subject.id };
  }
}

function* classesOf(count: number, subjects: readonly Subject[], lecturers: readonly User[], term: string): Generator<SchoolClass> {
  for (let index = 0; index < count; index += 1) {
    const { id: subjectId, code: subjectCode } = subjects[index % subjects.length]!;
    const { id: lecturerId } = lecturers[index % lecturers.length]!;
    const seats = { capacity: CLASS_SIZE, seatsFree: 0, hadStudents: true };
    yield aClass({ code: `C-${String(index).padStart(8, '0')}`, term, subjectId, subjectCode, lecturerId, ...seats });
  }
}

function* classItems(classes: readonly SchoolClass[]) {
  for (const schoolClass of classes) {
    yield { ...schoolClass, termCode: toTermCode(schoolClass) };
    yield { ...keys.classCode(schoolClass.term, schoolClass.code), classId: schoolClass.id };
  }
}

function* rows(students: readonly User[], classes: readonly SchoolClass[]) {
  for (const [index, { id: studentId, code: studentCode }] of students.entries()) {
    for (let taken = 0; taken < LOAD; taken += 1) {
      const { id: classId, code: classCode, term, subjectId, ...rest } = classes[(index * LOAD + taken) % classes.length]!;
      const marks = { midterm: 725, final: 800 };
      const row = anEnrolment({ classId, classCode, term, subjectId, studentId, studentCode, marks });
      yield { ...row, termCode: toTermCode({ ...rest, term, code: classCode }) };
    }
  }
}

/** Entries of one admin who invited all students: the cost of a page must not depend on the length of the list. */
function* auditItems(students: readonly User[], { id: actorId }: User) {
  for (const { id } of students) {
    const { by: _by, ...entry } = anEntry({ entity: `user:${id}`, action: 'user.invited' });
    yield { ...keys.audit({ ...entry, by: { id: actorId, role: 'ADMIN' } }), ...entry, actorId, actorRole: 'ADMIN' };
  }
}

function* counters(totals: Readonly<Record<Total, number>>) {
  for (const [total, count] of Object.entries(totals) as [Total, number][]) {
    for (let shard = 0; shard < COUNTER_SHARDS; shard += 1) {
      const share = Math.floor(count / COUNTER_SHARDS) + (shard < count % COUNTER_SHARDS ? 1 : 0);
      yield { ...keys.count(total, shard), count: share };
    }
  }
}
