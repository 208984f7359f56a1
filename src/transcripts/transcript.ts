import type { SchoolClass } from '../classes/school-class.js';
import type { Enrolment } from '../enrolments/enrolment.js';
import { overallStanding, termStanding, type Attempt, type Standing } from '../grading/gpa.js';
import type { Result } from '../grading/result.js';
import { gradingScaleOf } from '../grading/scales.js';
import { isAllPublished } from '../scores/own-scores.js';

/** What a class is to a transcript: it counts, it will, or it was left. */
export type LineStatus = 'COMPLETED' | 'IN_PROGRESS' | 'WITHDRAWN';

/** One class on a transcript. */
export interface TranscriptLine {
  readonly schoolClass: SchoolClass;
  readonly status: LineStatus;
  /** Of a class that counts. */
  readonly result?: Result;
}

export interface TranscriptTerm extends Standing {
  /** Code of the term. */
  readonly term: string;
  /** By class code. */
  readonly lines: readonly TranscriptLine[];
}

/** What a student has achieved, as far as it is published. */
export interface Transcript extends Standing {
  readonly studentId: string;
  /** In the order of their first days. */
  readonly terms: readonly TranscriptTerm[];
}

/** What a transcript is made of. */
export interface TranscriptSources {
  readonly studentId: string;
  readonly rows: readonly Enrolment[];
  readonly classes: readonly SchoolClass[];
  /** Of terms by their code: the first day, `YYYY-MM-DD`. */
  readonly firstDays: ReadonlyMap<string, string>;
}

export function transcriptOf({ studentId, rows, classes, firstDays }: TranscriptSources): Transcript {
  const rowOf = new Map(rows.map((row) => [row.classId, row]));
  const lines = classes.map((schoolClass) => lineOf(schoolClass, rowOf.get(schoolClass.id)!));
  const orderOf = (term: string): string => `${firstDays.get(term) ?? ''} ${term}`;
  const attemptsOf = (some: readonly TranscriptLine[]): Attempt[] => some.flatMap((line) => attemptOf(line, orderOf) ?? []);
  const terms = [...byTerm(lines)]
    .sort(([a], [b]) => compare(orderOf(a), orderOf(b)))
    .map(([term, ofTerm]) => ({
      term,
      lines: ofTerm.sort((a, b) => compare(a.schoolClass.code, b.schoolClass.code)),
      ...termStanding(attemptsOf(ofTerm)),
    }));
  return { studentId, terms, ...overallStanding(attemptsOf(lines)) };
}

/** A class counts once every component has a mark and is published; a row that was withdrawn has no marks here, whatever it holds. */
function lineOf(schoolClass: SchoolClass, { status, result }: Enrolment): TranscriptLine {
  if (status === 'WITHDRAWN') return { schoolClass, status };
  return result && isAllPublished(schoolClass) ? { schoolClass, status: 'COMPLETED', result } : { schoolClass, status: 'IN_PROGRESS' };
}

function attemptOf({ schoolClass, result }: TranscriptLine, orderOf: (term: string) => string): Attempt | undefined {
  if (!result) return undefined;
  const { id: classId, subjectId, credits, term } = schoolClass;
  return { classId, subjectId, credits, result, maximum: gradingScaleOf(schoolClass).maximum, termOrder: orderOf(term) };
}

function byTerm(lines: readonly TranscriptLine[]): Map<string, TranscriptLine[]> {
  const terms = new Map<string, TranscriptLine[]>();
  for (const line of lines) terms.set(line.schoolClass.term, [...(terms.get(line.schoolClass.term) ?? []), line]);
  return terms;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : 1;
}
