import type { SchoolClass } from '../classes/school-class.js';
import type { Enrolment } from '../enrolments/enrolment.js';
import type { Component } from '../grading/component.js';
import type { Result } from '../grading/result.js';
import { findGradingScale } from '../grading/scales.js';
import { computeDistribution, type Graded, type LetterCount } from '../grading/statistics.js';
import { gradedMarks, gradedResults } from './gradebook.js';

/** A distribution over fewer marks would tell whose they are. */
export const MIN_DISTRIBUTION_SIZE = 5;

/** A component as a student of the class may know it. */
export interface OwnScore extends Component {
  /** Only where the component is published: */
  readonly publishedAt?: string;
  /** In hundredths; `null` if none was entered. */
  readonly mark?: number | null;
  /** Of the class; `null` over too few marks. */
  readonly distribution?: readonly LetterCount[] | null;
}

/** What a student may know of the marks of a class: nothing that is not published. */
export interface OwnScores {
  readonly schoolClass: SchoolClass;
  readonly components: readonly OwnScore[];
  /** Only where all components are published: */
  readonly result?: Result | null;
  /** Of the class; `null` over too few results. */
  readonly distribution?: readonly LetterCount[] | null;
}

/** @param own the row of the student, one of `rows` */
export function buildStudentScores(schoolClass: SchoolClass, rows: readonly Enrolment[], own: Enrolment): OwnScores {
  const scale = findGradingScale(schoolClass);
  const distribution = (graded: readonly Graded[]) => (graded.length < MIN_DISTRIBUTION_SIZE ? null : computeDistribution(graded, scale));
  const components = schoolClass.components.map((component): OwnScore => {
    const publishedAt = schoolClass.publishedComponents[component.key];
    if (publishedAt === undefined) return component;
    const ofClass = distribution(gradedMarks(rows, component.key, scale));
    return { ...component, publishedAt, mark: own.marks[component.key] ?? null, distribution: ofClass };
  });
  if (!isAllPublished(schoolClass)) return { schoolClass, components };
  return { schoolClass, components, result: own.result ?? null, distribution: distribution(gradedResults(rows)) };
}

/** Whether students see results: every component is published. */
export function isAllPublished({ components, publishedComponents }: Pick<SchoolClass, 'components' | 'publishedComponents'>): boolean {
  return components.every(({ key }) => Object.hasOwn(publishedComponents, key));
}
