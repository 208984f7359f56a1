import { Controller, Get } from '@nestjs/common';
import { Allow } from '../../auth/access.decorators.js';
import { Permission } from '../../auth/permissions.js';
import { SchoolStatisticsDto } from './statistics.dto.js';
import { StatisticsService } from './statistics.service.js';

@Controller('statistics')
export class StatisticsController {
  constructor(private readonly statistics: StatisticsService) {}

  /** Get the number of people, subjects, classes and enrolments. A recent change may take a moment to count. */
  @Get()
  @Allow(Permission.ReadStatistics)
  async read(): Promise<SchoolStatisticsDto> {
    return SchoolStatisticsDto.from(await this.statistics.totals());
  }
}
