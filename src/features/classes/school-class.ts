import type { EntityName } from '../audit/audit-entry.js';
import type { Component } from '../grading/component.js';
import { DEFAULT_MINIMUM_WEIGHT } from '../grading/result.js';
import type { GradingScale } from '../grading/scale.js';
import { findShippedScale } from '../grading/scales.js';
import type { Subject } from '../subjects/subject.js';
import type { PersonName, User } from '../users/user.js';

export const CLASS_STATUSES = ['ACTIVE', 'ARCHIVED'] as const;
export type ClassStatus = (typeof CLASS_STATUSES)[number];

/** A class of more students cannot be enrolled, exported and imported as one list. */
export const MAX_CAPACITY = 500;

/** The last publication of a component. */
export interface Publication {
  /** ISO 8601. */
  readonly at: string;
  /** The notification of the class. Absent for publications that are older than the attribute. */
  readonly notice?: { readonly id: number; readonly senderId: string };
}

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
  /** ISO 8601: when the current lecturer got the class. */
  readonly lecturerSince: string;
  readonly room?: string;
  readonly capacity: number;
  /** Stored, because a condition of DynamoDB cannot calculate. */
  readonly seatsFree: number;
  /** Seats of `capacity` that were added for one person each. When a student leaves, such a seat goes away instead of becoming free. */
  readonly extraSeats?: number;
  /** Whether a student was ever enrolled. It becomes false when the class turns out to have no rows, because all its students were dropped. */
  readonly hadStudents: boolean;
  /** Whether a student ever audited the class. It stays true. */
  readonly hadAuditors?: boolean;
  // Copied from the subject on creation. Only name, code and `repeatable` are updated later, while the class is active.
  readonly subjectName: string;
  readonly repeatable?: boolean;
  /** With at most two decimal places. */
  readonly credits: number;
  readonly components: readonly Component[];
  /** Key of a grading scale. */
  readonly gradingScale: string;
  /** A copy of the scale, if it is one of the school, so that a request that reads the class has it. */
  readonly scale?: GradingScale;
  /**
   * The weight that must count for a result, in percent: the setting of the school when the class was created. So all results of a class are computed alike.
   * Absent: `DEFAULT_MINIMUM_WEIGHT`.
   */
  readonly minimumWeight?: number;
  /** Counts changes of components and scale. A write of marks fails if they changed since it read them. */
  readonly componentsVersion: number;
  /** ISO 8601: when each published component was last published, by component key. */
  readonly publishedComponents: Readonly<Record<string, string>>;
  /** By component key. A component that was unpublished keeps its last publication. */
  readonly publications?: Readonly<Record<string, Publication>>;
  /** Whether a mark was ever entered. It becomes false when components change after all marks were cleared. */
  readonly gradingStarted: boolean;
  readonly gradesLocked: boolean;
  readonly status: ClassStatus;
  /** Copied from the lecturer. */
  readonly lecturerName: PersonName;
  /** The `nameVersion` of subject and lecturer at the time of copying. */
  readonly subjectNameVersion: number;
  readonly lecturerNameVersion: number;
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export function enrolledCount({ capacity, seatsFree }: Pick<SchoolClass, 'capacity' | 'seatsFree'>): number {
  return capacity - seatsFree;
}

/** The last publication of a component, which may be unpublished now. Undefined if it was never published. */
export function lastPublication(
  { publishedComponents, publications }: Pick<SchoolClass, 'publishedComponents' | 'publications'>,
  key: string,
): Publication | undefined {
  const kept = publications && Object.hasOwn(publications, key) ? publications[key] : undefined;
  if (!Object.hasOwn(publishedComponents, key)) return kept;
  const at = publishedComponents[key]!;
  return kept?.at === at ? kept : { at };
}

/** The sort key of classes in indexes: term, then code. */
export function toTermCode({ term, code }: Pick<SchoolClass, 'term' | 'code'>): string {
  return `${term}#${code}`;
}

/** The fields of a new class that are not copied from its subject and lecturer. */
export interface NewClass extends Pick<SchoolClass, 'id' | 'code' | 'term' | 'room' | 'capacity'> {
  readonly minimumWeight: number;
  /** ISO 8601: when it is created. */
  readonly at: string;
}

/** A new class: no students, and copies of the subject's current grading. */
export function newClass(
  { subject, lecturer, scale }: { subject: Subject; lecturer: User; scale: GradingScale },
  { id, code, term, room, capacity, minimumWeight, at }: NewClass,
): SchoolClass {
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
    repeatable: subject.repeatable,
    subjectNameVersion: subject.nameVersion,
    credits: subject.credits,
    components: subject.components,
    ...scaleCopy(scale),
    minimumWeight: minimumWeight === DEFAULT_MINIMUM_WEIGHT ? undefined : minimumWeight,
    componentsVersion: 1,
    publishedComponents: {},
    gradingStarted: false,
    gradesLocked: false,
    status: 'ACTIVE',
    ...lecturerCopy(lecturer),
    lecturerSince: at,
    version: 1,
    createdAt: at,
    updatedAt: at,
  };
}

/** The fields that a class copies from a grading scale. */
export function scaleCopy(scale: GradingScale): Pick<SchoolClass, 'gradingScale' | 'scale'> {
  return { gradingScale: scale.key, scale: findShippedScale(scale.key) ? undefined : scale };
}

/** The version of the grading scale of a class. Undefined if the class has no copy of a scale of the school. */
export function scaleVersion({ gradingScale, scale }: Pick<SchoolClass, 'gradingScale' | 'scale'>): number | undefined {
  return (findShippedScale(gradingScale) ?? scale)?.version;
}

/** The fields that a class copies from its lecturer. */
export function lecturerCopy({
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
