import { PickType } from '@nestjs/swagger';
import type { Role } from '../../auth/actor.js';
import { present } from '../../http/responses/response-dto.js';
import { PersonDto } from '../audit/person.dto.js';
import { type Flag, isFlag, type Mark } from '../grading/component.js';
import { toDecimal } from '../grading/mark.js';
import type { LetterCount } from '../grading/statistics.js';
import { FinalDto, ResultDto } from './gradebook-row.dto.js';
import { LetterCountDto, PublicationDto } from './gradebook.dto.js';
import type { MarkChange, MarkHistory } from './mark-history.js';
import { RankDto } from './rank.dto.js';
import type { OwnScore, OwnScores } from './student-scores-view.js';

/** A component as a student of the class sees it. Unpublished data is absent. */
export class OwnScoreDto extends PickType(PublicationDto, ['key', 'name', 'weight', 'bonus']) {
  /**
   * When it was last published. Absent if it is not published.
   * @format date-time
   */
  publishedAt?: string;

  /**
   * `null` if there is no mark. Absent if the component is not published.
   * @example 7.25
   */
  mark?: number | null;

  /** In place of a mark. `EX`: excused, does not count. `ABS`: absent, counts as the worst mark. */
  flag?: Flag;

  /** What the lecturer wrote about the mark. Absent if there is nothing, or the component is not published. */
  feedback?: string;

  /** Distribution of the marks in the class, with absences as the worst mark. `null` with fewer than 5 marks. Absent if the component is not published. */
  distribution?: LetterCountDto[] | null;

  static from({ key, name, weight, bonus, publishedAt, mark, feedback, distribution }: OwnScore): OwnScoreDto {
    return { key, name, weight, bonus, publishedAt, ...toOwnMark(mark), feedback, distribution: toLetterCounts(distribution) };
  }
}

/** The marks of one student in a class, as the student sees them. */
export class OwnScoresDto {
  /** @format uuid */
  classId!: string;

  /**
   * Key of a grading scale.
   * @example vn-10
   */
  gradingScale!: string;

  components!: OwnScoreDto[];

  /** `null` if a mark is missing. Absent until every component is published. */
  result?: ResultDto | null;

  /** Present if a final grade was entered in place of the result of the marks. Absent until every component is published. */
  final?: FinalDto;

  /** Distribution of the results in the class. `null` with fewer than 5 results. Absent until every component is published. */
  distribution?: LetterCountDto[] | null;

  /**
   * The rank of the result in the class. `null` without a result, and with fewer than 5 results. Absent until every component is published and the
   * gradebook is locked, and where the school shows no ranks.
   */
  rank?: RankDto | null;

  static from({ schoolClass, components, result, final, distribution, rank }: OwnScores): OwnScoresDto {
    return {
      classId: schoolClass.id,
      gradingScale: schoolClass.gradingScale,
      components: components.map((component) => OwnScoreDto.from(component)),
      result: result ? ResultDto.from(result) : result,
      final: final && FinalDto.from(final),
      distribution: toLetterCounts(distribution),
      rank: rank && RankDto.from(rank),
    };
  }
}

/** One change of one mark. */
export class MarkChangeDto {
  /** @format date-time */
  at!: string;

  /**
   * Key of the component.
   * @example final
   */
  component!: string;

  /**
   * The old mark. `null` if there was none.
   * @example 7.25
   */
  from!: number | null;

  /** The flag that stood in place of the old mark. */
  fromFlag?: Flag;

  /**
   * The new mark. `null` if it was cleared.
   * @example 7.5
   */
  to!: number | null;

  /** The flag in place of the new mark. */
  toFlag?: Flag;

  byRole!: Role;

  /**
   * Id of the person who made the change. Absent for students.
   * @format uuid
   */
  byId?: string;

  /** The person with the id `byId`. Absent for students. */
  by?: PersonDto;

  /** Absent for students. */
  reason?: string;

  static of(change: MarkChange, people: MarkHistory['people']): MarkChangeDto {
    const by = change.byId === undefined ? undefined : PersonDto.of(change.byId, people);
    const [from, to] = [change.from, change.to].map((mark) => (isFlag(mark) ? { mark: null, flag: mark } : { mark }));
    return present(MarkChangeDto, { ...change, from: from!.mark, fromFlag: from!.flag, to: to!.mark, toFlag: to!.flag, by });
  }
}

export class MarkHistoryDto {
  /** The newest change first. */
  items!: MarkChangeDto[];

  static from({ changes, people }: MarkHistory): MarkHistoryDto {
    return { items: changes.map((change) => MarkChangeDto.of(change, people)) };
  }
}

/** @param mark in hundredths, or a flag. Undefined if the component is not published */
function toOwnMark(mark: Mark | null | undefined): Pick<OwnScoreDto, 'mark' | 'flag'> {
  if (isFlag(mark)) return { mark: null, flag: mark };
  return { mark: mark == null ? mark : toDecimal(mark) };
}

function toLetterCounts(distribution: readonly LetterCount[] | null | undefined): LetterCountDto[] | null | undefined {
  return distribution && distribution.map((letter) => LetterCountDto.from(letter));
}
