import type { SchoolClass } from '../classes/school-class.js';
import type { Enrolment } from '../enrolments/enrolment.js';
import { overallStanding, termStanding, type Attempt, type Standing } from '../grading/gpa.js';
import type { Result } from '../grading/result.js';
import { findGradingScale } from '../grading/scales.js';
import { isAllPublished } from '../scores/student-scores-view.js';
import type { Term } from '../terms/term.js';

/** What became of a class: it counts, it is under way or not wholly published, or the student withdrew (`W`). */
export type LineStatus = 'COMPLETED' | 'IN_PROGRESS' | 'WITHDRAWN';

/** One class on a transcript. */
export interface TranscriptLine {
  readonly schoolClass: SchoolClass;
  readonly status: LineStatus;
  /** There only where the class counts. */
  readonly result?: Result;
}

/** One term of a transcript, and what its attempts come to. */
export interface TranscriptTerm extends Standing {
  readonly code: string;
  readonly title: string;
  readonly lines: readonly TranscriptLine[];
}

/** All that a student has taken, by term, the earliest first. */
export interface Transcript extends Standing {
  readonly terms: readonly TranscriptTerm[];
}

/** Makes the transcript of one student's rows. `classes` and `terms` hold at least those of the rows. */
export function buildTranscript(rows: readonly Enrolment[], classes: readonly SchoolClass[], terms: readonly Term[]): Transcript {
  const lines = rows.flatMap((row) => {
    const schoolClass = classes.find(({ id }) => id === row.classId);
    return schoolClass ? [lineOf(row, schoolClass)] : [];
  });
  const taken = terms.filter(({ code }) => lines.some(({ schoolClass }) => schoolClass.term === code));
  const inOrder = [...taken].sort((a, b) => a.startDate.localeCompare(b.startDate) || a.code.localeCompare(b.code));
  return {
    terms: inOrder.map(({ code, title }) => {
      const ofTerm = lines.filter(({ schoolClass }) => schoolClass.term === code);
      return { code, title, lines: ofTerm, ...termStanding(attemptsOf(ofTerm, inOrder)) };
    }),
    ...overallStanding(attemptsOf(lines, inOrder)),
  };
}

function lineOf(row: Enrolment, schoolClass: SchoolClass): TranscriptLine {
  if (row.status === 'WITHDRAWN') return { schoolClass, status: 'WITHDRAWN' };
  return row.result && isAllPublished(schoolClass)
    ? { schoolClass, status: 'COMPLETED', result: row.result }
    : { schoolClass, status: 'IN_PROGRESS' };
}

function attemptsOf(lines: readonly TranscriptLine[], termsInOrder: readonly Term[]): Attempt[] {
  return lines.flatMap(({ schoolClass, result }) => {
    if (!result) return [];
    const { id: classId, subjectId, credits, term } = schoolClass;
    const termOrder = String(termsInOrder.findIndex(({ code }) => code === term)).padStart(6, '0');
    return [{ classId, subjectId, credits, result, maximum: findGradingScale(schoolClass).maximum, termOrder }];
  });
}
