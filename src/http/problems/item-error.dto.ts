import type { DomainError } from '../../core/errors/domain-error.js';

/** Why one of several things asked for was refused. */
export class RefusalDto {
  /** Stable; the `code` of the problem that the thing alone would have got. */
  code!: string;

  /** What was wrong this time, for people. */
  message!: string;

  static from({ code, message }: DomainError): RefusalDto {
    return { code, message };
  }
}
