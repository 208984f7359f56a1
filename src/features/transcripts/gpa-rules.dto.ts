import { IntersectionType, OmitType } from '@nestjs/swagger';
import { PageQuery } from '../../http/paging/paging.js';
import { ReasonDto } from '../../http/validation/reason.dto.js';
import { Code } from '../../http/validation/text.validators.js';
import { Decimal, OneOf, Optional, QueryDecimal, QueryInteger, WholeNumber } from '../../http/validation/validators.js';
import { PersonDto } from '../audit/person.dto.js';
import { ScaleKey } from '../grading/create-grading-scale.dto.js';
import { COUNTED_ATTEMPTS, type CountedAttempts, GPA_KINDS, type GpaKind, type GpaRule } from '../grading/gpa-rule.js';
import { toDecimal } from '../grading/mark.js';
import { MAX_TERM_CODE } from '../terms/term.js';
import type { GpaChange } from './gpa-change.js';

const MAX_PLACES = 2;
const MAX_POINTS = 100;

/** A rule before it has a version. */
export class ProposedGpaRuleDto {
  /**
   * The first term that it is for. Earlier terms keep their rule.
   * @example 2026-1
   */
  @Code(MAX_TERM_CODE)
  fromTerm!: string;

  /** `points`: the mean of the grade points. `mean`: the mean of the results on one `scale`, which leaves out those on others. Credits weigh both. */
  @OneOf(GPA_KINDS)
  kind!: GpaKind;

  /** Which attempts at a subject count overall. In its term, every attempt counts. */
  @OneOf(COUNTED_ATTEMPTS)
  attempts!: CountedAttempts;

  /**
   * Decimal places. Points are rounded half up, and a mean as its scale rounds results.
   * @example 2
   */
  @WholeNumber(0, MAX_PLACES)
  places!: number;

  /**
   * Only for points: a greater grade point counts as this one.
   * @default 4
   * @example 4
   */
  @Optional()
  @Decimal(1, MAX_POINTS)
  maximum?: number;

  /**
   * Only for a mean, which needs it: the key of a grading scale with `inGpa`.
   * @example vn-10
   */
  @Optional()
  @ScaleKey()
  scale?: string;
}

export class AddGpaRuleDto extends IntersectionType(ProposedGpaRuleDto, ReasonDto) {}

export class GpaChangesQuery extends IntersectionType(PageQuery, OmitType(ProposedGpaRuleDto, ['places', 'maximum'])) {
  /**
   * Decimal places.
   * @example 2
   */
  @QueryInteger()
  @WholeNumber(0, MAX_PLACES)
  places!: number;

  /**
   * Only for points: a greater grade point counts as this one.
   * @default 4
   * @example 4
   */
  @Optional()
  @QueryDecimal()
  @Decimal(1, MAX_POINTS)
  maximum?: number;
}

/** A rule for the GPA. */
export class GpaRuleDto {
  /**
   * Of the rules that have begun by a term, the greatest version counts.
   * @format int32
   * @example 2
   */
  version!: number;

  /**
   * The first term that it is for. Absent from the first rule.
   * @example 2026-1
   */
  fromTerm?: string;

  kind!: GpaKind;

  attempts!: CountedAttempts;

  /**
   * @format int32
   * @example 2
   */
  places!: number;

  /**
   * Only of points.
   * @example 4
   */
  maximum?: number;

  /**
   * Only of a mean.
   * @example vn-10
   */
  scale?: string;

  static from({ version, fromTerm, kind, attempts, places, maximum, scale }: GpaRule): GpaRuleDto {
    return { version, fromTerm, kind, attempts, places, maximum: maximum === undefined ? undefined : toDecimal(maximum), scale };
  }
}

/** A student whose GPA of a term, or overall, a rule would change. */
export class GpaChangeDto {
  student!: PersonDto;

  /**
   * The overall GPA now. It can stay the same if that of a term changes.
   * @example 3.27
   */
  before!: number | null;

  /**
   * The overall GPA by the rule.
   * @example 3.3
   */
  after!: number | null;

  static from({ student, before, after }: GpaChange): GpaChangeDto {
    const decimal = (gpa: number | null) => (gpa === null ? null : toDecimal(gpa));
    return { student: PersonDto.from(student), before: decimal(before), after: decimal(after) };
  }
}
