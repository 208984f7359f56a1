import { Injectable } from '@nestjs/common';
import type { Actor } from '../../auth/actor.js';
import { AccessTrail } from '../audit/access-trail.js';
import { ClassesRepository } from '../classes/classes.repository.js';
import { StudentNotFound } from '../enrolments/enrolments.errors.js';
import { isOnRecord } from '../enrolments/enrolment.js';
import { EnrolmentsRepository } from '../enrolments/enrolments.repository.js';
import { ALL_TERMS, TermsRepository } from '../terms/terms.repository.js';
import { type User, userEntity } from '../users/user.js';
import { UsersRepository } from '../users/users.repository.js';
import { buildTranscript, type Transcript } from './transcript.js';
import { maySeeTranscript } from './transcripts.policy.js';

@Injectable()
export class TranscriptsService {
  constructor(
    private readonly users: UsersRepository,
    private readonly enrolments: EnrolmentsRepository,
    private readonly classes: ClassesRepository,
    private readonly terms: TermsRepository,
    private readonly access: AccessTrail,
  ) {}

  /** An admin reads the same transcript as the student, and leaves an entry in the audit log. @throws StudentNotFound */
  async read(actor: Actor, studentId: string): Promise<{ student: User; transcript: Transcript }> {
    if (!maySeeTranscript(actor, studentId)) throw new StudentNotFound();
    const [student, rows, terms] = await Promise.all([
      this.users.read(studentId),
      this.enrolments.allOfStudent(studentId),
      this.terms.list(ALL_TERMS),
    ]);
    // A graduate with another role keeps the transcript.
    if (!student || (student.role !== 'STUDENT' && !rows.some(isOnRecord))) throw new StudentNotFound();
    const [classes] = await Promise.all([this.classes.readMany(rows.map(({ classId }) => classId)), this.record(actor, studentId)]);
    return { student, transcript: buildTranscript(rows, classes, terms.items) };
  }

  private async record(actor: Actor, studentId: string): Promise<void> {
    if (actor.id !== studentId) await this.access.tryRecordOnce(actor, { entity: userEntity(studentId), action: 'transcript.read' });
  }
}
