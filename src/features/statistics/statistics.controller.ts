import { Controller, Get } from '@nestjs/common';
import { Allow } from '../../auth/access.decorators.js';
import { Permission } from '../../auth/permissions.js';
import { SchoolStatisticsDto } from './statistics.dto.js';
import { StatisticsService } from './statistics.service.js';

@Controller('statistics')
export class StatisticsController {
  constructor(private readonly statistics: StatisticsService) {}

  /** How many people, subjects, classes and enrolments there are. A change just made may not be counted yet for a moment. */
  @Get()
  @Allow(Permission.ReadStatistics)
  async read(): Promise<SchoolStatisticsDto> {
    return SchoolStatisticsDto.from(await this.statistics.totals());
  }
}
