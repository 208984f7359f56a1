import { ApiSchema } from '@nestjs/swagger';
import type { DomainError } from '../../core/errors/domain-error.js';

/** Why one item of a bulk request failed. */
@ApiSchema({ name: 'Refusal' })
export class ItemErrorDto {
  /** The `code` of the problem that a request for this item alone would get. Never changes. */
  code!: string;

  /** What went wrong, for people. */
  message!: string;

  static from({ code, message }: DomainError): ItemErrorDto {
    return { code, message };
  }
}
