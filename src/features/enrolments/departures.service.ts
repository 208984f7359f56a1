import { Injectable } from '@nestjs/common';
import type { Actor } from '../../auth/actor.js';
import { retryOnConflict } from '../../core/async/retry-on-conflict.js';
import { SchoolCalendar } from '../../core/time/school-calendar.js';
import { TermsRepository } from '../terms/terms.repository.js';
import { EnrolmentReader } from './enrolment-reader.js';
import { EnrolmentWriter } from './enrolment-writer.js';
import type { Departure, EnrolmentKey } from './enrolment.js';
import { EnrolmentNotFound, NotEnrolled } from './enrolments.errors.js';
import { assertMayDrop, assertMayWithdraw, defaultDeparture, type DeparturePeriod, toDeparturePeriod } from './enrolments.policy.js';

export interface DepartureOptions {
  /** Without it, the deadlines of the term decide. */
  readonly as?: Departure;
  readonly reason?: string;
}

/** Decides how students leave a class. */
@Injectable()
export class DeparturesService {
  constructor(
    private readonly reader: EnrolmentReader,
    private readonly terms: TermsRepository,
    private readonly calendar: SchoolCalendar,
    private readonly writer: EnrolmentWriter,
  ) {}

  /**
   * Drops or withdraws a student. A withdrawn student can still be dropped. Otherwise changes nothing if the student has left already.
   * @throws ClassNotFound, ClassArchived, GradebookLocked, EnrolmentNotFound, NotEnrolled for the withdrawal of a dropped student, Forbidden,
   * StudentChanged, StaleVersion; ValidationFailed for a missing reason
   */
  remove(actor: Actor, key: EnrolmentKey, { as, reason }: DepartureOptions): Promise<void> {
    return retryOnConflict(async () => {
      const { schoolClass, student, row } = await this.reader.load(key);
      if (!row) throw new EnrolmentNotFound();
      if (row.status !== 'ENROLLED' && row.status === (as ?? row.status)) return;

      const period = await this.readPeriod(schoolClass.term);
      if ((as ?? defaultDeparture(period, schoolClass)) === 'DROPPED') {
        assertMayDrop(actor, schoolClass, { period, reason });
        await this.writer.drop(actor, schoolClass, row, student!, reason);
      } else {
        if (row.status === 'DROPPED') throw new NotEnrolled();
        assertMayWithdraw(actor, schoolClass, { period, reason });
        await this.writer.withdraw(actor, schoolClass, student!, reason);
      }
    });
  }

  private async readPeriod(term: string): Promise<DeparturePeriod> {
    return toDeparturePeriod(await this.terms.read(term, { consistent: true }), this.calendar.today());
  }
}
