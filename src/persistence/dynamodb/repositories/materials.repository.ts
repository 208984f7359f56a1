import { Injectable } from '@nestjs/common';
import type { Effects } from '../../../effects/effects.js';
import type { Actor } from '../../../auth/actor.js';
import { ClassArchived, ClassNotFound } from '../../../features/classes/classes.errors.js';
import { MaterialNotFound } from '../../../features/materials/materials.errors.js';
import type { MaterialsRepository } from '../../../features/materials/materials.repository.js';
import type { Job } from '../../../jobs/job.js';
import { Database, type Action } from '../driver/database.js';
import { expression, joined } from '../driver/expression.js';
import { keys } from '../schema/keys.js';
import { commit } from '../ledger/effects.js';
import { putFirstJob } from '../ledger/jobs.js';

/** What is done with the files of classes: entries of the audit log, and garbage in the ledger. */
@Injectable()
export class DynamoMaterialsRepository implements MaterialsRepository {
  constructor(private readonly database: Database) {}

  async offer(classId: string, effects: Effects): Promise<void> {
    await commit(this.database, [this.letsChange(classId, effects.audit.by)], effects);
  }

  async delete(classId: string, deletion: Job, effects: Effects): Promise<void> {
    const actions = [this.letsChange(classId, effects.audit.by), putFirstJob(this.database, deletion, () => new MaterialNotFound())];
    await commit(this.database, actions, effects);
  }

  /** Checks that the class is active, and led by the lecturer who changes it. */
  private letsChange(classId: string, by: Actor): Action {
    const isActive = expression`#status = ${'ACTIVE'}`;
    const when = by.role === 'LECTURER' ? joined([isActive, expression`#lecturerId = ${by.id}`], ' AND ') : isActive;
    return this.database.check('classes', keys.class(classId), when, (current) =>
      !current || (by.role === 'LECTURER' && current.lecturerId !== by.id) ? new ClassNotFound() : new ClassArchived(),
    );
  }
}
