import { IntersectionType, OmitType } from '@nestjs/swagger';
import { SeparatorQuery } from '../../http/spreadsheets/separator.dto.js';
import { Optional, QueryInteger, WholeNumber } from '../../http/validation/validators.js';
import { UserQuery } from './users.dto.js';

/** With all fields at their maximum length, a file has 3 MB. The answer of a Lambda function has at most 6 MB, and bytes are a third longer in it. */
export const MAX_PEOPLE = 3_000;

export class PeopleFileQuery extends OmitType(UserQuery, ['limit']) {
  /**
   * The maximum number of people in the file. The header `Link` leads to the next file, until the last one.
   * @default 3000
   */
  @Optional()
  @QueryInteger()
  @WholeNumber(1, MAX_PEOPLE)
  limit?: number = MAX_PEOPLE;
}

export class PeopleCsvQuery extends IntersectionType(PeopleFileQuery, SeparatorQuery) {}
