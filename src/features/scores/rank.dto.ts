import type { Rank } from '../grading/rank.js';

/** The place of a result among the results of the class. Equal results share a rank: 1, 2, 2, 4. */
export class RankDto {
  /**
   * 1 is the best.
   * @format int32
   * @example 3
   */
  rank!: number;

  /**
   * How many students are ranked.
   * @format int32
   * @example 28
   */
  of!: number;

  static from({ rank, of }: Rank): RankDto {
    return { rank, of };
  }
}
