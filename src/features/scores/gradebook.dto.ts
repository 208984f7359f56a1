import { ResponseDto } from '../../http/responses/response-dto.js';
import { Optional, Text } from '../../http/validation/validators.js';
import type { SchoolClass } from '../classes/school-class.js';
import type { Component } from '../grading/component.js';
import { toDecimal } from '../grading/mark.js';
import type { Statistics } from '../grading/statistics.js';
import { GradebookRowDto } from './gradebook-row.dto.js';
import type { Gradebook } from './gradebook.js';
import { RankDto } from './rank.dto.js';

/** How many students got a letter. */
export class LetterCountDto extends ResponseDto {
  /** @example A */
  letter!: string;

  /**
   * @format int32
   * @example 7
   */
  count!: number;
}

/** Statistics over enrolled students with a mark, or with a result. Rounded half up to two decimal places. `null` if there are none. */
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
   * Population standard deviation.
   * @example 1.21
   */
  standardDeviation!: number | null;

  /**
   * Share of students who passed, in percent.
   * @example 92.86
   */
  passRate!: number | null;

  /** All letters of the scale, the best first. A mark counts under the letter that it would get as a result. */
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

/** A component, and whether it is published. */
export class PublicationDto {
  /** @example final */
  key!: string;

  /** @example "Final exam" */
  name!: string;

  /**
   * Share of the result in percent. That of a bonus component is outside of the 100.
   * @format int32
   * @example 60
   */
  weight!: number;

  /** Present if the component can only add to a result. */
  bonus?: true;

  /**
   * When it was last published. `null` if students cannot see it.
   * @format date-time
   */
  publishedAt!: string | null;

  static from({ key, name, weight, bonus }: Component, { publishedComponents }: SchoolClass): PublicationDto {
    return { key, name, weight, bonus, publishedAt: publishedComponents[key] ?? null };
  }
}

/** Which components are published, and whether the gradebook is locked. */
export class GradebookStateDto {
  components!: PublicationDto[];

  /** Whether only admins can change and publish marks. */
  gradesLocked!: boolean;

  static from(schoolClass: SchoolClass): GradebookStateDto {
    const components = schoolClass.components.map((component) => PublicationDto.from(component, schoolClass));
    return { components, gradesLocked: schoolClass.gradesLocked };
  }
}

/** One student in a gradebook, with what depends on the other students. */
export class RankedRowDto extends GradebookRowDto {
  /**
   * The rank of the result. Only where the school shows ranks. Students see theirs once all components are published and the gradebook is locked; until
   * then it can still change. Absent without a result, and of students who are not part of the statistics.
   */
  rank?: RankDto;
}

export class GradebookComponentDto extends PublicationDto {
  /** An absence counts as the worst mark. Excused students are not part of it. */
  statistics!: StatisticsDto;

  /**
   * How many students are excused.
   * @format int32
   * @example 0
   */
  excused!: number;
}

export class GradebookQuery {
  /**
   * Key of a component whose feedback you want, too.
   * @example midterm
   */
  @Optional()
  @Text()
  feedback?: string;
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

  /** Whether only admins can change and publish marks. */
  gradesLocked!: boolean;

  /** Sorted by name. Withdrawn and auditing students, and disabled ones without a result, are listed, but not part of any statistics. */
  rows!: RankedRowDto[];

  /** Statistics over the results. */
  statistics!: StatisticsDto;

  static from({ schoolClass, rows, ofComponents, excused, ofResults, ranks, feedback }: Gradebook): GradebookDto {
    const { id, gradingScale, components, gradesLocked } = schoolClass;
    return {
      classId: id,
      gradingScale,
      components: components.map((component) => ({
        ...PublicationDto.from(component, schoolClass),
        statistics: StatisticsDto.from(ofComponents.get(component.key)!),
        excused: excused.get(component.key)!,
      })),
      gradesLocked,
      rows: rows.map((row) => {
        const rank = ranks?.get(row.studentId);
        return { ...GradebookRowDto.from(row, feedback?.get(row.studentId)), ...(rank && { rank: RankDto.from(rank) }) };
      }),
      statistics: StatisticsDto.from(ofResults),
    };
  }
}

function decimal(hundredths: number | null): number | null {
  return hundredths === null ? null : toDecimal(hundredths);
}
