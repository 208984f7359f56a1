import { Body, Controller, Delete, Get, HttpCode, Post, Put, Query } from '@nestjs/common';
import { Allow, CurrentUser } from '../../auth/access.decorators.js';
import type { Actor } from '../../auth/actor.js';
import { Permission } from '../../auth/permissions.js';
import { Config } from '../../config/config.js';
import { StaleVersion } from '../../core/errors/errors.js';
import type { Catalogue } from '../../core/messages/catalogue.js';
import type { Page } from '../../core/paging/page.js';
import { AnswerTexts } from '../../http/problems/answer-texts.decorator.js';
import { fileOr, TakesFile } from '../../http/spreadsheets/file-body.js';
import type { SpreadsheetFile } from '../../http/spreadsheets/spreadsheet-file.js';
import { Throws } from '../../http/decorators/throws.decorator.js';
import { PagePipe } from '../../http/paging/page.pipe.js';
import { Paged, PageQuery } from '../../http/paging/paging.js';
import { IdParam } from '../../http/validation/validators.js';
import { ClassArchived, ClassChanged, ClassNotFound, GradebookLocked } from '../classes/classes.errors.js';
import { parseStudentLines } from './bulk-enrolment.parser.js';
import { BulkEnrolmentService } from './bulk-enrolment.service.js';
import { DeparturesService } from './departures.service.js';
import {
  DEPARTURES,
  EnrolmentOutcomesDto,
  EnrolListQuery,
  EnrolStudentDto,
  EnrolStudentsDto,
  RemoveStudentDto,
  RosterEntryDto,
} from './enrolments.dto.js';
import {
  AlreadyEnrolled,
  ClassFull,
  EnrolmentNotFound,
  NotEnrolled,
  StudentChanged,
  StudentDisabled,
  StudentNotFound,
  SubjectTaken,
} from './enrolments.errors.js';
import { EnrolmentsService } from './enrolments.service.js';
import { RosterService } from './roster.service.js';

@Controller('classes/:classId/students')
export class EnrolmentsController {
  constructor(
    private readonly enrolments: EnrolmentsService,
    private readonly departures: DeparturesService,
    private readonly rosters: RosterService,
    private readonly list: BulkEnrolmentService,
    private readonly config: Config,
  ) {}

  /** List the enrolled students of a class, by name in the order of the school's language. */
  @Get()
  @Allow(Permission.ReadRosters)
  @Paged(RosterEntryDto)
  @Throws(ClassNotFound)
  async roster(
    @CurrentUser() actor: Actor,
    @IdParam('classId') classId: string,
    @Query(PagePipe) { page }: PageQuery,
  ): Promise<Page<RosterEntryDto>> {
    return (await this.rosters.list(actor, classId, page)).map((entry) => RosterEntryDto.from(entry));
  }

  /**
   * Enrol a student. A student who left gets their marks back. Enrolling an enrolled student changes nothing. With `auditing`, the student audits the class;
   * without it, a student who comes back does not audit the class any more. With `overload`, a full class gets a seat
   * for this student. In another class of the same subject and term, a student is enrolled only with a reason, unless the subject is repeatable.
   */
  @Put(':studentId')
  @Allow(Permission.ManageEnrolments)
  @Throws(
    ClassNotFound,
    StudentNotFound,
    AlreadyEnrolled,
    ClassFull,
    ClassArchived,
    ClassChanged,
    StudentDisabled,
    StudentChanged,
    SubjectTaken,
    StaleVersion,
  )
  async enrol(
    @CurrentUser() actor: Actor,
    @IdParam('classId') classId: string,
    @IdParam('studentId') studentId: string,
    @Body() { overload, auditing, reason }: EnrolStudentDto,
  ): Promise<RosterEntryDto> {
    return RosterEntryDto.from(await this.enrolments.enrol(actor, { classId, studentId }, { overload, auditing, reason }));
  }

  /**
   * Drop or withdraw a student. Does the same as `POST /classes/{classId}/students/{studentId}/remove`, whose body keeps the reason out of addresses and
   * logs of proxies.
   */
  @Delete(':studentId')
  @Allow(Permission.ManageEnrolments)
  @HttpCode(204)
  @Throws(ClassNotFound, EnrolmentNotFound, NotEnrolled, ClassArchived, GradebookLocked, StudentChanged, StaleVersion)
  async withdraw(
    @CurrentUser() actor: Actor,
    @IdParam('classId') classId: string,
    @IdParam('studentId') studentId: string,
    @Query() { as, reason }: RemoveStudentDto,
  ): Promise<void> {
    await this.departures.remove(actor, { classId, studentId }, { as: as && DEPARTURES[as], reason });
  }

  /** Enrol a list of students. The order is kept until the class is full. Each line has its own outcome. A dry run changes nothing. */
  @Post()
  @Allow(Permission.ManageEnrolments)
  @HttpCode(200)
  @TakesFile({
    columns:
      '`code`, or `id`, of a student in each line, and optionally `name`, or `givenName` and `familyName`, which must fit it; at most 500 lines. ' +
      'Common names of them in English, Vietnamese, German and French are understood. Other columns are ignored, and the answer lists them.',
    orJson: EnrolStudentsDto,
  })
  @Throws(ClassNotFound, ClassArchived)
  async enrolList(
    @CurrentUser() actor: Actor,
    @IdParam('classId') classId: string,
    @Query() { dryRun, map }: EnrolListQuery,
    @Body(fileOr(EnrolStudentsDto)) body: SpreadsheetFile | EnrolStudentsDto,
    @AnswerTexts() texts?: Catalogue,
  ): Promise<EnrolmentOutcomesDto> {
    const { lines, ignoredColumns } = await parseStudentLines(body, { map, names: this.config.personColumnNames });
    return EnrolmentOutcomesDto.from(await this.list.enrol(actor, classId, lines, dryRun), { ignoredColumns, texts });
  }
}
