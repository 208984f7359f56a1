import type { DetailKey } from '../messages/catalogue.js';
import { EN } from '../messages/en.js';
import { type CodeOf, format, type Params, type ParamsOf, toMessage } from '../messages/message.js';
import type { FieldError } from './field-error.js';

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

/** What an error says of this occurrence. */
export interface Detail<Code extends string = string> {
  /** The error that the text belongs to. Absent if the text is made of the field errors. */
  readonly code?: Code;
  /** In English. */
  readonly message: string;
  readonly params?: Params;
  /** If the text is made of the field errors: what is between a field and its message. */
  readonly glue?: ': ' | ' ';
}

/** Makes the detail of an error from a key of the catalogue, and the values of its text. */
export function detail<Key extends DetailKey>(key: Key, ...[params]: ParamsOf<(typeof EN.details)[Key]>): Detail<CodeOf<Key>> {
  return { ...toMessage(key, params as Params | undefined), message: format(EN.details[key], params) };
}

/** The detail that lists the field errors. */
export function detailOf(errors: readonly FieldError[], glue: ': ' | ' '): Detail<never> {
  return { message: errors.map(({ field, message }) => `${field}${glue}${message}`).join(' '), glue };
}

/** An expected failure: a stable `code`, a fixed `title`, and a detail about this occurrence. */
export abstract class DomainError extends Error {
  abstract readonly kind: ErrorKind;
  abstract readonly code: string;
  abstract readonly title: string;

  constructor(
    readonly detail: Detail,
    readonly details: ErrorDetails,
  ) {
    super(detail.message);
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
  new (detail?: Detail<never>, details?: ErrorDetails): DomainError;
}

/**
 * Creates an error class: `class TermNotFound extends domainError('not_found', 'term_not_found', 'The term does not exist.') {}`
 * @param defaults the details of an error that is created without any
 */
export function domainError<Kind extends ErrorKind, Code extends string>(
  errorKind: Kind,
  errorCode: Code,
  errorTitle: string,
  defaults: ErrorDetails = {},
) {
  return class extends DomainError {
    static readonly kind = errorKind;
    static readonly code = errorCode;
    static readonly title = errorTitle;
    readonly kind = errorKind;
    readonly code = errorCode;
    readonly title = errorTitle;

    constructor(of: Detail<Code> = { message: errorTitle }, details: ErrorDetails = defaults) {
      super(of, details);
    }
  };
}
