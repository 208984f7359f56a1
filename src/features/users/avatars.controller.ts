import { Body, Controller, Delete, HttpCode, Post, Put } from '@nestjs/common';
import { Allow, CurrentUser } from '../../auth/access.decorators.js';
import type { Actor } from '../../auth/actor.js';
import { Permission } from '../../auth/permissions.js';
import { StaleVersion, UnknownReference } from '../../core/errors/errors.js';
import { Throws } from '../../http/decorators/throws.decorator.js';
import { AdoptAvatarDto, AvatarOfferDto, OfferAvatarDto } from './avatars.dto.js';
import { AvatarsService } from './avatars.service.js';
import { UserDto } from './users.dto.js';
import { AvatarUnsuitable, NoProfile } from './users.errors.js';

@Controller('me/avatar')
export class AvatarsController {
  constructor(private readonly avatars: AvatarsService) {}

  /** A form to upload a picture of yourself with, of exactly this type and size. It is good for ten minutes; what was uploaded is then to be adopted. */
  @Post()
  @Allow(Permission.ChangeOwnProfile)
  @HttpCode(200)
  @Throws(NoProfile)
  async offer(@CurrentUser() actor: Actor, @Body() body: OfferAvatarDto): Promise<AvatarOfferDto> {
    return AvatarOfferDto.from(await this.avatars.offer(actor, body));
  }

  /** Show what you uploaded as your avatar. The one before is removed, and so is all else that you uploaded until now. */
  @Put()
  @Allow(Permission.ChangeOwnProfile)
  @Throws(NoProfile, UnknownReference, AvatarUnsuitable, StaleVersion)
  async adopt(@CurrentUser() actor: Actor, @Body() { key }: AdoptAvatarDto): Promise<UserDto> {
    return UserDto.from(await this.avatars.shown(await this.avatars.adopt(actor, key)));
  }

  /** Remove your avatar. Without one, nothing happens. */
  @Delete()
  @Allow(Permission.ChangeOwnProfile)
  @HttpCode(204)
  @Throws(NoProfile, StaleVersion)
  async remove(@CurrentUser() actor: Actor): Promise<void> {
    await this.avatars.remove(actor);
  }
}
