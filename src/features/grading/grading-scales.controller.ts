import { Controller, Get } from '@nestjs/common';
import { Allow } from '../../auth/access.decorators.js';
import { Permission } from '../../auth/permissions.js';
import { Page } from '../../core/paging/page.js';
import { Paged } from '../../http/paging/paging.js';
import { GradingScaleDto } from './grading-scales.dto.js';
import { GRADING_SCALES } from './scales.js';

@Controller('grading-scales')
export class GradingScalesController {
  /** List the grading scales. The list has only one page. */
  @Get()
  @Allow(Permission.ReadGradingScales)
  @Paged(GradingScaleDto)
  list(): Page<GradingScaleDto> {
    return new Page(GRADING_SCALES.map((scale) => GradingScaleDto.from(scale)));
  }
}
