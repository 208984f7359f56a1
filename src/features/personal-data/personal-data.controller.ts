import { Controller, Get, Header } from '@nestjs/common';
import { Allow, CurrentUser } from '../../auth/access.decorators.js';
import type { Actor } from '../../auth/actor.js';
import { Permission } from '../../auth/permissions.js';
import { Throws } from '../../http/decorators/throws.decorator.js';
import { NoProfile } from '../users/users.errors.js';
import { PersonalDataDto } from './personal-data.dto.js';
import { PersonalDataService } from './personal-data.service.js';

@Controller('me/export')
export class PersonalDataController {
  constructor(private readonly personalData: PersonalDataService) {}

  /** Download all data that the school holds about you, as one JSON document. */
  @Get()
  @Allow(Permission.ExportOwnData)
  @Header('Content-Disposition', 'attachment; filename="personal-data.json"')
  @Header('Cache-Control', 'no-store')
  @Throws(NoProfile)
  async export(@CurrentUser() actor: Actor): Promise<PersonalDataDto> {
    return PersonalDataDto.from(await this.personalData.gather(actor));
  }
}
