import { CODE_PATTERN } from '../../core/text/text.js';
import type { EntityName } from '../audit/audit-entry.js';

/** A term of the school year. Its code is its id. */
export interface Term {
  /** E.g. `2026-1`. */
  readonly code: string;
  readonly title: string;
  /** First day, `YYYY-MM-DD`. */
  readonly startDate: string;
  /** Last day, `YYYY-MM-DD`. */
  readonly endDate: string;
  /** The last day on which a student leaves a class without a trace on the transcript, `YYYY-MM-DD`. */
  readonly dropDeadline?: string;
  /** The last day on which a student leaves a class without a reason, `YYYY-MM-DD`. Not before `dropDeadline`. */
  readonly withdrawDeadline?: string;
  readonly version: number;
}

/** A term in a list. */
export interface ListedTerm extends Term {
  /** The number of its classes. Changes without a new version. */
  readonly classCount: number;
}

export const MAX_TERM_CODE = 20;

/** Whether the text is a well-formed term code. */
export function isTermCode(text: string): boolean {
  return text.length <= MAX_TERM_CODE && CODE_PATTERN.test(text);
}

/** How the current term of the school stands to today. */
export const TERM_STATES = ['current', 'next', 'last'] as const;
export type TermState = (typeof TERM_STATES)[number];

export interface CurrentTerm {
  readonly term: Term;
  readonly state: TermState;
}

/**
 * Finds the term that the school works in: the one that contains today, else the next one, else the last one. Of several, it is the one that began last
 * (`current`), begins first (`next`) or ended last (`last`). Returns undefined if there are no terms.
 * @param today `YYYY-MM-DD`
 */
export function findCurrentTerm(terms: readonly Term[], today: string): CurrentTerm | undefined {
  const byStart = [...terms].sort((one, other) => compare(one.startDate, other.startDate) || compare(one.code, other.code));
  const current = byStart.findLast(({ startDate, endDate }) => startDate <= today && today <= endDate);
  if (current) return { term: current, state: 'current' };
  const next = byStart.find(({ startDate }) => startDate > today);
  if (next) return { term: next, state: 'next' };
  const last = byStart.sort((one, other) => compare(one.endDate, other.endDate)).at(-1);
  return last && { term: last, state: 'last' };
}

function compare(one: string, other: string): number {
  return one === other ? 0 : one < other ? -1 : 1;
}

/** Whether a term begins later than another one. The code decides between terms that begin on the same day. */
export function isNewer(one: Pick<Term, 'startDate' | 'code'>, other: Pick<Term, 'startDate' | 'code'>): boolean {
  return (compare(one.startDate, other.startDate) || compare(one.code, other.code)) > 0;
}

/** The name of a term in the audit log. */
export function termEntity(code: string): EntityName {
  return `term:${code}`;
}
