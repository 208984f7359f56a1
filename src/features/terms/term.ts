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
  readonly version: number;
}

export const MAX_TERM_CODE = 20;

/** Whether the text is a well-formed term code. */
export function isTermCode(text: string): boolean {
  return text.length <= MAX_TERM_CODE && CODE_PATTERN.test(text);
}

/** The name of a term in the audit log. */
export function termEntity(code: string): EntityName {
  return `term:${code}`;
}
