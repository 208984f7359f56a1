import { Controller, Get, Header } from '@nestjs/common';
import { Public } from '../../auth/access.decorators.js';
import { Config } from '../../config/config.js';
import { detail } from '../../core/errors/domain-error.js';
import { Throws } from '../../http/decorators/throws.decorator.js';
import { DatabaseHealth } from './database-health.js';
import { ConfigDto, HealthDto, ReadinessDto } from './health.dto.js';
import { NotReady } from './health.errors.js';

export const API_VERSION = 'v1';

@Controller()
export class HealthController {
  constructor(
    private readonly config: Config,
    private readonly database: DatabaseHealth,
  ) {}

  /** Check that the process is alive. Uses no other service. */
  @Get('health')
  @Public()
  @Header('Cache-Control', 'no-store')
  live(): HealthDto {
    return { status: 'ok', version: this.config.version, commit: this.config.commit };
  }

  /** Check that the app can serve requests. Queries the database. */
  @Get('health/ready')
  @Public()
  @Header('Cache-Control', 'no-store')
  @Throws(NotReady)
  async ready(): Promise<ReadinessDto> {
    if (!(await this.database.answers())) throw new NotReady(detail('not_ready.database'));
    return { status: 'ok', checks: { database: 'ok' } };
  }

  /** Get the settings that a client needs to sign people in. */
  @Get('config')
  @Public()
  configuration(): ConfigDto {
    const { region, userPoolId, userPoolClientId, userPoolEndpoint } = this.config;
    return { region, userPoolId, clientId: userPoolClientId, userPoolEndpoint, apiVersion: API_VERSION };
  }
}
