import { Injectable } from '@nestjs/common';
import { ValidationFailed } from '../../core/errors/errors.js';
import type { Page, PageRequest } from '../../core/paging/page.js';
import type { AuditEntry } from './audit-entry.js';
import { type AuditFilter, AuditRepository } from './audit.repository.js';

@Injectable()
export class AuditService {
  constructor(private readonly entries: AuditRepository) {}

  /** @throws ValidationFailed if entity and actor are missing, or if the time range is empty */
  async list(filter: AuditFilter, page: PageRequest): Promise<Page<AuditEntry>> {
    const { entity, actorId, from, to } = filter;
    if (entity === undefined && actorId === undefined) {
      throw ValidationFailed.of({ field: 'entity', code: 'required', message: 'is required if you give no actor.' });
    }
    if (from !== undefined && to !== undefined && from >= to) {
      throw ValidationFailed.of({ field: 'to', code: 'not_after_from', message: 'must be after from.' });
    }
    return this.entries.list(filter, page);
  }
}
