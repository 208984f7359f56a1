import { Controller, Get, Query } from '@nestjs/common';
import { Allow, CurrentUser } from '../../auth/access.decorators.js';
import type { Actor } from '../../auth/actor.js';
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
   * List audit entries, newest first. Give an entity, an actor or both; or neither, for all entries of the school. Those of the whole school begin with
   * the version of the app that introduced this list: an earlier entry is listed by its entity and by its actor only. Every change of data has one entry. Refusals, exports, sign-ins, and readings
   * of transcripts and of this log have entries too. Entries never change, except that anonymising a person removes free text and addresses. A new
   * entry may take a moment to appear.
   */
  @Get()
  @Allow(Permission.ReadAuditLog)
  @Paged(AuditEntryDto)
  async list(@CurrentUser() reader: Actor, @Query(PagePipe) { page, entity, actor, from, to }: AuditQuery): Promise<Page<AuditEntryDto>> {
    return (await this.audit.list(reader, { entity, actorId: actor, from, to }, page)).map((entry) => AuditEntryDto.from(entry));
  }
}
