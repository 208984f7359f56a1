import type { Type } from '@nestjs/common';

/** What kind of refusal an error is. Only the problem filter turns a kind into a status code. */
export type ErrorKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'method_not_allowed'
  | 'conflict'
  | 'stale'
  | 'too_large'
  | 'unsupported_media_type'
  | 'unprocessable'
  | 'precondition_required'
  | 'too_many'
  | 'unexpected'
  | 'unavailable';

/** One thing that is wrong with the input. `field` is a path such as `components[0].weight`. */
export interface FieldError {
  field: string;
  code: string;
  message: string;
}

/** Everything that a domain error may tell besides its code. */
export interface ErrorDetails {
  errors?: FieldError[];
  /** The thing as it is now, for somebody who wrote on top of an older state. */
  current?: unknown;
  /** The methods a route knows. */
  allow?: string[];
  /** Seconds after which the same call may succeed. */
  retryAfter?: number;
}

/** A refusal that the domain knows: a stable `code`, a fixed `title`, and a message that says what was wrong this time. */
export abstract class DomainError extends Error {
  abstract readonly kind: ErrorKind;
  abstract readonly code: string;
  abstract readonly title: string;

  constructor(
    message: string,
    readonly details: ErrorDetails = {},
  ) {
    super(message);
    this.name = new.target.name;
  }
}

/** A class of domain errors, as `@Refuses` and the OpenAPI document see it. */
export interface DomainErrorClass {
  readonly kind: ErrorKind;
  readonly code: string;
  readonly title: string;
  /** What `details.current` is, where the error tells it. */
  readonly current?: Type;
  new (message?: string, details?: ErrorDetails): DomainError;
}

/** Makes the class of one error: `class TermNotFound extends domainError('not_found', 'term_not_found', 'The term does not exist.') {}` */
export function domainError<Kind extends ErrorKind>(errorKind: Kind, errorCode: string, errorTitle: string) {
  return class extends DomainError {
    static readonly kind = errorKind;
    static readonly code = errorCode;
    static readonly title = errorTitle;
    readonly kind = errorKind;
    readonly code = errorCode;
    readonly title = errorTitle;

    constructor(message: string = errorTitle, details?: ErrorDetails) {
      super(message, details);
    }
  };
}
