import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { Allow, CurrentUser } from '../../auth/access.decorators.js';
import type { Actor } from '../../auth/actor.js';
import { Permission } from '../../auth/permissions.js';
import { StaleVersion, UnknownReference } from '../../core/errors/errors.js';
import { Throws } from '../../http/decorators/throws.decorator.js';
import { IdParam } from '../../http/validation/validators.js';
import { ClassArchived, ClassChanged, ClassNotFound, GradebookLocked } from '../classes/classes.errors.js';
import { ClassMovesService } from './class-moves.service.js';
import { DeparturesService } from './departures.service.js';
import { DEPARTURES, MoveStudentDto, RemoveStudentDto, RosterEntryDto } from './enrolments.dto.js';
import {
  AlreadyEnrolled,
  ClassFull,
  ComponentsDiffer,
  EnrolmentNotFound,
  NotEnrolled,
  OtherSubject,
  RowHasMarks,
  StudentChanged,
  StudentDisabled,
  StudentNotFound,
} from './enrolments.errors.js';

@Controller('classes/:classId/students')
export class DeparturesController {
  constructor(
    private readonly departures: DeparturesService,
    private readonly moves: ClassMovesService,
  ) {}

  /**
   * Drop or withdraw a student. The seat becomes free, and marks are kept. A dropped student is in no gradebook and on no transcript; without marks, the
   * class has no record of them. You can also drop a withdrawn student. Otherwise nothing changes if the student has left already. If marks of the class
   * are published, if its gradebook is locked, or after the withdraw deadline of the term, you must give a reason.
   */
  @Post(':studentId/remove')
  @Allow(Permission.ManageEnrolments)
  @HttpCode(204)
  @Throws(ClassNotFound, EnrolmentNotFound, NotEnrolled, ClassArchived, GradebookLocked, StudentChanged, StaleVersion)
  async remove(
    @CurrentUser() actor: Actor,
    @IdParam('classId') classId: string,
    @IdParam('studentId') studentId: string,
    @Body() { as, reason }: RemoveStudentDto,
  ): Promise<void> {
    await this.departures.remove(actor, { classId, studentId }, { as: as && DEPARTURES[as], reason });
  }

  /**
   * Move a student to another class of the same subject and term. Marks go along, and their history stays readable there; the transcript does not mention
   * the old class. Its components must be those of the other class if the student has marks. If a gradebook is locked, you must give a reason.
   */
  @Post(':studentId/move')
  @Allow(Permission.ManageEnrolments)
  @HttpCode(200)
  @Throws(
    ...[ClassNotFound, EnrolmentNotFound, StudentNotFound, UnknownReference],
    ...[NotEnrolled, AlreadyEnrolled, OtherSubject, RowHasMarks, ComponentsDiffer, ClassFull],
    ...[ClassArchived, ClassChanged, GradebookLocked, StudentDisabled, StudentChanged, StaleVersion],
  )
  async move(
    @CurrentUser() actor: Actor,
    @IdParam('classId') classId: string,
    @IdParam('studentId') studentId: string,
    @Body() { toClassId, reason }: MoveStudentDto,
  ): Promise<RosterEntryDto> {
    return RosterEntryDto.from(await this.moves.move(actor, { classId, studentId }, toClassId, reason));
  }
}
