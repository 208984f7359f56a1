import { IsIn, IsInt, Max, Min } from 'class-validator';
import { UploadDto } from '../../adapters/storage/upload.dto.js';
import { SingleLine } from '../../http/validation/validators.js';
import { type AvatarOffer, MAX_AVATAR } from './avatars.service.js';
import { IMAGE_TYPES, type ImageType } from './image.js';

export class OfferAvatarDto {
  @IsIn(IMAGE_TYPES)
  contentType!: ImageType;

  /**
   * The exact size in bytes.
   * @example 48213
   */
  @IsInt()
  @Min(1)
  @Max(MAX_AVATAR)
  size!: number;
}

export class AdoptAvatarDto {
  /**
   * The `key` from the upload form.
   * @example avatars/0b6f0c1e-7d0c-4c55-9a31-0d6f1a2b3c4d/019a4e6c-8a00-7c3e-9d2f-5b1e6a7c8d90
   */
  @SingleLine(200)
  key!: string;
}

export class AvatarOfferDto {
  /** After the upload, send this key to set the avatar. */
  key!: string;

  upload!: UploadDto;

  /**
   * When the form expires.
   * @format date-time
   */
  expiresAt!: string;

  static from(offer: AvatarOffer): AvatarOfferDto {
    return { key: offer.key, upload: UploadDto.from(offer), expiresAt: offer.expiresAt };
  }
}
