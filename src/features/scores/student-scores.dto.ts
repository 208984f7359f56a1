import type { Role } from '../../auth/actor.js';
import { toDecimal } from '../grading/mark.js';
import type { LetterCount } from '../grading/statistics.js';
import { ResultDto } from './gradebook-row.dto.js';
import { LetterCountDto } from './gradebook.dto.js';
import type { MarkChange } from './mark-history.js';
import type { OwnScore, OwnScores } from './student-scores-view.js';

/** A component as a student of the class sees it. What is not published is not there. */
export class OwnScoreDto {
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
   * When it was last published; absent if it is not.
   * @format date-time
   */
  publishedAt?: string;

  /**
   * `null` if none was entered; absent if it is not published.
   * @example 7.25
   */
  mark?: number | null;

  /** Of the class; `null` over fewer than 5 marks, absent if it is not published. */
  distribution?: LetterCountDto[] | null;

  static from({ key, name, weight, publishedAt, mark, distribution }: OwnScore): OwnScoreDto {
    return { key, name, weight, publishedAt, mark: mark == null ? mark : toDecimal(mark), distribution: letters(distribution) };
  }
}

/** What a student sees of their marks in a class. */
export class OwnScoresDto {
  /** @format uuid */
  classId!: string;

  /**
   * Key of a grading scale.
   * @example vn-10
   */
  gradingScale!: string;

  components!: OwnScoreDto[];

  /** `null` if a mark is missing; absent until every component is published. */
  result?: ResultDto | null;

  /** Results of the class; `null` over fewer than 5, absent until every component is published. */
  distribution?: LetterCountDto[] | null;

  static from({ schoolClass, components, result, distribution }: OwnScores): OwnScoresDto {
    return {
      classId: schoolClass.id,
      gradingScale: schoolClass.gradingScale,
      components: components.map((component) => OwnScoreDto.from(component)),
      result: result ? ResultDto.from(result) : result,
      distribution: letters(distribution),
    };
  }
}

/** One mark, changed once. */
export class MarkChangeDto {
  /** @format date-time */
  at!: string;

  /**
   * Key of the component.
   * @example final
   */
  component!: string;

  /**
   * `null` if there was none.
   * @example 7.25
   */
  from!: number | null;

  /**
   * `null` if it was cleared.
   * @example 7.5
   */
  to!: number | null;

  byRole!: Role;

  /**
   * Who made it. Not told to students.
   * @format uuid
   */
  byId?: string;

  /** Not told to students. */
  reason?: string;

  static from({ at, component, from, to, byRole, byId, reason }: MarkChange): MarkChangeDto {
    return { at, component, from, to, byRole, byId, reason };
  }
}

export class MarkHistoryDto {
  /** The newest first. */
  items!: MarkChangeDto[];

  static from(changes: readonly MarkChange[]): MarkHistoryDto {
    return { items: changes.map((change) => MarkChangeDto.from(change)) };
  }
}

function letters(distribution: readonly LetterCount[] | null | undefined): LetterCountDto[] | null | undefined {
  return distribution && distribution.map((letter) => LetterCountDto.from(letter));
}
