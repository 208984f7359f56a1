import { applyDecorators } from '@nestjs/common';
import { UploadDto } from '../../adapters/storage/upload.dto.js';
import type { UploadOffer } from '../../adapters/storage/uploads.service.js';
import { fault } from '../../core/errors/field-error.js';
import { ResponseDto } from '../../http/responses/response-dto.js';
import { SingleLine } from '../../http/validation/text.validators.js';
import { CharacterCount, Pattern, Text, WholeNumber } from '../../http/validation/validators.js';

const MAX_MATERIAL = 50 * 1024 ** 2;

/** A media type without parameters (RFC 6838). */
const MediaType = (): PropertyDecorator => {
  const name = '[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}';
  return applyDecorators(Text(), Pattern(new RegExp(`^${name}/${name}$`), fault('invalid_media_type')), CharacterCount(3, 255));
};

/** A file name: one line of text without path separators. */
const FileName = (): PropertyDecorator => applyDecorators(SingleLine(200), Pattern(/^[^/\\]*$/, fault('invalid_file_name')));

export class OfferMaterialDto {
  /**
   * The file name, normalised (NFC) and trimmed. Two files may have the same name.
   * @example "Đề cương – week 1.pdf"
   */
  @FileName()
  name!: string;

  /** @example application/pdf */
  @MediaType()
  contentType!: string;

  /**
   * The exact size in bytes.
   * @example 482133
   */
  @WholeNumber(1, MAX_MATERIAL)
  size!: number;
}

export class MaterialOfferDto {
  /**
   * The id of the file once you add it to the class.
   * @format uuid
   */
  id!: string;

  upload!: UploadDto;

  /**
   * When the form expires.
   * @format date-time
   */
  expiresAt!: string;

  static from(offer: UploadOffer): MaterialOfferDto {
    return { id: offer.id, upload: UploadDto.from(offer), expiresAt: offer.expiresAt };
  }
}

export class MaterialDto extends ResponseDto {
  /** @format uuid */
  id!: string;

  /** @example "Đề cương – week 1.pdf" */
  name!: string;

  /**
   * The size in bytes.
   * @example 482133
   */
  size!: number;

  /** @format date-time */
  uploadedAt!: string;

  /**
   * The download address, valid for five minutes. Browsers save the file under its name and never display it.
   * @format uri
   */
  url!: string;
}
