import { ApiProperty, IntersectionType, PartialType, PickType } from '@nestjs/swagger';
import { ValidateIf } from 'class-validator';
import type { Actor } from '../../auth/actor.js';
import { PageQuery, Sort } from '../../http/paging/paging.js';
import { present } from '../../http/responses/response-dto.js';
import { Code, MultiLine, NewCode, SingleLine } from '../../http/validation/text.validators.js';
import { Clearable, Id, Optional, WholeNumber } from '../../http/validation/validators.js';
import { ComponentDto } from '../grading/component.dto.js';
import { DEFAULT_MINIMUM_WEIGHT } from '../grading/result.js';
import { CreateSubjectDto, SubjectDto } from '../subjects/subjects.dto.js';
import { type ClassStatus, enrolledCount, MAX_CAPACITY, type SchoolClass, scaleVersion } from './school-class.js';

export class CreateClassDto {
  /**
   * Unique within the term. Case does not matter.
   * @example MATH-101-A
   */
  @NewCode()
  code!: string;

  /**
   * Code of a term.
   * @example 2026-1
   */
  @Code(20)
  term!: string;

  /** @format uuid */
  @Id()
  subjectId!: string;

  /** @format uuid */
  @Id()
  lecturerId!: string;

  /** @example "B 204" */
  @Optional()
  @SingleLine(100)
  room?: string;

  /** @example 30 */
  @WholeNumber(1, MAX_CAPACITY)
  capacity!: number;
}

const NULL_IS_INVALID = { skipNullProperties: false };

export class ChangeClassDto extends IntersectionType(
  PartialType(PickType(CreateClassDto, ['code', 'term', 'lecturerId', 'capacity']), NULL_IS_INVALID),
  PartialType(PickType(CreateSubjectDto, ['credits', 'components', 'gradingScale']), NULL_IS_INVALID),
) {
  /** `null` clears it. */
  @Clearable()
  @SingleLine(100)
  room?: string | null;

  /**
   * The reason, for the audit log. Required if you change the credits. Once marks were entered, also required if you change the code or the names of
   * components.
   * @example "Decision of the faculty, 12 March"
   */
  @ValidateIf(({ credits, reason }: ChangeClassDto) => credits !== undefined || reason !== undefined)
  @MultiLine(500)
  reason?: string;
}

export class OwnClassesQuery extends PageQuery {
  /**
   * The order: by term, then by code, or the reverse.
   * @default "term"
   */
  @Sort('term')
  sort?: string;
}

export class ListClassesQuery extends PageQuery {
  /**
   * Code of a term.
   * @example 2026-1
   */
  @Optional()
  @Code(20)
  term?: string;

  /**
   * Only classes of this subject.
   * @format uuid
   */
  @Optional()
  @Id()
  subjectId?: string;

  /**
   * Only classes of this lecturer.
   * @format uuid
   */
  @Optional()
  @Id()
  lecturerId?: string;

  /**
   * The order: by term, then by code, or the reverse. All classes of the school are always by code within a term. Without a filter, the default is
   * `-term`: the newest term first.
   */
  @Sort('term')
  sort?: string;
}

/** The subject of a class. An archived class keeps the name that the subject had. */
export class ClassSubjectDto extends PickType(SubjectDto, ['id', 'code', 'name']) {}

export class ClassLecturerDto {
  /** @format uuid */
  id!: string;

  /**
   * Empty if the person has a family name only.
   * @example Bình
   */
  givenName!: string;

  /**
   * Empty if the person has a given name only.
   * @example Trần
   */
  familyName!: string;
}

export class ClassDto {
  /** @format uuid */
  id!: string;

  /** @example MATH-101-A */
  code!: string;

  /**
   * Code of the term.
   * @example 2026-1
   */
  term!: string;

  subject!: ClassSubjectDto;

  lecturer!: ClassLecturerDto;

  /** @example "B 204" */
  room?: string;

  /**
   * @format int32
   * @example 30
   */
  capacity!: number;

  /**
   * Seats of `capacity` that were added for one person each. When a student leaves, such a seat goes away. Absent if there are none.
   * @format int32
   * @example 1
   */
  extraSeats?: number;

  /**
   * @format int32
   * @example 28
   */
  enrolledCount!: number;

  /**
   * With at most two decimal places.
   * @example 7.5
   */
  credits!: number;

  components!: ComponentDto[];

  /**
   * Key of a grading scale.
   * @example vn-10
   */
  gradingScale!: string;

  /**
   * The version of the scale that the class has. Absent if an earlier version of the app has created the class on a scale of the school: then set
   * `gradingScale` of the class.
   * @format int32
   * @example 1
   */
  gradingScaleVersion?: number;

  /**
   * The weight that must count for a result, in percent: a student who is excused from more has none. It is the setting of the school when the class was
   * created.
   * @format int32
   * @example 50
   */
  minimumWeight!: number;

  /** When each published component was last published, by component key. */
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string', format: 'date-time' },
    example: { midterm: '2026-11-02T08:00:00.000Z' },
  })
  publishedComponents!: Record<string, string>;

  /** Whether marks were entered. If so, components and grading scale can change only after all marks are cleared. Absent for students. */
  gradingStarted?: boolean;

  /** Whether only admins can change and publish marks. */
  gradesLocked!: boolean;

  status!: ClassStatus;

  /**
   * @format int32
   * @example 1
   */
  version!: number;

  static from(schoolClass: SchoolClass, { role }: Actor): ClassDto {
    const { subjectId, subjectCode, subjectName, lecturerId, lecturerName, components, gradingStarted, extraSeats } = schoolClass;
    return present(ClassDto, {
      ...schoolClass,
      subject: { id: subjectId, code: subjectCode, name: subjectName },
      lecturer: { id: lecturerId, givenName: lecturerName.givenName, familyName: lecturerName.familyName },
      extraSeats: extraSeats || undefined,
      enrolledCount: enrolledCount(schoolClass),
      components: components.map((component) => ComponentDto.from(component)),
      gradingScaleVersion: scaleVersion(schoolClass),
      minimumWeight: schoolClass.minimumWeight ?? DEFAULT_MINIMUM_WEIGHT,
      // Students must not learn that unpublished marks exist.
      gradingStarted: role === 'STUDENT' ? undefined : gradingStarted,
    });
  }
}
