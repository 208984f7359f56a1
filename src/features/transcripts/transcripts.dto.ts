import { OmitType, PickType } from '@nestjs/swagger';
import type { Standing } from '../grading/gpa.js';
import { type ExternalResult, TRANSFER } from '../external-results/external-result.js';
import { ExternalResultDto } from '../external-results/external-results.dto.js';
import { toDecimal } from '../grading/mark.js';
import { UserDto } from '../users/users.dto.js';
import type { LineStatus, TranscriptLine, TranscriptTerm } from './transcript.js';
import type { StudentTranscript } from './transcripts.service.js';

export class TranscriptStudentDto extends PickType(UserDto, ['id', 'code', 'givenName', 'familyName']) {}

export class TranscriptLineDto {
  /** @format uuid */
  classId!: string;

  /** @example MATH-101-01 */
  classCode!: string;

  /** @example MATH-101 */
  subjectCode!: string;

  /** @example "Calculus I" */
  subjectName!: string;

  /**
   * With at most two decimal places.
   * @example 7.5
   */
  credits!: number;

  /**
   * `COMPLETED`: the class has a result or a notation. `INCOMPLETE`: work of the student is to follow. `IN_PROGRESS`: not wholly marked and published
   * yet. `WITHDRAWN`: the student left.
   */
  status!: LineStatus;

  /**
   * On the grading scale of the class. Present only if the class is completed.
   * @example 8.3
   */
  result?: number;

  /**
   * The letter of the result, or `P` (pass), `NP` (no pass), `AU` (audited) or `I` (incomplete) in place of a result. `W` if the student withdrew.
   * @example B+
   */
  letter?: string;

  /**
   * Out of 4.
   * @example 3.5
   */
  gradePoint?: number;

  passed?: boolean;

  static from({ schoolClass, status, result, notation }: TranscriptLine): TranscriptLineDto {
    const { id: classId, code: classCode, subjectCode, subjectName, credits } = schoolClass;
    return {
      ...{ classId, classCode, subjectCode, subjectName, credits, status },
      ...(status === 'WITHDRAWN' && { letter: 'W' }),
      ...(notation && { letter: notation.code, ...(notation.attempts && { passed: notation.earns }) }),
      ...(result && {
        result: toDecimal(result.value),
        letter: result.letter,
        gradePoint: toDecimal(result.gradePoint),
        passed: result.passed,
      }),
    };
  }
}

export class StandingDto {
  /**
   * Credits of all completed classes.
   * @example 14
   */
  creditsAttempted!: number;

  /**
   * Credits of passed classes. Those of all terms also have the credits from elsewhere.
   * @example 11
   */
  creditsEarned!: number;

  /**
   * By the rule `gpaRule`. Without another rule, it is out of 4, rounded half up to two decimal places. `null` if no credits count yet.
   * @example 3.27
   */
  gpa!: number | null;

  /**
   * The version of the rule for the GPA: that of the term, and overall that of the last term with a result.
   * @format int32
   * @example 1
   */
  gpaRule!: number;

  /**
   * The ids of the classes that the rule leaves out, because their results are on another scale than its own. Absent if there are none.
   * @format uuid
   */
  leftOut?: string[];
}

function toStandingDto({ creditsAttempted, creditsEarned, gpa, gpaRule, leftOut }: Standing): StandingDto {
  const standing = { creditsAttempted, creditsEarned, gpa: gpa === null ? null : toDecimal(gpa), gpaRule };
  return leftOut.length > 0 ? { ...standing, leftOut: [...leftOut] } : standing;
}

export class TranscriptTermDto extends StandingDto {
  /** @example 2026-1 */
  term!: string;

  /** @example "Autumn 2026" */
  title!: string;

  classes!: TranscriptLineDto[];

  static from(term: TranscriptTerm): TranscriptTermDto {
    return { term: term.code, title: term.title, classes: term.lines.map((line) => TranscriptLineDto.from(line)), ...toStandingDto(term) };
  }
}

/** Credits that the student earned at another institution. They count in no GPA. */
export class TransferLineDto extends OmitType(ExternalResultDto, ['notation', 'version']) {
  status!: 'TRANSFERRED';

  letter!: typeof TRANSFER;

  static from(of: ExternalResult): TransferLineDto {
    const { notation: letter, version: _version, ...line } = ExternalResultDto.from(of);
    return { ...line, status: 'TRANSFERRED', letter };
  }
}

/** All classes of a student by term. Term totals count every attempt; overall totals count the best attempt of each subject. */
export class TranscriptDto extends StandingDto {
  student!: TranscriptStudentDto;

  terms!: TranscriptTermDto[];

  /** Credits from elsewhere, in the order of their entry. */
  externalResults!: TransferLineDto[];

  /**
   * The part of `creditsEarned` that is from elsewhere. Credits for a subject count once: not if the student passed it here.
   * @example 7.5
   */
  creditsTransferred!: number;

  static from({ student, transcript }: StudentTranscript): TranscriptDto {
    const { id, code, givenName, familyName } = student;
    return {
      student: { id, code, givenName, familyName },
      terms: transcript.terms.map((term) => TranscriptTermDto.from(term)),
      externalResults: transcript.externalResults.map((result) => TransferLineDto.from(result)),
      creditsTransferred: toDecimal(transcript.creditsTransferred),
      ...toStandingDto(transcript),
    };
  }
}
