import { Injectable } from '@nestjs/common';
import { entityName } from '../audit/audit-entry.js';
import { AuditTrail } from '../audit/audit-trail.js';
import type { Actor } from '../../auth/actor.js';
import { retryOnConflict } from '../../core/async/retry-on-conflict.js';
import { materialsPrefix } from '../materials/material.js';
import { Purges } from '../../adapters/storage/purges.js';
import { UsersRepository } from '../users/users.repository.js';
import { ClassArchived, ClassNotFound } from './classes.errors.js';
import { ClassesRepository } from './classes.repository.js';

/** Removes classes that came to nothing, with their files. */
@Injectable()
export class ClassRemoval {
  constructor(
    private readonly classes: ClassesRepository,
    private readonly users: UsersRepository,
    private readonly purges: Purges,
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
      const entry = this.audit.entry(actor, { entity: entityName.class(id), action: 'class.deleted', before });
      const purge = { prefix: materialsPrefix(id), at: entry.at };
      await this.classes.delete(schoolClass, lecturer, entry, purge);
      await this.purges.follow(purge);
    });
  }
}
