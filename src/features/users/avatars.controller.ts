import { Body, Controller, Delete, HttpCode, Post, Put } from '@nestjs/common';
import { TooManyUploads } from '../../adapters/storage/uploads.errors.js';
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

  /**
   * Get a form to upload a picture of yourself. It is valid for ten minutes, and for this type and size only. After the upload, set the avatar within
   * half an hour. You can have ten unfinished uploads.
   */
  @Post()
  @Allow(Permission.ChangeOwnProfile)
  @HttpCode(200)
  @Throws(NoProfile, TooManyUploads, StaleVersion)
  async offer(@CurrentUser() actor: Actor, @Body() body: OfferAvatarDto): Promise<AvatarOfferDto> {
    return AvatarOfferDto.from(await this.avatars.offer(actor, body));
  }

  /** Set an uploaded picture as your avatar. The previous avatar is deleted. The form of the upload can no longer change the picture. */
  @Put()
  @Allow(Permission.ChangeOwnProfile)
  @Throws(NoProfile, UnknownReference, AvatarUnsuitable, StaleVersion)
  async adopt(@CurrentUser() actor: Actor, @Body() { key }: AdoptAvatarDto): Promise<UserDto> {
    return UserDto.from(await this.avatars.withAvatarUrl(await this.avatars.adopt(actor, key)));
  }

  /** Remove your avatar. Changes nothing if you have none. */
  @Delete()
  @Allow(Permission.ChangeOwnProfile)
  @HttpCode(204)
  @Throws(NoProfile, StaleVersion)
  async remove(@CurrentUser() actor: Actor): Promise<void> {
    await this.avatars.remove(actor);
  }
}
