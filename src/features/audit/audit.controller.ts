import { Controller, Get, Query } from '@nestjs/common';
import { Allow } from '../../auth/access.decorators.js';
import { Permission } from '../../auth/permissions.js';
import type { Page } from '../../core/paging/page.js';
import { PagePipe } from '../../http/paging/page.pipe.js';
import { Paged } from '../../http/paging/paging.js';
import { AuditEntryDto, AuditQuery } from './audit.dto.js';
import { AuditService } from './audit.service.js';

@Controller('audit')
export class AuditController {
  constructor(private readonly audit: AuditService) {}

  /**
   * What happened to a thing, or what a person did, newest first. Every change of data has its entry, which is never changed. An entry just written
   * may be missing for a moment.
   */
  @Get()
  @Allow(Permission.ReadAuditLog)
  @Paged(AuditEntryDto)
  async list(@Query(PagePipe) { page, entity, actor, from, to }: AuditQuery): Promise<Page<AuditEntryDto>> {
    return (await this.audit.list({ entity, actorId: actor, from, to }, page)).map((entry) => AuditEntryDto.from(entry));
  }
}
