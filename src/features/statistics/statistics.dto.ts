import type { Totals } from './totals.js';

/** By the role they have now; invited and disabled people count too. */
export class PeopleCountsDto {
  /** @example 2 */
  admins!: number;

  /** @example 6 */
  lecturers!: number;

  /** @example 240 */
  students!: number;
}

export class SchoolStatisticsDto {
  people!: PeopleCountsDto;

  /**
   * All subjects, retired ones too.
   * @example 12
   */
  subjects!: number;

  /**
   * All classes of all terms, archived ones too.
   * @example 30
   */
  classes!: number;

  /**
   * Seats taken in all classes, archived ones too. Who has withdrawn does not count.
   * @example 830
   */
  enrolments!: number;

  static from({ subjects, classes, enrolments, ...people }: Totals): SchoolStatisticsDto {
    return {
      people: { admins: people['people:ADMIN'], lecturers: people['people:LECTURER'], students: people['people:STUDENT'] },
      subjects,
      classes,
      enrolments,
    };
  }
}
