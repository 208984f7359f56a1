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

  /** Get a form to upload a picture of yourself. It is valid for ten minutes, and for this type and size only. After the upload, set the avatar. */
  @Post()
  @Allow(Permission.ChangeOwnProfile)
  @HttpCode(200)
  @Throws(NoProfile)
  async offer(@CurrentUser() actor: Actor, @Body() body: OfferAvatarDto): Promise<AvatarOfferDto> {
    return AvatarOfferDto.from(await this.avatars.offer(actor, body));
  }

  /** Set an uploaded picture as your avatar. The previous avatar and all your other uploads are deleted. */
  @Put()
  @Allow(Permission.ChangeOwnProfile)
  @Throws(NoProfile, UnknownReference, AvatarUnsuitable, StaleVersion)
  async adopt(@CurrentUser() actor: Actor, @Body() { key }: AdoptAvatarDto): Promise<UserDto> {
    return UserDto.from(await this.avatars.withAvatarUrl(await this.avatars.change(actor, key)));
  }

  /** Remove your avatar. Changes nothing if you have none. */
  @Delete()
  @Allow(Permission.ChangeOwnProfile)
  @HttpCode(204)
  @Throws(NoProfile, StaleVersion)
  async remove(@CurrentUser() actor: Actor): Promise<void> {
    await this.avatars.change(actor, undefined);
  }
}
