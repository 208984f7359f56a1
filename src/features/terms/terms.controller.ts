import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { Allow, CurrentUser } from '../../auth/access.decorators.js';
import type { Actor } from '../../auth/actor.js';
import { Permission } from '../../auth/permissions.js';
import type { Page } from '../../core/paging/page.js';
import { IfMatch } from '../../http/decorators/if-match.decorator.js';
import { Throws } from '../../http/decorators/throws.decorator.js';
import { IdempotencyKey, type Once } from '../../http/idempotency/idempotency.js';
import { PagePipe } from '../../http/paging/page.pipe.js';
import { Paged } from '../../http/paging/paging.js';
import { Creates } from '../../http/responses/created.decorator.js';
import { ChangeTermDto, CreateTermDto, ListTermsQuery, TermDto } from './terms.dto.js';
import { TermCodeTaken, TermInUse, TermNotFound } from './terms.errors.js';
import { TermsService } from './terms.service.js';

@Controller('terms')
export class TermsController {
  constructor(private readonly terms: TermsService) {}

  /** List the terms. Sorted by code. */
  @Get()
  @Allow(Permission.ReadTerms)
  @Paged(TermDto)
  async list(@Query(PagePipe) { page }: ListTermsQuery): Promise<Page<TermDto>> {
    return (await this.terms.list(page)).map((term) => TermDto.from(term));
  }

  /** Create a term. */
  @Post()
  @Allow(Permission.ManageTerms)
  @Creates((term: TermDto) => term.code)
  @Throws(TermCodeTaken)
  async create(@CurrentUser() actor: Actor, @IdempotencyKey() once: Once, @Body() body: CreateTermDto): Promise<TermDto> {
    return TermDto.from(
      await once(body, {
        make: (record) => this.terms.create(actor, body, record),
        find: (code) => this.terms.read(code, { consistent: true }),
      }),
    );
  }

  /** Get one term. */
  @Get(':code')
  @Allow(Permission.ReadTerms)
  @Throws(TermNotFound)
  async read(@Param('code') code: string): Promise<TermDto> {
    return TermDto.from(await this.terms.read(code));
  }

  /** Update a term. Its code can change only while the term has no classes. The term then has another path. */
  @Patch(':code')
  @Allow(Permission.ManageTerms)
  @Throws(TermNotFound, TermCodeTaken, TermInUse)
  async change(
    @CurrentUser() actor: Actor,
    @Param('code') code: string,
    @IfMatch() expectedVersion: number,
    @Body() body: ChangeTermDto,
  ): Promise<TermDto> {
    return TermDto.from(await this.terms.change(actor, code, expectedVersion, body));
  }

  /** Delete a term. The term must have no classes. */
  @Delete(':code')
  @Allow(Permission.ManageTerms)
  @HttpCode(204)
  @Throws(TermNotFound, TermInUse)
  async delete(@CurrentUser() actor: Actor, @Param('code') code: string): Promise<void> {
    await this.terms.delete(actor, code);
  }
}
