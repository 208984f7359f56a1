import { Injectable } from '@nestjs/common';
import { mapConcurrent } from '../../core/async/map-concurrent.js';
import { Clock } from '../../core/time/clock.js';
import { type JobHandler, JobRunner } from '../../jobs/job-runner.js';
import type { Job } from '../../jobs/job.js';
import { AuditRepository } from '../audit/audit.repository.js';
import { enrolmentEntity } from '../enrolments/enrolment.js';
import { EnrolmentsRepository } from '../enrolments/enrolments.repository.js';
import { FeedbackRepository } from '../enrolments/feedback.repository.js';
import { ExternalResultsRepository } from '../external-results/external-results.repository.js';
import { userEntity } from '../users/user.js';
import { PERSONAL_FACTS } from './personal-facts.js';

/** The time in milliseconds after anonymising until no write that began before can add an entry. */
const QUIET_MS = 60_000;
/** The entities whose entries are read and redacted at the same time. */
const MAX_CONCURRENT = 16;

/**
 * Removes free text of anonymised people: the feedback that they got, that of their external results, and, with personal values, that of the audit entries
 * about their profile and their rows in classes.
 */
@Injectable()
export class RedactionHandler implements JobHandler {
  readonly kind = 'REDACT';
  readonly timeInRequestMs = 3_000;

  constructor(
    runner: JobRunner,
    private readonly audit: AuditRepository,
    private readonly enrolments: EnrolmentsRepository,
    private readonly feedback: FeedbackRepository,
    private readonly externalResults: ExternalResultsRepository,
    private readonly clock: Clock,
  ) {
    runner.register(this);
  }

  /** Returns true if there is nothing left to remove, and no write can add anything. */
  async run({ key: userId, data }: Job): Promise<boolean> {
    const [rows, anonymised] = await Promise.all([this.enrolments.allOfStudent(userId), this.externalResults.anonymise(userId)]);
    const entities = [userEntity(userId), ...rows.map(enrolmentEntity)];
    const rowsWithFeedback = rows.filter(({ feedback }) => feedback);
    await mapConcurrent(rowsWithFeedback, MAX_CONCURRENT, (row) => this.feedback.erase(row));
    const redacted = await mapConcurrent(entities, MAX_CONCURRENT, (entity) => this.audit.redact(entity, PERSONAL_FACTS));
    const isDone = [anonymised, rowsWithFeedback.length, ...redacted].every((count) => count === 0);
    return isDone && this.clock.now().getTime() - Date.parse(data.at as string) > QUIET_MS;
  }
}
