import { Body, Controller, Get, HttpCode, Patch, Post, Query } from '@nestjs/common';
import { Allow, CurrentUser } from '../../auth/access.decorators.js';
import type { Actor } from '../../auth/actor.js';
import { Permission } from '../../auth/permissions.js';
import { StaleVersion } from '../../core/errors/errors.js';
import type { Page } from '../../core/paging/page.js';
import { IfMatch } from '../../http/decorators/if-match.decorator.js';
import { Throws } from '../../http/decorators/throws.decorator.js';
import { IdempotencyKey, type Once } from '../../http/idempotency/idempotency.js';
import { PagePipe } from '../../http/paging/page.pipe.js';
import { Paged } from '../../http/paging/paging.js';
import { Creates } from '../../http/responses/created.decorator.js';
import { OptionalReasonDto, ReasonDto } from '../../http/validation/reason.dto.js';
import { IdParam } from '../../http/validation/validators.js';
import { ChangeSubjectDto, CreateSubjectDto, ListSubjectsQuery, SubjectDto } from './subjects.dto.js';
import { SubjectCodeTaken, SubjectNotFound } from './subjects.errors.js';
import { SubjectsService } from './subjects.service.js';

@Controller('subjects')
export class SubjectsController {
  constructor(private readonly subjects: SubjectsService) {}

  /** List the subjects. Sorted by code; includes retired subjects. */
  @Get()
  @Allow(Permission.ReadSubjects)
  @Paged(SubjectDto)
  async list(@Query(PagePipe) { page }: ListSubjectsQuery): Promise<Page<SubjectDto>> {
    return (await this.subjects.list(page)).map((subject) => SubjectDto.from(subject));
  }

  /** Create a subject. */
  @Post()
  @Allow(Permission.ManageSubjects)
  @Creates((subject: SubjectDto) => subject.id)
  @Throws(SubjectCodeTaken)
  async create(@CurrentUser() actor: Actor, @IdempotencyKey() once: Once, @Body() body: CreateSubjectDto): Promise<SubjectDto> {
    return SubjectDto.from(
      await once(body, {
        make: (record) => this.subjects.create(actor, body, record),
        find: (id) => this.subjects.read(id, { consistent: true }),
      }),
    );
  }

  /** Get one subject. */
  @Get(':id')
  @Allow(Permission.ReadSubjects)
  @Throws(SubjectNotFound)
  async read(@IdParam('id') id: string): Promise<SubjectDto> {
    return SubjectDto.from(await this.subjects.read(id));
  }

  /**
   * Update a subject. Existing classes keep their copies. Only a changed name or code is copied to active classes. Changing the code needs a reason after
   * marks were entered in a class of the subject.
   */
  @Patch(':id')
  @Allow(Permission.ManageSubjects)
  @Throws(SubjectNotFound, SubjectCodeTaken)
  async change(
    @CurrentUser() actor: Actor,
    @IdParam('id') id: string,
    @IfMatch() expectedVersion: number,
    @Body() body: ChangeSubjectDto,
  ): Promise<SubjectDto> {
    return SubjectDto.from(await this.subjects.change(actor, id, expectedVersion, body));
  }

  /** Retire a subject. A retired subject cannot get new classes. Retiring it again changes nothing. */
  @Post(':id/retire')
  @Allow(Permission.ManageSubjects)
  @HttpCode(200)
  @Throws(SubjectNotFound, StaleVersion)
  async retire(@CurrentUser() actor: Actor, @IdParam('id') id: string, @Body() { reason }: OptionalReasonDto): Promise<SubjectDto> {
    return SubjectDto.from(await this.subjects.retire(actor, id, reason));
  }

  /** Reinstate a retired subject. */
  @Post(':id/reinstate')
  @Allow(Permission.ManageSubjects)
  @HttpCode(200)
  @Throws(SubjectNotFound, StaleVersion)
  async reinstate(@CurrentUser() actor: Actor, @IdParam('id') id: string, @Body() { reason }: ReasonDto): Promise<SubjectDto> {
    return SubjectDto.from(await this.subjects.reinstate(actor, id, reason));
  }
}
