import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import type { DomainError } from '../../core/errors/domain-error.js';
import type { FieldError } from '../../core/errors/field-error.js';
import type { Catalogue } from '../../core/messages/catalogue.js';
import type { Params } from '../../core/messages/message.js';
import { FIELD_ERRORS, paramsOf } from './problem-schemas.js';
import { translate } from './translate.js';

/** Why one item of a bulk request failed. */
@ApiSchema({ name: 'Refusal' })
export class ItemErrorDto {
  /** The `code` of the problem that a request for this item alone would get. Never changes. */
  code!: string;

  /** What went wrong, for people. */
  message!: string;

  @ApiProperty({ ...paramsOf('message'), selfRequired: false })
  params?: Params;

  /** The invalid parts of the item, all of which `message` names. */
  @ApiProperty({ ...FIELD_ERRORS, required: false })
  errors?: FieldError[];

  /** @param texts as in `translate` */
  static from(error: DomainError, texts?: Catalogue): ItemErrorDto {
    const { detail, errors } = translate(error, texts);
    return { code: error.code, message: detail, params: error.detail.params, errors };
  }
}
