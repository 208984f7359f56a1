import type { SchoolClass } from '../classes/school-class.js';
import type { Enrolment } from '../enrolments/enrolment.js';
import type { Feedback } from '../enrolments/feedback.js';
import type { Final } from '../enrolments/final.js';
import type { Component, Mark } from '../grading/component.js';
import type { Rank } from '../grading/rank.js';
import type { Result } from '../grading/result.js';
import { findGradingScale } from '../grading/scales.js';
import { computeDistribution, type Graded, type LetterCount } from '../grading/statistics.js';
import { gradedMarks, gradedResults, rankStudents } from './gradebook.js';

/** A distribution or a rank over fewer marks would reveal individual marks. */
export const MIN_DISTRIBUTION_SIZE = 5;

/** A component as a student of the class may see it. */
export interface OwnScore extends Component {
  /** This and the following only if the component is published. */
  readonly publishedAt?: string;
  /** `null` if there is no mark. */
  readonly mark?: Mark | null;
  /** Absent if there is none. */
  readonly feedback?: string;
  /** Distribution in the class. `null` with fewer than `MIN_DISTRIBUTION_SIZE` marks. */
  readonly distribution?: readonly LetterCount[] | null;
}

/** The published marks of a class, as one student may see them. */
export interface OwnScores {
  readonly schoolClass: SchoolClass;
  readonly components: readonly OwnScore[];
  /** This and the following only if all components are published. */
  readonly result?: Result | null;
  /** What was entered in place of a result. */
  readonly final?: Final;
  /** Distribution in the class. `null` with fewer than `MIN_DISTRIBUTION_SIZE` results. */
  readonly distribution?: readonly LetterCount[] | null;
  /**
   * Only where the school shows ranks, and under a lock, too: until then results still change. `null` without a result, and with fewer than
   * `MIN_DISTRIBUTION_SIZE` results.
   */
  readonly rank?: Rank | null;
}

/** @param own the row of the student, one of `rows` @param feedback to the student, which is shown on published components only */
export function buildStudentScores(
  schoolClass: SchoolClass,
  rows: readonly Enrolment[],
  own: Enrolment,
  { showRanks, feedback = [] }: { readonly showRanks: boolean; readonly feedback?: readonly Feedback[] },
): OwnScores {
  const scale = findGradingScale(schoolClass);
  const distribution = (graded: readonly Graded[]) => (graded.length < MIN_DISTRIBUTION_SIZE ? null : computeDistribution(graded, scale));
  const components = schoolClass.components.map((component): OwnScore => {
    const publishedAt = schoolClass.publishedComponents[component.key];
    if (publishedAt === undefined) return component;
    const ofClass = distribution(gradedMarks(rows, component.key, scale));
    const text = feedback.find((each) => each.component === component.key)?.text;
    return { ...component, publishedAt, mark: own.marks[component.key] ?? null, feedback: text, distribution: ofClass };
  });
  if (!isAllPublished(schoolClass)) return { schoolClass, components };
  return {
    ...{ schoolClass, components, result: own.result ?? null, final: own.final, distribution: distribution(gradedResults(rows)) },
    ...(showRanks && schoolClass.gradesLocked && { rank: shownRank(rankStudents(rows, scale).get(own.studentId)) }),
  };
}

function shownRank(rank: Rank | undefined): Rank | null {
  return rank && rank.of >= MIN_DISTRIBUTION_SIZE ? rank : null;
}

/** Whether every component is published, so that students see results. */
export function isAllPublished({ components, publishedComponents }: Pick<SchoolClass, 'components' | 'publishedComponents'>): boolean {
  return components.every(({ key }) => Object.hasOwn(publishedComponents, key));
}
