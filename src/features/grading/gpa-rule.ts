import type { GradingScale } from './scale.js';

/** `points`: the mean of grade points. `mean`: the mean of the results on one scale. */
export const GPA_KINDS = ['points', 'mean'] as const;
export type GpaKind = (typeof GPA_KINDS)[number];

/** Which attempts at a subject count overall. */
export const COUNTED_ATTEMPTS = ['best', 'last', 'all'] as const;
export type CountedAttempts = (typeof COUNTED_ATTEMPTS)[number];

/** How a grade point average is computed, from a term on. A rule never changes: a new version replaces it. */
export interface GpaRule {
  /** Of the rules that have begun, the greatest version counts. */
  readonly version: number;
  /** The code of the first term. Absent from the first rule, which has always been there. */
  readonly fromTerm?: string;
  /** The first day of that term when the rule was added, `YYYY-MM-DD`. It counts if the term is gone. */
  readonly fromDate?: string;
  readonly kind: GpaKind;
  readonly attempts: CountedAttempts;
  /** Decimal places of the average: 0, 1 or 2. */
  readonly places: number;
  /** Of points, in hundredths: a greater grade point counts as this one. */
  readonly maximum?: number;
  /** Of a mean: the key of the grading scale. Results on others are left out. */
  readonly scale?: string;
  /** Of a mean: the marks of that scale when the rule was added. A later version of the scale with other marks is another scale. */
  readonly range?: Pick<GradingScale, 'best' | 'worst' | 'rounding'>;
}

/** The rule of a school that has added none. No engine stores it. */
export const FIRST_GPA_RULE: GpaRule = { version: 1, kind: 'points', attempts: 'best', places: 2, maximum: 4_00 };

/** Including the first one. */
export const MAX_GPA_RULES = 50;

/** The rule for a term that begins on a day. @param rules any, without the first one; `fromDate` is the first day of their term */
export function gpaRuleOn(day: string, rules: readonly GpaRule[]): GpaRule {
  return rules
    .filter(({ fromDate }) => fromDate === undefined || fromDate <= day)
    .reduce((newest, rule) => (rule.version > newest.version ? rule : newest), FIRST_GPA_RULE);
}

/** The rules with the first days that their terms have now. */
export function withCurrentDates(
  rules: readonly GpaRule[],
  terms: readonly { readonly code: string; readonly startDate: string }[],
): GpaRule[] {
  const startOf = new Map(terms.map(({ code, startDate }) => [code, startDate]));
  return rules.map((rule) => ({ ...rule, fromDate: startOf.get(rule.fromTerm ?? '') ?? rule.fromDate }));
}
