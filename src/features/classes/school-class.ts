import type { EntityName } from '../audit/audit-entry.js';
import type { Component } from '../grading/component.js';
import type { Subject } from '../subjects/subject.js';
import type { PersonName, User } from '../users/user.js';

export const CLASS_STATUSES = ['ACTIVE', 'ARCHIVED'] as const;
export type ClassStatus = (typeof CLASS_STATUSES)[number];

/** A subject as one lecturer teaches it in one term. */
export interface SchoolClass {
  readonly id: string;
  /** Unique within the term. */
  readonly code: string;
  /** Code of the term. */
  readonly term: string;
  readonly subjectId: string;
  readonly subjectCode: string;
  readonly lecturerId: string;
  /** ISO 8601: when the class was given to its lecturer, last. */
  readonly lecturerSince: string;
  readonly room?: string;
  readonly capacity: number;
  /** Stored, since a condition of DynamoDB cannot add. */
  readonly seatsFree: number;
  /** Whether anybody was ever enrolled: such a class is part of their records, and stays. */
  readonly hadStudents: boolean;
  // Frozen from the subject when the class was made; the name follows the subject's while the class is active.
  readonly subjectName: string;
  readonly credits: number;
  readonly components: readonly Component[];
  readonly gradingScale: string;
  /** Counts changes of components and scale: marks are graded by the ones their writer saw. */
  readonly componentsVersion: number;
  /** When each published component was last published, ISO 8601. */
  readonly publishedComponents: Readonly<Record<string, string>>;
  /** Whether a mark was ever entered. */
  readonly gradingStarted: boolean;
  readonly gradesLocked: boolean;
  readonly status: ClassStatus;
  /** Copied from the lecturer. */
  readonly lecturerName: PersonName;
  /** The `nameVersion` of the subject and of the lecturer that the copies are from. */
  readonly subjectNameVersion: number;
  readonly lecturerNameVersion: number;
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** How many seats are taken. */
export function enrolledCount({ capacity, seatsFree }: Pick<SchoolClass, 'capacity' | 'seatsFree'>): number {
  return capacity - seatsFree;
}

/** What a person's classes are sorted by: term, then code. */
export function toTermCode({ term, code }: Pick<SchoolClass, 'term' | 'code'>): string {
  return `${term}#${code}`;
}

/** What a class does not take from its subject and its lecturer. */
export interface NewClass extends Pick<SchoolClass, 'id' | 'code' | 'term' | 'room' | 'capacity'> {
  /** ISO 8601: when it is made. */
  readonly at: string;
}

/** A class as it begins: empty, and graded as its subject is at present. */
export function newClass(subject: Subject, lecturer: User, { id, code, term, room, capacity, at }: NewClass): SchoolClass {
  return {
    id,
    code,
    term,
    room,
    capacity,
    seatsFree: capacity,
    hadStudents: false,
    subjectId: subject.id,
    subjectCode: subject.code,
    subjectName: subject.name,
    subjectNameVersion: subject.nameVersion,
    credits: subject.credits,
    components: subject.components,
    gradingScale: subject.gradingScale,
    componentsVersion: 1,
    publishedComponents: {},
    gradingStarted: false,
    gradesLocked: false,
    status: 'ACTIVE',
    ...ledBy(lecturer),
    lecturerSince: at,
    version: 1,
    createdAt: at,
    updatedAt: at,
  };
}

/** What a class has of its lecturer. */
export function ledBy({
  id,
  givenName,
  familyName,
  nameVersion,
}: User): Pick<SchoolClass, 'lecturerId' | 'lecturerName' | 'lecturerNameVersion'> {
  return { lecturerId: id, lecturerName: { givenName, familyName }, lecturerNameVersion: nameVersion };
}

/** The name of a class in the audit log. */
export function classEntity(id: string): EntityName {
  return `class:${id}`;
}

/** The prefix of the keys of all files of a class. */
export function classFilesPrefix(classId: string): string {
  return `materials/${classId}/`;
}
