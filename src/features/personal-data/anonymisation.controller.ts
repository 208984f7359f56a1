import { Controller, HttpCode, Post } from '@nestjs/common';
import { Allow, CurrentUser } from '../../auth/access.decorators.js';
import type { Actor } from '../../auth/actor.js';
import { Permission } from '../../auth/permissions.js';
import { RecentSignInRequired } from '../../auth/recent-sign-in.js';
import { OperationGroup } from '../../http/decorators/operation-group.decorator.js';
import { Throws } from '../../http/decorators/throws.decorator.js';
import { IdParam } from '../../http/validation/validators.js';
import { AvatarsService } from '../users/avatars.service.js';
import { UserDto } from '../users/users.dto.js';
import {
  AccountInProgress,
  AccountPending,
  NotActiveAdmin,
  NotDisabled,
  OpenRelations,
  OwnAccount,
  UserNotFound,
} from '../users/users.errors.js';
import { AnonymisationService } from './anonymisation.service.js';

@Controller('users')
@OperationGroup('users')
export class AnonymisationController {
  constructor(
    private readonly anonymisation: AnonymisationService,
    private readonly avatars: AvatarsService,
  ) {}

  /**
   * Anonymise a disabled person. They must not be enrolled in an active class or teach one. The account is deleted. Name, e-mail address, code and all
   * other personal data are removed, including copies. Marks and audit entries stay under the id, without free text about the person. You cannot undo
   * this. If it fails, send the same request again to finish it.
   */
  @Post(':id/anonymise')
  @Allow(Permission.AnonymiseUsers)
  @HttpCode(200)
  @Throws(UserNotFound, OwnAccount, NotActiveAdmin, NotDisabled, OpenRelations, AccountInProgress, AccountPending, RecentSignInRequired)
  async anonymise(@CurrentUser() actor: Actor, @IdParam('id') id: string): Promise<UserDto> {
    return UserDto.from(await this.avatars.withAvatarUrl(await this.anonymisation.anonymise(actor, id)));
  }
}
