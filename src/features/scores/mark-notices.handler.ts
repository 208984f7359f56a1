import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/time/clock.js';
import { type JobHandler, JobRunner } from '../../jobs/job-runner.js';
import type { Job } from '../../jobs/job.js';
import { ClassesRepository } from '../classes/classes.repository.js';
import { EnrolmentsRepository } from '../enrolments/enrolments.repository.js';
import { enrolled } from './gradebook.js';
import { markChangedNotices } from './mark-changed.notice.js';
import type { Republication } from './mark-notices.job.js';
import { MarkNoticesRepository } from './mark-notices.repository.js';

/** Notifies the students whose marks changed while their component was unpublished. */
@Injectable()
export class MarkNoticesHandler implements JobHandler {
  readonly kind = 'MARK_NOTICES';

  constructor(
    runner: JobRunner,
    private readonly classes: ClassesRepository,
    private readonly enrolments: EnrolmentsRepository,
    private readonly notices: MarkNoticesRepository,
    private readonly clock: Clock,
  ) {
    runner.register(this);
  }

  /** Returns true if all are notified, or if the component has been unpublished since: its next publication notifies them. */
  async run({ data }: Job): Promise<boolean> {
    const republication = data as unknown as Republication;
    const { classId, component, publishedAt } = republication;
    const schoolClass = await this.classes.read(classId, { consistent: true });
    if (schoolClass?.publishedComponents[component] !== publishedAt) return true;
    const rows = enrolled(await this.enrolments.gradebook(classId)).filter(
      ({ lastSeen }) => lastSeen && Object.hasOwn(lastSeen, component),
    );
    const changes = rows.map(({ studentId }) => ({ classId, studentId, keys: [component] }));
    await this.notices.send(republication, markChangedNotices(schoolClass, changes, this.clock.timestamp()));
    return true;
  }
}
