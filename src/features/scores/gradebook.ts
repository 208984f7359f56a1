import type { SchoolClass } from '../classes/school-class.js';
import { type Enrolment, isOnRecord } from '../enrolments/enrolment.js';
import type { Feedback } from '../enrolments/feedback.js';
import { isAuditing } from '../enrolments/final.js';
import type { Component } from '../grading/component.js';
import { type Rank, rankValues } from '../grading/rank.js';
import { pointsOf, resultOfPoints } from '../grading/result.js';
import type { GradingScale } from '../grading/scale.js';
import { findGradingScale } from '../grading/scales.js';
import { computeStatistics, type Graded, type Statistics } from '../grading/statistics.js';

/** All marks of a class. */
export interface Gradebook {
  readonly schoolClass: SchoolClass;
  /** Includes withdrawn students, but no dropped ones. */
  readonly rows: readonly Enrolment[];
  /** Statistics of each component, by key, of the rows that `isCounted` accepts. */
  readonly ofComponents: ReadonlyMap<string, Statistics>;
  /** How many of these rows are excused from each component, by key. */
  readonly excused: ReadonlyMap<string, number>;
  /** Statistics of the results, of the same rows. */
  readonly ofResults: Statistics;
  /** By student id. Only where the school shows ranks. */
  readonly ranks?: ReadonlyMap<string, Rank>;
  /** The feedback on one component, by student id. Absent if the request names no component. */
  readonly feedback?: ReadonlyMap<string, readonly Feedback[]>;
}

/** Keeps the order of the rows. */
export function buildGradebook(
  schoolClass: SchoolClass,
  rows: readonly Enrolment[],
  { showRanks }: { readonly showRanks: boolean },
): Gradebook {
  const scale = findGradingScale(schoolClass);
  return {
    schoolClass,
    rows: rows.filter(isOnRecord),
    ofComponents: new Map(schoolClass.components.map(({ key }) => [key, computeStatistics(gradedMarks(rows, key, scale), scale)])),
    excused: new Map(
      schoolClass.components.map(({ key }) => [key, rows.filter((row) => isCounted(row) && row.marks[key] === 'EX').length]),
    ),
    ofResults: computeStatistics(gradedResults(rows), scale),
    ...(showRanks && { ranks: rankStudents(rows, scale) }),
  };
}

/** The marks in one component that statistics count, each with the letter that it would get as a result. An absence is the worst mark. */
export function gradedMarks(rows: readonly Enrolment[], key: Component['key'], scale: GradingScale): Graded[] {
  return rows.filter(isCounted).flatMap(({ marks }) => {
    const mark = marks[key];
    const value = mark === undefined ? undefined : pointsOf(mark, scale);
    return value === undefined ? [] : [{ value, result: resultOfPoints(value, scale) }];
  });
}

/** The results that statistics count. */
export function gradedResults(rows: readonly Enrolment[]): Graded[] {
  return rows.filter(isCounted).flatMap(({ result }) => (result ? [{ value: result.value, result }] : []));
}

/** The ranks of the results that statistics count, by student id. */
export function rankStudents(rows: readonly Enrolment[], scale: GradingScale): Map<string, Rank> {
  const ranked = rows.filter(isCounted).flatMap(({ studentId, result }) => (result ? [{ studentId, value: result.value }] : []));
  const ranks = rankValues(
    ranked.map(({ value }) => value),
    scale,
  );
  return new Map(ranked.map(({ studentId, value }) => [studentId, ranks.get(value)!]));
}

/**
 * Whether statistics count a row: not the one of a student who withdrew or audits the class, nor of a disabled one without a result, who has left. Graduates
 * are disabled too, and their results count.
 */
export function isCounted(row: Pick<Enrolment, 'status' | 'disabled' | 'result' | 'final'>): boolean {
  return row.status === 'ENROLLED' && !isAuditing(row) && (!row.disabled || row.result !== undefined);
}

export function enrolled(rows: readonly Enrolment[]): Enrolment[] {
  return rows.filter(({ status }) => status === 'ENROLLED');
}
