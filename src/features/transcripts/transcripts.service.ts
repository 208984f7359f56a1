import { Injectable } from '@nestjs/common';
import type { Actor } from '../../auth/actor.js';
import { type Access, AccessTrail } from '../audit/access-trail.js';
import { ClassesRepository } from '../classes/classes.repository.js';
import { StudentNotFound } from '../enrolments/enrolments.errors.js';
import { isOnRecord } from '../enrolments/enrolment.js';
import { EnrolmentsRepository } from '../enrolments/enrolments.repository.js';
import { ExternalResultsRepository } from '../external-results/external-results.repository.js';
import { ALL_TERMS, TermsRepository } from '../terms/terms.repository.js';
import { type User, userEntity } from '../users/user.js';
import { UsersRepository } from '../users/users.repository.js';
import { GpaRulesRepository } from './gpa-rules.repository.js';
import { buildTranscript, type Transcript } from './transcript.js';
import { maySeeTranscript } from './transcripts.policy.js';

export interface StudentTranscript {
  readonly student: User;
  readonly transcript: Transcript;
}

@Injectable()
export class TranscriptsService {
  constructor(
    private readonly users: UsersRepository,
    private readonly enrolments: EnrolmentsRepository,
    private readonly classes: ClassesRepository,
    private readonly terms: TermsRepository,
    private readonly externalResults: ExternalResultsRepository,
    private readonly gpaRules: GpaRulesRepository,
    private readonly access: AccessTrail,
  ) {}

  /** An admin reads the same transcript as the student, and leaves an entry in the audit log. @throws StudentNotFound */
  read(actor: Actor, studentId: string): Promise<StudentTranscript> {
    return this.build(actor, studentId, (access) => this.access.tryRecordOnce(actor, { ...access, action: 'transcript.read' }));
  }

  /** As `read`, for a file. Every export of another person's transcript has an entry in the audit log. Without the entry it fails. @throws StudentNotFound */
  export(actor: Actor, studentId: string): Promise<StudentTranscript> {
    return this.build(actor, studentId, (access) => this.access.record(actor, { ...access, action: 'transcript.exported' }));
  }

  private async build(
    actor: Actor,
    studentId: string,
    record: (access: Pick<Access, 'entity'>) => Promise<void>,
  ): Promise<StudentTranscript> {
    if (!maySeeTranscript(actor, studentId)) throw new StudentNotFound();
    const [student, rows, terms, externalResults, gpaRules] = await Promise.all([
      this.users.read(studentId),
      this.enrolments.allOfStudent(studentId),
      this.terms.list(ALL_TERMS),
      this.externalResults.allOfStudent(studentId),
      this.gpaRules.list(),
    ]);
    // A graduate with another role keeps the transcript.
    const hasRecord = rows.some(isOnRecord) || externalResults.length > 0;
    if (!student || (student.role !== 'STUDENT' && !hasRecord)) throw new StudentNotFound();
    const [classes] = await Promise.all([
      this.classes.readMany(rows.map(({ classId }) => classId)),
      actor.id === studentId ? undefined : record({ entity: userEntity(studentId) }),
    ]);
    return { student, transcript: buildTranscript({ rows, classes, terms: terms.items, externalResults, gpaRules }) };
  }
}
