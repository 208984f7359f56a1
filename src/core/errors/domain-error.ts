/** The category of an error. Only the problem filter maps a kind to a status code. */
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

/** One invalid part of the input. `field` is a path such as `components[0].weight`. */
export interface FieldError {
  field: string;
  code: string;
  message: string;
}

/** The optional details of a domain error. */
export interface ErrorDetails {
  errors?: FieldError[];
  /** The current state, for a client that wrote on top of an outdated version. */
  current?: unknown;
  /** The methods that the route supports, for the `Allow` header. */
  allow?: string[];
  /** The `WWW-Authenticate` header, if it says more than `Bearer`. */
  challenge?: string;
  /** Seconds after which the same request may succeed. */
  retryAfter?: number;
}

/** An expected failure: a stable `code`, a fixed `title`, and a message about this occurrence. */
export abstract class DomainError extends Error {
  abstract readonly kind: ErrorKind;
  abstract readonly code: string;
  abstract readonly title: string;

  constructor(
    message: string,
    readonly details: ErrorDetails,
  ) {
    super(message);
    this.name = new.target.name;
  }
}

/** A DTO class that presents a thing of the domain. */
export interface CurrentDto {
  readonly name: string;
  from(current: never): object;
}

/** The class of a domain error, as `@Throws` and the OpenAPI document see it. */
export interface DomainErrorClass {
  readonly kind: ErrorKind;
  readonly code: string;
  readonly title: string;
  /** The DTO of `details.current`, if the error has it. */
  readonly current?: CurrentDto;
  new (message?: string, details?: ErrorDetails): DomainError;
}

/**
 * Creates an error class: `class TermNotFound extends domainError('not_found', 'term_not_found', 'The term does not exist.') {}`
 * @param defaults the details of an error that is created without any
 */
export function domainError<Kind extends ErrorKind>(errorKind: Kind, errorCode: string, errorTitle: string, defaults: ErrorDetails = {}) {
  return class extends DomainError {
    static readonly kind = errorKind;
    static readonly code = errorCode;
    static readonly title = errorTitle;
    readonly kind = errorKind;
    readonly code = errorCode;
    readonly title = errorTitle;

    constructor(message: string = errorTitle, details: ErrorDetails = defaults) {
      super(message, details);
    }
  };
}
