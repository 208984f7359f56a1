import { Controller, Get } from '@nestjs/common';
import { Allow, CurrentUser } from '../../auth/access.decorators.js';
import type { Actor } from '../../auth/actor.js';
import { Permission } from '../../auth/permissions.js';
import { Throws } from '../../http/decorators/throws.decorator.js';
import { AvatarsService } from '../users/avatars.service.js';
import { NoProfile } from '../users/users.errors.js';
import { HomeDto } from './home.dto.js';
import { HomeService } from './home.service.js';

@Controller('me/home')
export class HomeController {
  constructor(
    private readonly home: HomeService,
    private readonly avatars: AvatarsService,
  ) {}

  /**
   * Get what your first screen shows. It has your profile, the current term, your classes of that term, your newest notifications and the unread count.
   * Lecturers also get what remains to grade, and admins the totals of the school.
   */
  @Get()
  @Allow(Permission.ReadHome)
  @Throws(NoProfile)
  async read(@CurrentUser() actor: Actor): Promise<HomeDto> {
    const home = await this.home.read(actor);
    return HomeDto.of(actor, home, await this.avatars.withAvatarUrl(home.profile));
  }
}
