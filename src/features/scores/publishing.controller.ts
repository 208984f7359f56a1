import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { Allow, CurrentUser } from '../../auth/access.decorators.js';
import type { Actor } from '../../auth/actor.js';
import { Permission } from '../../auth/permissions.js';
import { StaleVersion } from '../../core/errors/errors.js';
import { Throws } from '../../http/decorators/throws.decorator.js';
import { OptionalReasonDto, ReasonDto } from '../../http/validation/reason.dto.js';
import { IdParam } from '../../http/validation/validators.js';
import { ClassArchived, ClassNotFound, GradebookLocked } from '../classes/classes.errors.js';
import { GradebookStateDto } from './gradebook.dto.js';
import { PublishingService } from './publishing.service.js';
import { ComponentNotFound } from './scores.errors.js';

@Controller('classes/:classId')
export class PublishingController {
  constructor(private readonly publishing: PublishingService) {}

  /** Publish the marks of a component to the class. Students see their results once all components are published. */
  @Post('components/:key/publish')
  @Allow(Permission.PublishMarks)
  @HttpCode(200)
  @Throws(ClassNotFound, ComponentNotFound, ClassArchived, GradebookLocked, StaleVersion)
  async publish(
    @CurrentUser() actor: Actor,
    @IdParam('classId') classId: string,
    @Param('key') key: string,
    @Body() { reason }: OptionalReasonDto,
  ): Promise<GradebookStateDto> {
    return GradebookStateDto.from(await this.publishing.publish(actor, classId, key, reason));
  }

  /** Hide the marks of a component from the class. This also hides all results. */
  @Post('components/:key/unpublish')
  @Allow(Permission.PublishMarks)
  @HttpCode(200)
  @Throws(ClassNotFound, ComponentNotFound, ClassArchived, GradebookLocked, StaleVersion)
  async unpublish(
    @CurrentUser() actor: Actor,
    @IdParam('classId') classId: string,
    @Param('key') key: string,
    @Body() { reason }: OptionalReasonDto,
  ): Promise<GradebookStateDto> {
    return GradebookStateDto.from(await this.publishing.unpublish(actor, classId, key, reason));
  }

  /** Lock the gradebook of a class. Then only admins can change or publish marks, and they must give a reason. */
  @Post('scores/lock')
  @Allow(Permission.LockGradebooks)
  @HttpCode(200)
  @Throws(ClassNotFound, ClassArchived, StaleVersion)
  async lock(@CurrentUser() actor: Actor, @IdParam('classId') classId: string): Promise<GradebookStateDto> {
    return GradebookStateDto.from(await this.publishing.lock(actor, classId));
  }

  /** Unlock the gradebook of a class. */
  @Post('scores/unlock')
  @Allow(Permission.UnlockGradebooks)
  @HttpCode(200)
  @Throws(ClassNotFound, ClassArchived, StaleVersion)
  async unlock(
    @CurrentUser() actor: Actor,
    @IdParam('classId') classId: string,
    @Body() { reason }: ReasonDto,
  ): Promise<GradebookStateDto> {
    return GradebookStateDto.from(await this.publishing.unlock(actor, classId, reason));
  }
}
