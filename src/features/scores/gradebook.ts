import type { SchoolClass } from '../classes/school-class.js';
import type { Enrolment } from '../enrolments/enrolment.js';
import type { Component } from '../grading/component.js';
import type { GradingScale } from '../grading/grading-scale.js';
import { resultOfMark } from '../grading/result.js';
import { findGradingScale } from '../grading/scales.js';
import { computeStatistics, type Graded, type Statistics } from '../grading/statistics.js';
import { toSortName } from '../users/user.js';

/** All marks of a class. */
export interface Gradebook {
  readonly schoolClass: SchoolClass;
  /** By name; those of withdrawn students too. */
  readonly rows: readonly Enrolment[];
  /** Of each component, by its key; withdrawn students are left out. */
  readonly ofComponents: ReadonlyMap<string, Statistics>;
  /** Of the results there are; withdrawn students are left out. */
  readonly ofResults: Statistics;
}

export function buildGradebook(schoolClass: SchoolClass, rows: readonly Enrolment[]): Gradebook {
  const scale = findGradingScale(schoolClass);
  return {
    schoolClass,
    rows: byName(rows),
    ofComponents: new Map(schoolClass.components.map(({ key }) => [key, computeStatistics(gradedMarks(rows, key, scale), scale)])),
    ofResults: computeStatistics(gradedResults(rows), scale),
  };
}

/** The marks of one component of those who are enrolled, each with the result that it alone would be. */
export function gradedMarks(rows: readonly Enrolment[], key: Component['key'], scale: GradingScale): Graded[] {
  return enrolled(rows).flatMap(({ marks }) => {
    const value = marks[key];
    return value === undefined ? [] : [{ value, result: resultOfMark(value, scale) }];
  });
}

/** The results of those who are enrolled. */
export function gradedResults(rows: readonly Enrolment[]): Graded[] {
  return enrolled(rows).flatMap(({ result }) => (result ? [{ value: result.value, result }] : []));
}

/** The rows that count. */
export function enrolled(rows: readonly Enrolment[]): Enrolment[] {
  return rows.filter(({ status }) => status === 'ENROLLED');
}

/** Rows in the order of a gradebook: family name, given name, id. */
export function byName(rows: readonly Enrolment[]): Enrolment[] {
  const named = rows.map((row) => ({ row, name: toSortName({ ...row.studentName, id: row.studentId }) }));
  return named.sort((a, b) => (a.name < b.name ? -1 : 1)).map(({ row }) => row);
}
