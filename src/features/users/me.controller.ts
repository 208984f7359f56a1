import { Body, Controller, Get, HttpCode, Patch, Post } from '@nestjs/common';
import { Allow, AllowWithoutMfa, CurrentUser } from '../../auth/access.decorators.js';
import type { Actor } from '../../auth/actor.js';
import { Permission } from '../../auth/permissions.js';
import { StaleVersion } from '../../core/errors/errors.js';
import { IfMatch } from '../../http/decorators/if-match.decorator.js';
import { Throws } from '../../http/decorators/throws.decorator.js';
import { AvatarsService } from './avatars.service.js';
import { ProfileService } from './profile.service.js';
import { ChangeProfileDto, UserDto } from './users.dto.js';
import { AccountInProgress, NoProfile } from './users.errors.js';

@Controller('me')
export class MeController {
  constructor(
    private readonly profile: ProfileService,
    private readonly avatars: AvatarsService,
  ) {}

  /** Get your own profile. */
  @Get()
  @Allow(Permission.ReadOwnProfile)
  @AllowWithoutMfa()
  @Throws(NoProfile)
  async read(@CurrentUser() actor: Actor): Promise<UserDto> {
    return UserDto.from(await this.avatars.withAvatarUrl(await this.profile.read(actor)));
  }

  /** Update your phone number. Ask the office to change anything else. */
  @Patch()
  @Allow(Permission.ChangeOwnProfile)
  @Throws(NoProfile)
  async change(@CurrentUser() actor: Actor, @IfMatch() expectedVersion: number, @Body() body: ChangeProfileDto): Promise<UserDto> {
    return UserDto.from(await this.avatars.withAvatarUrl(await this.profile.change(actor, expectedVersion, body)));
  }

  /**
   * Sign out everywhere. All your tokens that were issued until now are rejected: at once for changes, and within one minute for everything else. If
   * you repeat the request, the answer is 401.
   */
  @Post('sign-out')
  @Allow(Permission.ChangeOwnProfile)
  @AllowWithoutMfa()
  @HttpCode(204)
  @Throws(NoProfile, AccountInProgress, StaleVersion)
  async signOut(@CurrentUser() actor: Actor): Promise<void> {
    await this.profile.signOut(actor);
  }
}
