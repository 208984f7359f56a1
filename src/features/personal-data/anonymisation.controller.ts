import { Controller, HttpCode, Param, Post } from '@nestjs/common';
import { Allow, CurrentUser } from '../../auth/access.decorators.js';
import type { Actor } from '../../auth/actor.js';
import { Permission } from '../../auth/permissions.js';
import { OperationGroup } from '../../http/decorators/operation-group.decorator.js';
import { Throws } from '../../http/decorators/throws.decorator.js';
import { idPipe } from '../../http/validation/validators.js';
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
   * Let a disabled person be forgotten, who is enrolled in no active class and leads none: the account is deleted, name, address, code and all else
   * that is personal go, here and where it is copied; marks and the audit log stay under the id. This cannot be undone. The same call again finishes
   * what failed.
   */
  @Post(':id/anonymise')
  @Allow(Permission.AnonymiseUsers)
  @HttpCode(200)
  @Throws(UserNotFound, OwnAccount, NotActiveAdmin, NotDisabled, OpenRelations, AccountInProgress, AccountPending)
  async anonymise(@CurrentUser() actor: Actor, @Param('id', idPipe) id: string): Promise<UserDto> {
    return UserDto.from(await this.avatars.shown(await this.anonymisation.anonymise(actor, id)));
  }
}
