import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../auth/actor.js';
import type { Effects } from '../../../effects/effects.js';
import { MaterialNotFound } from '../../../features/materials/materials.errors.js';
import type { MaterialsRepository } from '../../../features/materials/materials.repository.js';
import type { Job } from '../../../jobs/job.js';
import { classIsActiveAndLedBy } from '../conditions/class-active-and-led-by.js';
import { type Action, Database } from '../driver/database.js';
import { commit } from '../ledger/effects.js';
import { putFirstJob } from '../ledger/jobs.js';
import { keys } from '../schema/keys.js';

/** Audit entries of additions and deletions, and the jobs that delete files. */
@Injectable()
export class DynamoMaterialsRepository implements MaterialsRepository {
  constructor(private readonly database: Database) {}

  async add(classId: string, effects: Effects): Promise<void> {
    await commit(this.database, [this.checkClass(classId, effects.audit.by)], effects);
  }

  async delete(classId: string, deletion: Job, effects: Effects): Promise<void> {
    const actions = [this.checkClass(classId, effects.audit.by), putFirstJob(this.database, deletion, () => new MaterialNotFound())];
    await commit(this.database, actions, effects);
  }

  private checkClass(classId: string, by: Actor): Action {
    const { holds, explain } = classIsActiveAndLedBy(by);
    return this.database.check('classes', keys.class(classId), holds, (current) => explain(current)!);
  }
}
