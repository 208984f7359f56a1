import { Controller, Get, Query } from '@nestjs/common';
import { Allow, CurrentUser } from '../../auth/access.decorators.js';
import type { Actor } from '../../auth/actor.js';
import { Permission } from '../../auth/permissions.js';
import type { Page } from '../../core/paging/page.js';
import { OperationGroup } from '../../http/decorators/operation-group.decorator.js';
import { Throws } from '../../http/decorators/throws.decorator.js';
import { PagePipe } from '../../http/paging/page.pipe.js';
import { Paged } from '../../http/paging/paging.js';
import { IdParam } from '../../http/validation/validators.js';
import { ClassDto, ListClassesQuery } from '../classes/classes.dto.js';
import { ClassNotFound } from '../classes/classes.errors.js';
import { VisibleClassesService } from './visible-classes.service.js';

@Controller('classes')
@OperationGroup('classes')
export class VisibleClassesController {
  constructor(private readonly classes: VisibleClassesService) {}

  /**
   * List classes. Sorted by term and code. Without a filter, admins get all classes, those of the newest term first. Lecturers and students must give a
   * term, and get their own classes.
   */
  @Get()
  @Allow(Permission.ReadClasses)
  @Paged(ClassDto)
  async list(@CurrentUser() actor: Actor, @Query(PagePipe) { page, ...filter }: ListClassesQuery): Promise<Page<ClassDto>> {
    return (await this.classes.list(actor, filter, page)).map((schoolClass) => ClassDto.from(schoolClass, actor));
  }

  /** Get one class. Admins can get any class, lecturers those that they teach, students those that they are enrolled in. */
  @Get(':id')
  @Allow(Permission.ReadClasses)
  @Throws(ClassNotFound)
  async read(@CurrentUser() actor: Actor, @IdParam('id') id: string): Promise<ClassDto> {
    return ClassDto.from(await this.classes.read(actor, id), actor);
  }
}
