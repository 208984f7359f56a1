import { applyDecorators } from '@nestjs/common';
import { IsInt, IsString, Matches, Max, Min } from 'class-validator';
import { SingleLine, CharacterCount } from '../../http/validation/validators.js';
import { UploadDto } from '../../adapters/storage/upload.dto.js';
import type { LinkedMaterial, MaterialOffer } from './material-storage.js';

const MAX_MATERIAL = 50 * 1024 ** 2;

/** A media type without parameters (RFC 6838). */
const MediaType = (): PropertyDecorator => {
  const name = '[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}';
  return applyDecorators(
    IsString(),
    Matches(new RegExp(`^${name}/${name}$`), { message: '$property must be a media type such as application/pdf' }),
    CharacterCount(3, 255),
  );
};

/** The name of a file: one line of text that no system takes for a path. */
const FileName = (): PropertyDecorator =>
  applyDecorators(SingleLine(200), Matches(/^[^/\\]*$/, { message: '$property must be a name without "/" and "\\"' }));

export class OfferMaterialDto {
  /**
   * What the file is saved as: composed (NFC) and trimmed. The same name twice is two files.
   * @example "Đề cương – week 1.pdf"
   */
  @FileName()
  name!: string;

  /** @example application/pdf */
  @MediaType()
  contentType!: string;

  /**
   * Bytes, exactly.
   * @example 482133
   */
  @IsInt()
  @Min(1)
  @Max(MAX_MATERIAL)
  size!: number;
}

export class MaterialOfferDto {
  /**
   * The id that the file has once it is uploaded.
   * @format uuid
   */
  id!: string;

  upload!: UploadDto;

  /**
   * Until when the form is good.
   * @format date-time
   */
  expiresAt!: string;

  static from(offer: MaterialOffer): MaterialOfferDto {
    return { id: offer.id, upload: UploadDto.from(offer), expiresAt: offer.expiresAt };
  }
}

export class MaterialDto {
  /** @format uuid */
  id!: string;

  /** @example "Đề cương – week 1.pdf" */
  name!: string;

  /**
   * Bytes.
   * @example 482133
   */
  size!: number;

  /** @format date-time */
  uploadedAt!: string;

  /**
   * Where the file can be saved from for five minutes, under its name. It is never shown in a browser.
   * @format uri
   */
  url!: string;

  static from({ id, name, size, uploadedAt, url }: LinkedMaterial): MaterialDto {
    return { id, name, size, uploadedAt, url };
  }
}
