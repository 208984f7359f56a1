import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { Allow, CurrentUser } from '../../auth/access.decorators.js';
import type { Actor } from '../../auth/actor.js';
import { Permission } from '../../auth/permissions.js';
import { StaleVersion } from '../../core/errors/errors.js';
import { Page } from '../../core/paging/page.js';
import { Throws } from '../../http/decorators/throws.decorator.js';
import { IdempotencyKey, type Once } from '../../http/idempotency/idempotency.js';
import { Paged } from '../../http/paging/paging.js';
import { Creates } from '../../http/responses/created.decorator.js';
import { CreateGradingScaleDto } from './create-grading-scale.dto.js';
import { GradingScaleDto, ReadGradingScaleQuery } from './grading-scales.dto.js';
import { GradingScaleFixed, GradingScaleNotFound } from './grading-scales.errors.js';
import { GradingScalesService } from './grading-scales.service.js';

@Controller('grading-scales')
export class GradingScalesController {
  constructor(private readonly scales: GradingScalesService) {}

  /** List the grading scales, each in its newest version: those of the app, then those of the school by key. The list has only one page. */
  @Get()
  @Allow(Permission.ReadGradingScales)
  @Paged(GradingScaleDto)
  async list(): Promise<Page<GradingScaleDto>> {
    return new Page((await this.scales.list()).map((scale) => GradingScaleDto.from(scale)));
  }

  /**
   * Create a grading scale, or the next version of one. Existing classes keep the version that they have; new classes get the newest one. Sending the
   * content of the newest version again creates nothing, and returns that version.
   */
  @Post()
  @Allow(Permission.ManageGradingScales)
  @Creates((scale: GradingScaleDto) => scale.key)
  @Throws(GradingScaleFixed, StaleVersion)
  async create(@CurrentUser() actor: Actor, @IdempotencyKey() once: Once, @Body() body: CreateGradingScaleDto): Promise<GradingScaleDto> {
    return GradingScaleDto.from(
      await once(body, {
        make: (record) => this.scales.create(actor, body.toDefinition(), record),
        find: (id) => this.scales.readCreated(id),
      }),
    );
  }

  /** Get one grading scale, in its newest version or in the one of a class. */
  @Get(':key')
  @Allow(Permission.ReadGradingScales)
  @Throws(GradingScaleNotFound)
  async read(@Param('key') key: string, @Query() { version }: ReadGradingScaleQuery): Promise<GradingScaleDto> {
    return GradingScaleDto.from(await this.scales.read(key, version));
  }
}
