import type { SchoolClass } from '../classes/school-class.js';
import type { Enrolment } from '../enrolments/enrolment.js';
import type { Component } from '../grading/component.js';
import { resultOfMark } from '../grading/result.js';
import { findGradingScale, type GradingScale } from '../grading/scales.js';
import { computeStatistics, type Graded, type Statistics } from '../grading/statistics.js';

/** All marks of a class. */
export interface Gradebook {
  readonly schoolClass: SchoolClass;
  /** Includes withdrawn students. */
  readonly rows: readonly Enrolment[];
  /** Statistics of each component, by key, without withdrawn students. */
  readonly ofComponents: ReadonlyMap<string, Statistics>;
  /** Statistics of the results, without withdrawn students. */
  readonly ofResults: Statistics;
}

/** Keeps the order of the rows. */
export function buildGradebook(schoolClass: SchoolClass, rows: readonly Enrolment[]): Gradebook {
  const scale = findGradingScale(schoolClass);
  return {
    schoolClass,
    rows,
    ofComponents: new Map(schoolClass.components.map(({ key }) => [key, computeStatistics(gradedMarks(rows, key, scale), scale)])),
    ofResults: computeStatistics(gradedResults(rows), scale),
  };
}

/** The marks of enrolled students in one component, each with the letter that it would get as a result. */
export function gradedMarks(rows: readonly Enrolment[], key: Component['key'], scale: GradingScale): Graded[] {
  return enrolled(rows).flatMap(({ marks }) => {
    const value = marks[key];
    return value === undefined ? [] : [{ value, result: resultOfMark(value, scale) }];
  });
}

/** The results of enrolled students. */
export function gradedResults(rows: readonly Enrolment[]): Graded[] {
  return enrolled(rows).flatMap(({ result }) => (result ? [{ value: result.value, result }] : []));
}

export function enrolled(rows: readonly Enrolment[]): Enrolment[] {
  return rows.filter(({ status }) => status === 'ENROLLED');
}
