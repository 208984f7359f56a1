import type { SchoolClass } from '../classes/school-class.js';
import { type Enrolment, isOnRecord } from '../enrolments/enrolment.js';
import { type ExternalResult, inOrderOfEntry } from '../external-results/external-result.js';
import { type Attempt, overallStanding, type Standing, termStanding } from '../grading/gpa.js';
import { FIRST_GPA_RULE, type GpaRule, gpaRuleOn, withCurrentDates } from '../grading/gpa-rule.js';
import { fromDecimal, toDecimal } from '../grading/mark.js';
import { INCOMPLETE, type Notation } from '../grading/notation.js';
import type { Result } from '../grading/result.js';
import { findGradingScale } from '../grading/scales.js';
import { isAllPublished } from '../scores/student-scores-view.js';
import { addNotationCredits, addNotationCreditsOnce } from './notation-credits.js';
import type { Term } from '../terms/term.js';

/**
 * `COMPLETED`: the class has a result or a notation. `INCOMPLETE`: the work of the student is to follow. `IN_PROGRESS`: marks are missing or not all
 * published. `WITHDRAWN`: the student left.
 */
export type LineStatus = 'COMPLETED' | 'INCOMPLETE' | 'IN_PROGRESS' | 'WITHDRAWN';

/** One class on a transcript. */
export interface TranscriptLine {
  readonly schoolClass: SchoolClass;
  readonly status: LineStatus;
  /** Present only if the class is completed with a result. */
  readonly result?: Result;
  /** In place of a result. */
  readonly notation?: Notation;
}

/** One term of a transcript, with the standing of its attempts. */
export interface TranscriptTerm extends Standing {
  readonly code: string;
  readonly title: string;
  readonly lines: readonly TranscriptLine[];
}

/** All classes of a student by term, the earliest term first, and credits from elsewhere. */
export interface Transcript extends Standing {
  readonly terms: readonly TranscriptTerm[];
  /** In the order of their entry. */
  readonly externalResults: readonly ExternalResult[];
  /** The part of `creditsEarned` that is from elsewhere, in hundredths. */
  readonly creditsTransferred: number;
}

/** What a transcript is made of. */
export interface TranscriptSources {
  readonly rows: readonly Enrolment[];
  /** By id. Like `terms`, they must include those of `rows`. */
  readonly classes: ReadonlyMap<string, SchoolClass>;
  readonly terms: readonly Term[];
  readonly externalResults: readonly ExternalResult[];
  /** Without the first one. */
  readonly gpaRules: readonly GpaRule[];
}

/**
 * Builds the transcript of one student, without dropped classes. The rule of the last term with a result decides about the overall GPA, so that a rule
 * which begins later changes nothing of it.
 */
export function buildTranscript({ rows, classes, terms, externalResults, gpaRules }: TranscriptSources): Transcript {
  const lines = rows.filter(isOnRecord).flatMap((row) => {
    const schoolClass = classes.get(row.classId);
    return schoolClass ? [toLine(row, schoolClass)] : [];
  });
  const attended = terms.filter(({ code }) => lines.some(({ schoolClass }) => schoolClass.term === code));
  const inOrder = [...attended].sort((a, b) => a.startDate.localeCompare(b.startDate) || a.code.localeCompare(b.code));
  const rules = withCurrentDates(gpaRules, terms);
  const last =
    inOrder.findLast(({ code }) => lines.some(({ schoolClass, result }) => result && schoolClass.term === code)) ?? inOrder.at(-1);
  const overall = overallStanding(toAttempts(lines, inOrder), last ? gpaRuleOn(last.startDate, rules) : FIRST_GPA_RULE);
  const passed = subjectsOf(lines.filter(({ result }) => result?.passed));
  const earned = new Set([...passed, ...subjectsOf(lines.filter(({ notation }) => notation?.earns))]);
  const credits = addNotationCreditsOnce(overall, lines, (subjectId) => passed.has(subjectId));
  const creditsTransferred = sumTransferred(externalResults, (subjectId) => earned.has(subjectId));
  return {
    terms: inOrder.map(({ code, title, startDate }) => {
      const ofTerm = lines.filter(({ schoolClass }) => schoolClass.term === code);
      const standing = termStanding(toAttempts(ofTerm, inOrder), gpaRuleOn(startDate, rules));
      return { code, title, lines: ofTerm, ...standing, ...addNotationCredits(standing, ofTerm) };
    }),
    externalResults: inOrderOfEntry(externalResults),
    creditsTransferred,
    ...overall,
    creditsAttempted: credits.creditsAttempted,
    creditsEarned: toDecimal(fromDecimal(credits.creditsEarned) + creditsTransferred),
  };
}

function subjectsOf(lines: readonly TranscriptLine[]): Set<string> {
  return new Set(lines.map(({ schoolClass }) => schoolClass.subjectId));
}

/** Credits for a subject are earned once: not if the subject was passed here, and only the most of several results. */
function sumTransferred(results: readonly ExternalResult[], isPassedHere: (subjectId: string) => boolean): number {
  const ofSubjects = new Map<string, number>();
  let others = 0;
  for (const { subjectId, credits } of results) {
    if (subjectId === undefined) others += credits;
    else if (!isPassedHere(subjectId)) ofSubjects.set(subjectId, Math.max(credits, ofSubjects.get(subjectId) ?? 0));
  }
  return [...ofSubjects.values()].reduce((sum, credits) => sum + credits, others);
}

function toLine(row: Enrolment, schoolClass: SchoolClass): TranscriptLine {
  if (row.status === 'WITHDRAWN') return { schoolClass, status: 'WITHDRAWN' };
  const { result, final } = row;
  if (!isAllPublished(schoolClass)) return { schoolClass, status: 'IN_PROGRESS' };
  if (result) return { schoolClass, status: 'COMPLETED', result };
  const notation = final?.notation;
  if (!notation) return { schoolClass, status: 'IN_PROGRESS' };
  return { schoolClass, status: notation.code === INCOMPLETE.code ? 'INCOMPLETE' : 'COMPLETED', notation };
}

function toAttempts(lines: readonly TranscriptLine[], termsInOrder: readonly Term[]): Attempt[] {
  return lines.flatMap(({ schoolClass, result }) => {
    if (!result) return [];
    const { id: classId, subjectId, credits, term } = schoolClass;
    const termOrder = String(termsInOrder.findIndex(({ code }) => code === term)).padStart(6, '0');
    return [{ classId, subjectId, credits, result, scale: findGradingScale(schoolClass), termOrder }];
  });
}
