import { decimalOf } from '../grading/mark.js';
import type { Standing } from '../grading/gpa.js';
import type { LineStatus, Transcript, TranscriptLine, TranscriptTerm } from './transcript.js';

/** One class on a transcript. */
export class TranscriptLineDto {
  /** @format uuid */
  classId!: string;

  /** @example MATH-101-A */
  classCode!: string;

  /** @format uuid */
  subjectId!: string;

  /** @example MATH-101 */
  subjectCode!: string;

  /** @example "Calculus I" */
  subjectName!: string;

  /** @example 3 */
  credits!: number;

  /** A class counts, and is completed, once all of its marks are there and published. */
  status!: LineStatus;

  /**
   * `W` if the student withdrew; `null` while the class is in progress.
   * @example A
   */
  letter!: string | null;

  /** @example 8.5 */
  result!: number | null;

  /**
   * Out of 4.
   * @example 4
   */
  gradePoint!: number | null;

  passed!: boolean | null;

  static of({ schoolClass, status, result }: TranscriptLine): TranscriptLineDto {
    const { id, code, subjectId, subjectCode, subjectName, credits } = schoolClass;
    return {
      classId: id,
      classCode: code,
      subjectId,
      subjectCode,
      subjectName,
      credits,
      status,
      letter: status === 'WITHDRAWN' ? 'W' : (result?.letter ?? null),
      result: decimal(result?.value),
      gradePoint: decimal(result?.gradePoint),
      passed: result?.passed ?? null,
    };
  }
}

export class StandingDto {
  /**
   * Of all classes that count, retaken ones too.
   * @example 18
   */
  creditsAttempted!: number;

  /**
   * Of the classes passed.
   * @example 15
   */
  creditsEarned!: number;

  /**
   * Out of 4; `null` without credits.
   * @example 3.25
   */
  gpa!: number | null;

  static of({ creditsAttempted, creditsEarned, gpa }: Standing): StandingDto {
    return { creditsAttempted, creditsEarned, gpa: decimal(gpa) };
  }
}

/** A term on a transcript: every attempt in it counts. */
export class TranscriptTermDto extends StandingDto {
  /**
   * Code of the term.
   * @example 2026-1
   */
  term!: string;

  /** By code. */
  classes!: TranscriptLineDto[];

  static override of(term: TranscriptTerm): TranscriptTermDto {
    return { term: term.term, ...StandingDto.of(term), classes: term.lines.map((line) => TranscriptLineDto.of(line)) };
  }
}

/** What a student has achieved. Over all terms, of each subject the best attempt counts, and earns its credits once. */
export class TranscriptDto extends StandingDto {
  /** @format uuid */
  studentId!: string;

  /** The earliest first. */
  terms!: TranscriptTermDto[];

  static override of(transcript: Transcript): TranscriptDto {
    const { studentId, terms } = transcript;
    return { studentId, ...StandingDto.of(transcript), terms: terms.map((term) => TranscriptTermDto.of(term)) };
  }
}

function decimal(hundredths: number | null | undefined): number | null {
  return hundredths == null ? null : decimalOf(hundredths);
}
