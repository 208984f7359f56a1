import { Body, Controller, HttpCode, Post, Query } from '@nestjs/common';
import { Allow, CurrentUser } from '../../auth/access.decorators.js';
import type { Actor } from '../../auth/actor.js';
import { Permission } from '../../auth/permissions.js';
import { StaleVersion } from '../../core/errors/errors.js';
import { OperationGroup } from '../../http/decorators/operation-group.decorator.js';
import { Throws } from '../../http/decorators/throws.decorator.js';
import { OptionalReasonDto } from '../../http/validation/reason.dto.js';
import { IdParam } from '../../http/validation/validators.js';
import { ClassDto } from '../classes/classes.dto.js';
import { ClassNotFound, SourceChanged } from '../classes/classes.errors.js';
import { ArchiveClassQuery } from './class-archive.dto.js';
import { ClassArchiveService } from './class-archive.service.js';
import { ClassIncomplete } from './scores.errors.js';

@Controller('classes')
@OperationGroup('classes')
export class ClassArchiveController {
  constructor(private readonly classes: ClassArchiveService) {}

  /**
   * Archive a class. An archived class is read-only for everyone. Archiving it again changes nothing. Fails if marks of enrolled students are missing
   * or not published, because their transcripts would never show a result. To archive it anyway, give a reason.
   */
  @Post(':id/archive')
  @Allow(Permission.ManageClasses)
  @HttpCode(200)
  @Throws(ClassNotFound, ClassIncomplete, StaleVersion, SourceChanged)
  async archive(
    @CurrentUser() actor: Actor,
    @IdParam('id') id: string,
    @Query() { anyway }: ArchiveClassQuery,
    @Body() { reason }: OptionalReasonDto,
  ): Promise<ClassDto> {
    return ClassDto.from(await this.classes.archive(actor, id, { anyway, reason }), actor);
  }
}
