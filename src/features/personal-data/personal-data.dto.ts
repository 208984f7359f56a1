import { ApiProperty } from '@nestjs/swagger';
import type { Role } from '../../auth/actor.js';
import type { AuditEntry } from '../audit/audit-entry.js';
import type { SchoolClass } from '../classes/school-class.js';
import type { EnrolmentStatus } from '../enrolments/enrolment.js';
import { ExternalResultDto } from '../external-results/external-results.dto.js';
import { type Flag, flagsOf } from '../grading/component.js';
import { InboxEntryDto, NotificationDto } from '../notifications/notifications.dto.js';
import { decimalMarks, FeedbackDto, FinalDto, Flags, ResultDto } from '../scores/gradebook-row.dto.js';
import { MarkChangeDto } from '../scores/student-scores.dto.js';
import { UserDto } from '../users/users.dto.js';
import type { OwnEnrolment } from './exporters/enrolments.js';
import type { PersonalData } from './personal-data.js';

/** The history of a person names no other people. */
const NO_PEOPLE = new Map<string, never>();

/** The class of an enrolment. Stays readable after the person has left it. */
export class NamedClassDto {
  /** @format uuid */
  id!: string;

  /** @example 2026-1 */
  term!: string;

  /** @example MATH-101-01 */
  code!: string;

  /** @example Calculus */
  subject!: string;

  static from({ id, term, code, subjectName }: SchoolClass): NamedClassDto {
    return { id, term, code, subject: subjectName };
  }
}

export class OwnEnrolmentDto {
  class!: NamedClassDto;

  status!: EnrolmentStatus;

  /** @format date-time */
  enrolledAt!: string;

  /** @format date-time */
  withdrawnAt?: string;

  /** Published marks, by component key. */
  @ApiProperty({ type: 'object', additionalProperties: { type: 'number' }, example: { midterm: 7.25 } })
  marks!: Record<string, number>;

  /** In place of a published mark, by component key. Absent without any. */
  @Flags()
  flags?: Record<string, Flag>;

  /** Present once every component has a mark or a flag and is published. */
  result?: ResultDto;

  /** Present if a final grade was entered, and every component is published. */
  final?: FinalDto;

  /** Feedback on published marks. Absent without any. */
  feedback?: FeedbackDto[];

  /** Changes of published marks, newest first. */
  history!: MarkChangeDto[];

  static from({ schoolClass, row, marks, result, final, feedback, history }: OwnEnrolment): OwnEnrolmentDto {
    return {
      class: NamedClassDto.from(schoolClass),
      status: row.status,
      enrolledAt: row.enrolledAt,
      withdrawnAt: row.withdrawnAt,
      marks: decimalMarks(marks),
      flags: flagsOf(marks),
      result: result && ResultDto.from(result),
      final: final && FinalDto.from(final),
      feedback: feedback.length > 0 ? feedback.map((each) => FeedbackDto.from(each)) : undefined,
      history: history.map((change) => MarkChangeDto.of(change, NO_PEOPLE)),
    };
  }
}

/** One entry of the audit log, without values: those may concern other people. */
export class ActionDto {
  /** @format date-time */
  at!: string;

  /** @example user.changed */
  action!: string;

  /**
   * The resource that was changed.
   * @example "class:8d6c1f0e-3c0f-4a53-9a0e-6d0d8f7a2b11"
   */
  entity!: string;

  byRole!: Role;

  static from({ at, action, entity, by }: AuditEntry): ActionDto {
    return { at, action, entity, byRole: by.role };
  }
}

/** All data that the school holds about a person, except marks that are not published yet. */
export class PersonalDataDto {
  profile!: UserDto;

  /** Classes that the person takes or took. */
  enrolments!: OwnEnrolmentDto[];

  /** Credits that the person earned at other institutions. */
  externalResults!: ExternalResultDto[];

  /** Classes that the person teaches. */
  classesLed!: NamedClassDto[];

  /** The inbox, newest first. */
  notifications!: InboxEntryDto[];

  /** Newest first. */
  notificationsSent!: NotificationDto[];

  /** Changes of the profile, newest first. */
  changes!: ActionDto[];

  /** Changes made by the person, newest first. */
  actions!: ActionDto[];

  static from(data: PersonalData): PersonalDataDto {
    const { profile, enrolments, externalResults, classesLed, notifications, notificationsSent, changes, actions } = data;
    return {
      profile: UserDto.from(profile),
      enrolments: enrolments.map((enrolment) => OwnEnrolmentDto.from(enrolment)),
      externalResults: externalResults.map((result) => ExternalResultDto.from(result)),
      classesLed: classesLed.map((schoolClass) => NamedClassDto.from(schoolClass)),
      notifications: notifications.map((entry) => InboxEntryDto.from(entry)),
      notificationsSent: notificationsSent.map((notification) => NotificationDto.from(notification)),
      changes: changes.map((entry) => ActionDto.from(entry)),
      actions: actions.map((entry) => ActionDto.from(entry)),
    };
  }
}
