import { Injectable } from '@nestjs/common';
import type { AuditEntry } from '../../../features/audit/audit-entry.js';
import type { Actor } from '../../../auth/actor.js';
import { ClassArchived, ClassNotFound } from '../../../features/classes/classes.errors.js';
import { MaterialNotFound } from '../../../features/materials/materials.errors.js';
import type { MaterialsRepository } from '../../../features/materials/materials.repository.js';
import type { Purge } from '../../../adapters/storage/purge.js';
import { Database, type Action } from '../driver/database.js';
import { expression, joined } from '../driver/expression.js';
import { keys } from '../schema/keys.js';
import { putAuditEntry } from '../ledger/records.js';

/** What is done with the files of classes: entries of the audit log, and garbage in the ledger. */
@Injectable()
export class DynamoMaterialsRepository implements MaterialsRepository {
  constructor(private readonly database: Database) {}

  async offer(classId: string, audit: AuditEntry): Promise<void> {
    await this.database.transact([this.letsChange(classId, audit.by), putAuditEntry(this.database, audit)]);
  }

  async delete(classId: string, { prefix, at }: Purge, audit: AuditEntry): Promise<void> {
    await this.database.transact([
      this.letsChange(classId, audit.by),
      this.database.put('ledger', { ...keys.purge(prefix), at }, () => new MaterialNotFound()),
      putAuditEntry(this.database, audit),
    ]);
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
