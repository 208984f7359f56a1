import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Query } from '@nestjs/common';
import { Allow, CurrentUser } from '../../auth/access.decorators.js';
import type { Actor } from '../../auth/actor.js';
import { Permission } from '../../auth/permissions.js';
import { StaleVersion, UnknownReference } from '../../core/errors/errors.js';
import { Page } from '../../core/paging/page.js';
import { IfMatch } from '../../http/decorators/if-match.decorator.js';
import { Throws } from '../../http/decorators/throws.decorator.js';
import { IdempotencyKey, type Once } from '../../http/idempotency/idempotency.js';
import { Paged } from '../../http/paging/paging.js';
import { Creates } from '../../http/responses/created.decorator.js';
import { ReasonDto } from '../../http/validation/reason.dto.js';
import { IdParam } from '../../http/validation/validators.js';
import { StudentChanged, StudentNotFound } from '../enrolments/enrolments.errors.js';
import { Anonymised } from '../users/users.errors.js';
import { ChangeExternalResultDto, CreateExternalResultDto, ExternalResultDto } from './external-results.dto.js';
import { ExternalResultNotFound, TooManyExternalResults } from './external-results.errors.js';
import { ExternalResultsService } from './external-results.service.js';

@Controller('students/:studentId/external-results')
export class ExternalResultsController {
  constructor(private readonly results: ExternalResultsService) {}

  /** List the external results of a student, in the order of their entry. The list has only one page. */
  @Get()
  @Allow(Permission.ManageExternalResults)
  @Paged(ExternalResultDto)
  @Throws(StudentNotFound)
  async list(@IdParam('studentId') studentId: string): Promise<Page<ExternalResultDto>> {
    return new Page((await this.results.list(studentId)).map((result) => ExternalResultDto.from(result)));
  }

  /** Add credits that a student earned at another institution. A student has at most 100 of these results. */
  @Post()
  @Allow(Permission.ManageExternalResults)
  @Creates((result: ExternalResultDto) => result.id)
  @Throws(StudentNotFound, StudentChanged, Anonymised, TooManyExternalResults, UnknownReference, StaleVersion)
  async create(
    @CurrentUser() actor: Actor,
    @IdParam('studentId') studentId: string,
    @IdempotencyKey() once: Once,
    @Body() body: CreateExternalResultDto,
  ): Promise<ExternalResultDto> {
    return ExternalResultDto.from(
      await once(body, {
        make: (record) => this.results.create(actor, studentId, body, record),
        find: (id) => this.results.read(studentId, id, { consistent: true }),
      }),
    );
  }

  /** Get one external result of a student. */
  @Get(':id')
  @Allow(Permission.ManageExternalResults)
  @Throws(ExternalResultNotFound)
  async read(@IdParam('studentId') studentId: string, @IdParam('id') id: string): Promise<ExternalResultDto> {
    return ExternalResultDto.from(await this.results.read(studentId, id));
  }

  /** Update an external result of a student. */
  @Patch(':id')
  @Allow(Permission.ManageExternalResults)
  @Throws(ExternalResultNotFound, StudentChanged, Anonymised, UnknownReference)
  async change(
    @CurrentUser() actor: Actor,
    @IdParam('studentId') studentId: string,
    @IdParam('id') id: string,
    @IfMatch() expectedVersion: number,
    @Body() body: ChangeExternalResultDto,
  ): Promise<ExternalResultDto> {
    return ExternalResultDto.from(await this.results.change(actor, { studentId, id }, expectedVersion, body));
  }

  /** Delete an external result of a student. */
  @Delete(':id')
  @Allow(Permission.ManageExternalResults)
  @HttpCode(204)
  @Throws(ExternalResultNotFound, StudentChanged, Anonymised, StaleVersion)
  async delete(
    @CurrentUser() actor: Actor,
    @IdParam('studentId') studentId: string,
    @IdParam('id') id: string,
    @Query() { reason }: ReasonDto,
  ): Promise<void> {
    await this.results.delete(actor, { studentId, id }, reason);
  }
}
