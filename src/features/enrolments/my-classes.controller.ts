import { Controller, Get, Query } from '@nestjs/common';
import { Allow, CurrentUser } from '../../auth/access.decorators.js';
import type { Actor } from '../../auth/actor.js';
import { Permission } from '../../auth/permissions.js';
import type { Page } from '../../core/paging/page.js';
import { PagePipe } from '../../http/paging/page.pipe.js';
import { Paged } from '../../http/paging/paging.js';
import { ClassDto, OwnClassesQuery } from '../classes/classes.dto.js';
import { VisibleClassesService } from './visible-classes.service.js';

@Controller('me/classes')
export class MyClassesController {
  constructor(private readonly classes: VisibleClassesService) {}

  /** List your classes of all terms. Sorted by term and code. Lecturers get the classes that they teach, students those that they are enrolled in. */
  @Get()
  @Allow(Permission.ReadOwnClasses)
  @Paged(ClassDto)
  async list(@CurrentUser() actor: Actor, @Query(PagePipe) { page }: OwnClassesQuery): Promise<Page<ClassDto>> {
    return (await this.classes.own(actor, page)).map((schoolClass) => ClassDto.from(schoolClass, actor));
  }
}
