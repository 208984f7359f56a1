/** What a student has in place of a result. Rows have a copy, because the rules of a school can change. */
export interface Notation {
  readonly code: string;
  /** Whether the credits of the class count as attempted. */
  readonly attempts: boolean;
  /** Whether the credits of the class are earned. */
  readonly earns: boolean;
}

/**
 * The notations that can be entered: pass, no pass, and auditing, which is for the office. A student who audits a class attends it, and gets no result. None
 * has grade points, so none counts in a GPA.
 */
export const NOTATIONS = {
  P: { code: 'P', attempts: true, earns: true },
  NP: { code: 'NP', attempts: true, earns: false },
  AU: { code: 'AU', attempts: false, earns: false },
} as const satisfies Record<string, Notation>;

export type NotationCode = keyof typeof NOTATIONS;

/** An incomplete: the work of a student is to follow. */
export const INCOMPLETE: Notation = { code: 'I', attempts: false, earns: false };
