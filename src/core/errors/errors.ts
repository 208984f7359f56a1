import type { FieldKey } from '../messages/catalogue.js';
import { detail, detailOf, domainError } from './domain-error.js';
import { type Fault, type FieldError, fieldError } from './field-error.js';

/** The input is invalid, independent of the stored data. */
export class ValidationFailed extends domainError('invalid', 'validation_failed', 'The request is not valid.') {
  static of(...errors: FieldError[]): ValidationFailed {
    return new ValidationFailed(detailOf(errors, ': '), { errors });
  }
}

export class MalformedJson extends domainError('invalid', 'malformed_json', 'The body is not valid JSON.') {}

export class InvalidCursor extends domainError(
  'invalid',
  'invalid_cursor',
  'The cursor does not belong to this list. Start again from the first page.',
) {}

export class PayloadTooLarge extends domainError('too_large', 'payload_too_large', 'The body is too large.') {}

export class UnsupportedMediaType extends domainError(
  'unsupported_media_type',
  'unsupported_media_type',
  'The media type is not supported.',
) {}

export class RouteNotFound extends domainError('not_found', 'route_not_found', 'The route does not exist.') {}

export class MethodNotAllowed extends domainError('method_not_allowed', 'method_not_allowed', 'The route does not support this method.') {}

export class NotAuthenticated extends domainError('unauthenticated', 'not_authenticated', 'A valid access token is required.') {}

export class Forbidden extends domainError('forbidden', 'forbidden', 'Your role does not allow this.') {}

/** What a reference can be to. */
type Referent = FieldKey extends infer Key ? (Key extends `unknown_reference.${infer What}` ? What : never) : never;

/** A reference in the body does not exist, or the caller may not see its target. The message is the same for both, so that it reveals nothing. */
export class UnknownReference extends domainError(
  'unprocessable',
  'unknown_reference',
  'The request refers to something that does not exist.',
) {
  /**
   * @param what the kind of thing that does not exist
   * @param others what else may be wrong with the reference
   */
  static to(field: string, what: Referent, others: readonly Fault[] = []): UnknownReference {
    const errors = [fieldError(field, `unknown_reference.${what}`), ...others.map((other) => ({ field, ...other }))];
    return new UnknownReference(detailOf(errors, ' '), { errors });
  }
}

export class PreconditionRequired extends domainError(
  'precondition_required',
  'precondition_required',
  'Send an If-Match header with the ETag of the version that you change.',
) {}

export class StaleVersion extends domainError(
  'stale',
  'stale_version',
  'Another request has changed this. Read it again, then repeat your change.',
) {}

/** The request certainly changed nothing. The same request may succeed later. */
export class Unavailable extends domainError(
  'unavailable',
  'unavailable',
  'The service is not available. Nothing was changed; try again later.',
  { retryAfter: 1 },
) {}

/** A write was sent, but no answer came. */
export class OutcomeUnknown extends domainError(
  'unavailable',
  'outcome_unknown',
  'The outcome is unknown. Check whether the change was made before you try again.',
  { retryAfter: 1 },
) {}

/** Only a plain server throws it. On AWS, the gateway limits the rate. */
export class TooManyRequests extends domainError('too_many', 'too_many_requests', 'Too many requests.', { retryAfter: 60 }) {
  static until(resetTime: Date): TooManyRequests {
    const seconds = Math.max(1, Math.ceil((resetTime.getTime() - Date.now()) / 1000));
    return new TooManyRequests(detail('too_many_requests.wait', { seconds }), { retryAfter: seconds });
  }
}

/** A bug or an unknown failure. The cause is in the log only. */
export class UnexpectedError extends domainError('unexpected', 'internal_error', 'An unexpected error occurred on the server.') {}
