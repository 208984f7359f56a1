import { Body, Controller, Delete, HttpCode, Patch, Post } from '@nestjs/common';
import { Allow, CurrentUser } from '../../auth/access.decorators.js';
import type { Actor } from '../../auth/actor.js';
import { Permission } from '../../auth/permissions.js';
import { StaleVersion, UnknownReference } from '../../core/errors/errors.js';
import { IfMatch } from '../../http/decorators/if-match.decorator.js';
import { Throws } from '../../http/decorators/throws.decorator.js';
import { IdempotencyKey, type Once } from '../../http/idempotency/idempotency.js';
import { Creates } from '../../http/responses/created.decorator.js';
import { ReasonDto } from '../../http/validation/reason.dto.js';
import { IdParam } from '../../http/validation/validators.js';
import { SubjectRetired } from '../subjects/subjects.errors.js';
import { ChangeClassDto, ClassDto, CreateClassDto } from './classes.dto.js';
import {
  CapacityTooSmall,
  ClassArchived,
  ClassCodeTaken,
  ClassHadStudents,
  ClassNotFound,
  GradingStarted,
  LecturerUnavailable,
  SourceChanged,
} from './classes.errors.js';
import { ClassesService } from './classes.service.js';

@Controller('classes')
export class ClassesController {
  constructor(private readonly classes: ClassesService) {}

  /** Create a class of a subject in a term. The class copies credits, components and grading scale from the subject. */
  @Post()
  @Allow(Permission.ManageClasses)
  @Creates((schoolClass: ClassDto) => schoolClass.id)
  @Throws(ClassCodeTaken, UnknownReference, SubjectRetired, LecturerUnavailable, SourceChanged)
  async create(@CurrentUser() actor: Actor, @IdempotencyKey() once: Once, @Body() body: CreateClassDto): Promise<ClassDto> {
    return ClassDto.from(
      await once(body, {
        make: (record) => this.classes.create(actor, body, record),
        find: (id) => this.classes.read(id),
      }),
      actor,
    );
  }

  /**
   * Update an active class. Its subject cannot change, and its term only while the class has no students, withdrawn students or marks. Components and
   * grading scale cannot change while the class has marks or a component is published; only the names of components can. Once marks were entered, a new
   * code or name of a component needs a reason.
   */
  @Patch(':id')
  @Allow(Permission.ManageClasses)
  @Throws(
    ClassNotFound,
    ClassArchived,
    ClassCodeTaken,
    ClassHadStudents,
    CapacityTooSmall,
    GradingStarted,
    UnknownReference,
    LecturerUnavailable,
    SourceChanged,
  )
  async change(
    @CurrentUser() actor: Actor,
    @IdParam('id') id: string,
    @IfMatch() expectedVersion: number,
    @Body() body: ChangeClassDto,
  ): Promise<ClassDto> {
    return ClassDto.from(await this.classes.change(actor, id, expectedVersion, body), actor);
  }

  /** Delete a class and its files. The class must be active. It must have no students, withdrawn students or marks; dropped students are no obstacle. */
  @Delete(':id')
  @Allow(Permission.ManageClasses)
  @HttpCode(204)
  @Throws(ClassNotFound, ClassHadStudents, ClassArchived, StaleVersion, SourceChanged)
  async delete(@CurrentUser() actor: Actor, @IdParam('id') id: string): Promise<void> {
    await this.classes.delete(actor, id);
  }

  /** Reopen an archived class. Fails if its lecturer is disabled or no longer a lecturer. */
  @Post(':id/unarchive')
  @Allow(Permission.ManageClasses)
  @HttpCode(200)
  @Throws(ClassNotFound, LecturerUnavailable, StaleVersion, SourceChanged)
  async unarchive(@CurrentUser() actor: Actor, @IdParam('id') id: string, @Body() { reason }: ReasonDto): Promise<ClassDto> {
    return ClassDto.from(await this.classes.unarchive(actor, id, reason), actor);
  }
}
