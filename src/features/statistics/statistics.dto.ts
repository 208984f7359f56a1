import type { Totals } from './totals.js';

/** The number of people by current role, including invited and disabled people. */
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
   * All subjects, including retired ones.
   * @example 12
   */
  subjects!: number;

  /**
   * All classes of all terms, including archived ones.
   * @example 30
   */
  classes!: number;

  /**
   * Students enrolled in all classes, including archived ones. Withdrawn students do not count.
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
