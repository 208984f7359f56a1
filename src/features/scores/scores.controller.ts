import { Body, Controller, Get, Patch, Put, Query } from '@nestjs/common';
import { Allow, CurrentUser } from '../../auth/access.decorators.js';
import type { Actor } from '../../auth/actor.js';
import { Permission } from '../../auth/permissions.js';
import type { Catalogue } from '../../core/messages/catalogue.js';
import { PresentsCurrent } from '../../http/decorators/presents-current.decorator.js';
import { Throws } from '../../http/decorators/throws.decorator.js';
import { AnswerTexts } from '../../http/problems/answer-texts.decorator.js';
import { IdParam } from '../../http/validation/validators.js';
import { ClassArchived, ClassNotFound, GradebookLocked } from '../classes/classes.errors.js';
import { EnrolmentNotFound, NotEnrolled } from '../enrolments/enrolments.errors.js';
import { SaveFinalDto } from './final-grades.dto.js';
import { FinalGradesService } from './final-grades.service.js';
import { GradebookRowDto } from './gradebook-row.dto.js';
import { GradebookDto, GradebookQuery } from './gradebook.dto.js';
import { MarkHistoryService } from './mark-history.service.js';
import { RowOutcomesDto, SaveMarksDto, SaveRowsDto } from './scores.dto.js';
import { ComponentsChanged, StaleEnrolment } from './scores.errors.js';
import { ScoresService } from './scores.service.js';
import { MarkHistoryDto, OwnScoresDto } from './student-scores.dto.js';

@Controller('classes/:classId/scores')
export class ScoresController {
  constructor(
    private readonly scores: ScoresService,
    private readonly finals: FinalGradesService,
    private readonly histories: MarkHistoryService,
  ) {}

  /** Get the whole gradebook of a class, with statistics, and the feedback on a component that you name. */
  @Get()
  @Allow(Permission.ReadGradebooks)
  @Throws(ClassNotFound)
  async gradebook(
    @CurrentUser() actor: Actor,
    @IdParam('classId') classId: string,
    @Query() { feedback }: GradebookQuery,
  ): Promise<GradebookDto> {
    return GradebookDto.from(await this.scores.gradebook(actor, classId, feedback));
  }

  /** Get your own published marks in a class. */
  @Get('me')
  @Allow(Permission.ReadOwnScores)
  @Throws(ClassNotFound)
  async own(@CurrentUser() actor: Actor, @IdParam('classId') classId: string): Promise<OwnScoresDto> {
    return OwnScoresDto.from(await this.scores.own(actor, classId));
  }

  /** Get the marks of one student, with all feedback. */
  @Get(':studentId')
  @Allow(Permission.ReadGradebooks)
  @Throws(ClassNotFound, EnrolmentNotFound)
  async row(
    @CurrentUser() actor: Actor,
    @IdParam('classId') classId: string,
    @IdParam('studentId') studentId: string,
  ): Promise<GradebookRowDto> {
    const { row, feedback } = await this.scores.row(actor, { classId, studentId });
    return GradebookRowDto.from(row, feedback);
  }

  /** Save the marks of many students. Each row has its own outcome. If any mark is invalid, nothing is saved. */
  @Patch()
  @Allow(Permission.EnterMarks)
  @Throws(ClassNotFound, ClassArchived, GradebookLocked)
  async saveMany(
    @CurrentUser() actor: Actor,
    @IdParam('classId') classId: string,
    @Body() { rows, reason }: SaveRowsDto,
    @AnswerTexts() texts?: Catalogue,
  ): Promise<RowOutcomesDto> {
    return RowOutcomesDto.from(await this.scores.saveMany(actor, classId, rows, reason), texts);
  }

  /** Save the marks of one student. Fails with 409 and the current row if the version is outdated. */
  @Put(':studentId')
  @Allow(Permission.EnterMarks)
  @Throws(ClassNotFound, EnrolmentNotFound, StaleEnrolment, NotEnrolled, ClassArchived, GradebookLocked, ComponentsChanged)
  @PresentsCurrent(StaleEnrolment, GradebookRowDto)
  async save(
    @CurrentUser() actor: Actor,
    @IdParam('classId') classId: string,
    @IdParam('studentId') studentId: string,
    @Body() { reason, ...input }: SaveMarksDto,
  ): Promise<GradebookRowDto> {
    return GradebookRowDto.from(await this.scores.saveMarks(actor, classId, { studentId, ...input }, reason));
  }

  /**
   * Enter the final grade of a student in place of the computed result: a result, a notation or an incomplete; or remove it. Lecturers can until the gradebook
   * is locked, and admins also in locked and archived classes. Only admins decide who audits the class (`AU`). Fails with 409 and the current row if
   * the version is outdated.
   */
  @Put(':studentId/final')
  @Allow(Permission.EnterMarks)
  @Throws(ClassNotFound, EnrolmentNotFound, StaleEnrolment, NotEnrolled, ClassArchived, GradebookLocked, ComponentsChanged)
  @PresentsCurrent(StaleEnrolment, GradebookRowDto)
  async saveFinal(
    @CurrentUser() actor: Actor,
    @IdParam('classId') classId: string,
    @IdParam('studentId') studentId: string,
    @Body() { version, reason, ...input }: SaveFinalDto,
  ): Promise<GradebookRowDto> {
    return GradebookRowDto.from(await this.finals.save(actor, { classId, studentId, version, reason, input }));
  }

  /** List the changes of one student's marks, newest first. Students see the changes of their own published marks, without author and reason. */
  @Get(':studentId/history')
  @Allow(Permission.ReadMarkHistory)
  @Throws(ClassNotFound, EnrolmentNotFound)
  async history(
    @CurrentUser() actor: Actor,
    @IdParam('classId') classId: string,
    @IdParam('studentId') studentId: string,
  ): Promise<MarkHistoryDto> {
    return MarkHistoryDto.from(await this.histories.read(actor, { classId, studentId }));
  }
}
