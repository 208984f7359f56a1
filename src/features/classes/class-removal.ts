import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../audit/audit-trail.js';
import type { Actor } from '../../auth/actor.js';
import { retryOnConflict } from '../../core/async/retry-on-conflict.js';
import { deleteFilesJob } from '../../adapters/storage/delete-files.job.js';
import { JobRunner } from '../../jobs/job-runner.js';
import { UsersRepository } from '../users/users.repository.js';
import { ClassArchived, ClassNotFound } from './classes.errors.js';
import { ClassesRepository } from './classes.repository.js';
import { classEntity, classFilesPrefix } from './school-class.js';

/** Removes classes that came to nothing, with their files. */
@Injectable()
export class ClassRemoval {
  constructor(
    private readonly classes: ClassesRepository,
    private readonly users: UsersRepository,
    private readonly jobs: JobRunner,
    private readonly audit: AuditTrail,
  ) {}

  delete(actor: Actor, id: string): Promise<void> {
    return retryOnConflict(async () => {
      const consistent = { consistent: true };
      const schoolClass = await this.classes.read(id, consistent);
      if (!schoolClass) throw new ClassNotFound();
      if (schoolClass.status === 'ARCHIVED') throw new ClassArchived();
      const { code, term, subjectId, lecturerId, room, capacity } = schoolClass;
      // Whoever leads a class has a profile, whatever became of them: people are never removed.
      const lecturer = (await this.users.read(lecturerId, consistent))!;
      const before = { code, term, subjectId, lecturerId, room, capacity };
      const audit = this.audit.entry(actor, { entity: classEntity(id), action: 'class.deleted', before });
      const job = deleteFilesJob({ prefix: classFilesPrefix(id) }, audit.at);
      await this.classes.delete(schoolClass, lecturer, { audit, jobs: [job] });
      await this.jobs.runNow(job);
    });
  }
}
