import type { SchoolClass } from '../classes/school-class.js';
import type { Component } from '../grading/component.js';
import { toDecimal } from '../grading/mark.js';
import type { LetterCount, Statistics } from '../grading/statistics.js';
import { GradebookRowDto } from './gradebook-row.dto.js';
import type { Gradebook } from './gradebook.js';

/** How many of a class got a letter. */
export class LetterCountDto {
  /** @example A */
  letter!: string;

  /**
   * @format int32
   * @example 7
   */
  count!: number;

  static from({ letter, count }: LetterCount): LetterCountDto {
    return { letter, count };
  }
}

/** Of those who are enrolled and have a mark, or a result. Exact, then rounded half up to two places; `null` if there are none. */
export class StatisticsDto {
  /**
   * @format int32
   * @example 28
   */
  count!: number;

  /** @example 7.43 */
  mean!: number | null;

  /** @example 7.5 */
  median!: number | null;

  /**
   * Of the whole population.
   * @example 1.21
   */
  standardDeviation!: number | null;

  /**
   * In percent.
   * @example 92.86
   */
  passRate!: number | null;

  /** Every letter of the scale, the best first. The letter of a mark is the one that it would be as a result. */
  distribution!: LetterCountDto[];

  static from({ count, mean, median, standardDeviation, passRate, distribution }: Statistics): StatisticsDto {
    return {
      count,
      mean: decimal(mean),
      median: decimal(median),
      standardDeviation: decimal(standardDeviation),
      passRate: decimal(passRate),
      distribution: distribution.map((letter) => LetterCountDto.from(letter)),
    };
  }
}

/** A component, and whether students see it. */
export class PublicationDto {
  /** @example final */
  key!: string;

  /** @example "Final exam" */
  name!: string;

  /**
   * In percent.
   * @format int32
   * @example 60
   */
  weight!: number;

  /**
   * When it was last published; `null` if students do not see it.
   * @format date-time
   */
  publishedAt!: string | null;

  static from({ key, name, weight }: Component, { publishedComponents }: SchoolClass): PublicationDto {
    return { key, name, weight, publishedAt: publishedComponents[key] ?? null };
  }
}

/** What students see of a gradebook, and whether it is open for changes. */
export class GradebookStateDto {
  components!: PublicationDto[];

  /** Whether marks are changed and published by admins only. */
  gradesLocked!: boolean;

  static from(schoolClass: SchoolClass): GradebookStateDto {
    const components = schoolClass.components.map((component) => PublicationDto.from(component, schoolClass));
    return { components, gradesLocked: schoolClass.gradesLocked };
  }
}

export class GradebookComponentDto extends PublicationDto {
  statistics!: StatisticsDto;
}

/** All marks of a class. */
export class GradebookDto {
  /** @format uuid */
  classId!: string;

  /**
   * Key of a grading scale.
   * @example vn-10
   */
  gradingScale!: string;

  components!: GradebookComponentDto[];

  /** Whether marks are changed and published by admins only. */
  gradesLocked!: boolean;

  /** By name. Withdrawn students are shown as such, and counted nowhere. */
  rows!: GradebookRowDto[];

  /** Of the results. */
  statistics!: StatisticsDto;

  static from({ schoolClass, rows, ofComponents, ofResults }: Gradebook): GradebookDto {
    const { id, gradingScale, components, gradesLocked } = schoolClass;
    return {
      classId: id,
      gradingScale,
      components: components.map((component) => ({
        ...PublicationDto.from(component, schoolClass),
        statistics: StatisticsDto.from(ofComponents.get(component.key)!),
      })),
      gradesLocked,
      rows: rows.map((row) => GradebookRowDto.from(row)),
      statistics: StatisticsDto.from(ofResults),
    };
  }
}

function decimal(hundredths: number | null): number | null {
  return hundredths === null ? null : toDecimal(hundredths);
}
