import type { EntityName } from '../audit/audit-entry.js';
import type { Component } from '../grading/component.js';

export const SUBJECT_STATUSES = ['ACTIVE', 'RETIRED'] as const;
export type SubjectStatus = (typeof SUBJECT_STATUSES)[number];

/** A subject, independent of any term. */
export interface Subject {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  /** With at most two decimal places. */
  readonly credits: number;
  readonly description?: string;
  readonly department?: string;
  readonly components: readonly Component[];
  /** Key of a grading scale. */
  readonly gradingScale: string;
  /** Whether a student may be in several of its classes in one term. Absent in old subjects, which are not. */
  readonly repeatable?: boolean;
  readonly status: SubjectStatus;
  readonly version: number;
  /** Counts changes of the name, the code and `repeatable`, which classes copy. */
  readonly nameVersion: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** The name of a subject in the audit log. */
export function subjectEntity(id: string): EntityName {
  return `subject:${id}`;
}
