import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { Allow, CurrentUser } from '../../auth/access.decorators.js';
import type { Actor } from '../../auth/actor.js';
import { Permission } from '../../auth/permissions.js';
import { StaleVersion, UnknownReference } from '../../core/errors/errors.js';
import { Page } from '../../core/paging/page.js';
import { Throws } from '../../http/decorators/throws.decorator.js';
import { IdempotencyKey, type Once } from '../../http/idempotency/idempotency.js';
import { PagePipe } from '../../http/paging/page.pipe.js';
import { Paged } from '../../http/paging/paging.js';
import { Creates } from '../../http/responses/created.decorator.js';
import { GpaChangesService } from './gpa-changes.service.js';
import { AddGpaRuleDto, GpaChangeDto, GpaChangesQuery, GpaRuleDto } from './gpa-rules.dto.js';
import { TooManyGpaRules } from './gpa-rules.errors.js';
import { GpaRulesService } from './gpa-rules.service.js';

@Controller('gpa-rules')
export class GpaRulesController {
  constructor(
    private readonly rules: GpaRulesService,
    private readonly changes: GpaChangesService,
  ) {}

  /** List the rules for the GPA, by version. The list has only one page. */
  @Get()
  @Allow(Permission.ReadGpaRules)
  @Paged(GpaRuleDto)
  async list(): Promise<Page<GpaRuleDto>> {
    return new Page((await this.rules.list()).map((rule) => GpaRuleDto.from(rule)));
  }

  /** Add a rule for the GPA that begins with a term. The GPA of earlier terms stays. Rules cannot be changed or removed: add another one. */
  @Post()
  @Allow(Permission.ManageGpaRules)
  @Creates()
  @Throws(UnknownReference, TooManyGpaRules, StaleVersion)
  async add(@CurrentUser() actor: Actor, @IdempotencyKey() once: Once, @Body() body: AddGpaRuleDto): Promise<GpaRuleDto> {
    return GpaRuleDto.from(
      await once(body, {
        make: (record) => this.rules.add(actor, body, record),
        find: (version) => this.rules.read(Number(version)),
      }),
    );
  }

  /**
   * List the students whose GPA a rule would change, without adding it. Each page looks at `limit` students, and can be short or empty: count on until
   * `nextCursor` is `null`.
   */
  @Get('changes')
  @Allow(Permission.ManageGpaRules)
  @Paged(GpaChangeDto)
  @Throws(UnknownReference)
  async preview(@Query(PagePipe) { page, ...rule }: GpaChangesQuery): Promise<Page<GpaChangeDto>> {
    return (await this.changes.list(rule, page)).map((change) => GpaChangeDto.from(change));
  }
}
