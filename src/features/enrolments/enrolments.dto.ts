import { IntersectionType } from '@nestjs/swagger';
import { type Fault, fault } from '../../core/errors/field-error.js';
import { DocumentedRules, exactlyOne } from '../../http/decorators/schema-rules.decorator.js';
import { ColumnMapQuery } from '../../http/spreadsheets/column-map.dto.js';
import { DryRunQuery } from '../../http/validation/dry-run.dto.js';
import type { Catalogue } from '../../core/messages/catalogue.js';
import { ItemErrorDto } from '../../http/problems/item-error.dto.js';
import { Code, MultiLine, SingleLine } from '../../http/validation/text.validators.js';
import { BodyBoolean, Id, ListOf, OneOf, Optional, rule } from '../../http/validation/validators.js';
import { PersonDto } from '../audit/person.dto.js';
import { MAX_CAPACITY } from '../classes/school-class.js';
import type { LineOutcome } from './bulk-enrolment.service.js';
import type { RosterEntry } from './enrolment.js';
import { AlreadyEnrolled } from './enrolments.errors.js';
import { isAuditing } from './final.js';

/** One student of a class. */
export class RosterEntryDto {
  /** @format uuid */
  studentId!: string;

  /** @example S-2026-0001 */
  studentCode!: string;

  /**
   * Empty if the person has a family name only.
   * @example An
   */
  givenName!: string;

  /**
   * Empty if the person has a given name only.
   * @example Nguyễn
   */
  familyName!: string;

  /**
   * When the student last joined the class.
   * @format date-time
   */
  enrolledAt!: string;

  /** Present if the student is disabled. */
  disabled?: true;

  /** Present if the student audits the class. */
  auditing?: true;

  static from(entry: RosterEntry): RosterEntryDto {
    const { studentId, studentCode, studentName, enrolledAt, disabled } = entry;
    const { givenName, familyName } = studentName;
    return { studentId, studentCode, givenName, familyName, enrolledAt, disabled, auditing: isAuditing(entry) || undefined };
  }
}

export const DEPARTURES = { dropped: 'DROPPED', withdrawn: 'WITHDRAWN' } as const;

export class EnrolStudentDto {
  /**
   * Whether the student audits the class: attends it, and gets no result. `AU` then replaces a final grade of an earlier time in the class. To change it of
   * an enrolled student, enter or remove the final grade `AU`.
   * @default false
   */
  @Optional()
  @BodyBoolean()
  auditing?: boolean;

  /**
   * Whether to add a seat for the student if the class is full. You must give a reason. The seat goes away when a student leaves.
   * @default false
   */
  @Optional()
  @BodyBoolean()
  overload?: boolean;

  /**
   * The reason, for the audit log. Required for `overload`, and if the student is in another class of the subject in the term, unless the subject is
   * `repeatable`.
   * @example "Needs the class to graduate"
   */
  @Optional()
  @MultiLine(500)
  reason?: string;
}

/** How and why a student leaves: the query of `DELETE`, and the body of `POST`. */
export class RemoveStudentDto {
  /**
   * `dropped`: the transcript does not mention the class. `withdrawn`: the transcript lists it with `W`. The default is `dropped` up to and
   * including the `dropDeadline` of the term, or without one until marks of the class are published, and `withdrawn` afterwards.
   * @example dropped
   */
  @Optional()
  @OneOf(Object.keys(DEPARTURES))
  as?: keyof typeof DEPARTURES;

  /**
   * The reason, for the audit log. Required if marks of the class are published, if its gradebook is locked, or after the `withdrawDeadline` of
   * the term.
   * @example "Moved to another city"
   */
  @Optional()
  @MultiLine(500)
  reason?: string;
}

export class MoveStudentDto {
  /**
   * The class to which the student moves.
   * @format uuid
   */
  @Id()
  toClassId!: string;

  /**
   * The reason, for the audit log. Required if the gradebook of either class is locked.
   * @example "Works on Tuesdays"
   */
  @Optional()
  @MultiLine(500)
  reason?: string;
}

export class EnrolListQuery extends IntersectionType(DryRunQuery, ColumnMapQuery) {}

/** Identifies a student by either `id` or `code`. */
@DocumentedRules(exactlyOne('id', 'code'))
export class StudentReferenceDto {
  /** @format uuid */
  @Optional()
  @Id()
  id?: string;

  /** @example S-2026-0001 */
  @Optional()
  @Code()
  code?: string;

  /**
   * The name of the student. If you send it, it must fit the `id` or `code`, in any order and with or without accents.
   * @example "Nguyễn An"
   */
  @Optional()
  @SingleLine(200)
  name?: string;
}

export class EnrolStudentsDto {
  @ListOf(() => StudentReferenceDto, { min: 1, max: MAX_CAPACITY })
  @rule('namesEachOnce', haveIdOrCode, explainIdOrCode)
  students!: StudentReferenceDto[];
}

function haveIdOrCode(students: unknown): boolean {
  return Array.isArray(students) && students.every(hasIdOrCode);
}

function hasIdOrCode(student: Partial<StudentReferenceDto> | null): boolean {
  return (student?.id === undefined) !== (student?.code === undefined);
}

/** Names the first item that has none or both. */
function explainIdOrCode(students: unknown): Fault {
  if (!Array.isArray(students)) return fault('id_or_code');
  return fault('id_or_code.item', { index: students.findIndex((student) => !hasIdOrCode(student as Partial<StudentReferenceDto> | null)) });
}

export type LineResult = 'enrolled' | 'already_enrolled' | 'error';

/** The outcome for one line of the list. */
export class EnrolmentOutcomeDto {
  /**
   * Only for a CSV file: the line where the row begins. The header is line 1.
   * @format int32
   * @example 2
   */
  line?: number;

  /** The id from the request. */
  id?: string;

  /** The code from the request. */
  code?: string;

  /**
   * Absent if the student does not exist.
   * @format uuid
   */
  studentId?: string;

  /** The student with the id `studentId`. */
  student?: PersonDto;

  outcome!: LineResult;

  error?: ItemErrorDto;

  static from({ line, id, code, student, refusal }: LineOutcome, texts?: Catalogue): EnrolmentOutcomeDto {
    const common = { line, id, code, studentId: student?.id, student: student && PersonDto.from(student) };
    if (!refusal) return { ...common, outcome: 'enrolled' };
    if (refusal instanceof AlreadyEnrolled) return { ...common, outcome: 'already_enrolled' };
    return { ...common, outcome: 'error', error: ItemErrorDto.from(refusal, texts) };
  }
}

export class EnrolmentOutcomesDto {
  /** One outcome for each line, in the order of the request. */
  results!: EnrolmentOutcomeDto[];

  /** Only for a file: the columns that were ignored, as named in the file. */
  ignoredColumns?: string[];

  static from(
    outcomes: readonly LineOutcome[],
    { ignoredColumns, texts }: { ignoredColumns?: readonly string[]; texts?: Catalogue } = {},
  ): EnrolmentOutcomesDto {
    return {
      results: outcomes.map((outcome) => EnrolmentOutcomeDto.from(outcome, texts)),
      ...(ignoredColumns && { ignoredColumns: [...ignoredColumns] }),
    };
  }
}
