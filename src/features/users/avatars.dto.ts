import { UploadDto } from '../../adapters/storage/upload.dto.js';
import type { UploadOffer } from '../../adapters/storage/uploads.service.js';
import { SingleLine } from '../../http/validation/text.validators.js';
import { OneOf, WholeNumber } from '../../http/validation/validators.js';
import { IMAGE_TYPES, type ImageType } from './image.js';

/** In bytes. */
const MAX_AVATAR = 2 * 1024 ** 2;

export class OfferAvatarDto {
  @OneOf(IMAGE_TYPES)
  contentType!: ImageType;

  /**
   * The exact size in bytes.
   * @example 48213
   */
  @WholeNumber(1, MAX_AVATAR)
  size!: number;
}

export class AdoptAvatarDto {
  /**
   * The `key` from the upload form.
   * @example uploads/0b6f0c1e-7d0c-4c55-9a31-0d6f1a2b3c4d/019a4e6c-8a00-7c3e-9d2f-5b1e6a7c8d90
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

  static from(offer: UploadOffer): AvatarOfferDto {
    return { key: offer.key, upload: UploadDto.from(offer), expiresAt: offer.expiresAt };
  }
}
