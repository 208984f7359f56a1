import { domainError, type ErrorDetails, type FieldError } from './domain-error.js';

/** The input breaks a rule that needs nothing but the input to see. */
export class ValidationFailed extends domainError('invalid', 'validation_failed', 'The request is not valid.') {
  static of(...errors: FieldError[]): ValidationFailed {
    return new ValidationFailed(errors.map((error) => `${error.field}: ${error.message}`).join(' '), { errors });
  }
}

export class MalformedJson extends domainError('invalid', 'malformed_json', 'The body is not valid JSON.') {}

export class InvalidCursor extends domainError('invalid', 'invalid_cursor', 'The cursor was not issued for this list.') {}

export class PayloadTooLarge extends domainError('too_large', 'payload_too_large', 'The body is too large.') {}

export class UnsupportedMediaType extends domainError(
  'unsupported_media_type',
  'unsupported_media_type',
  'The media type is not supported.',
) {}

export class RouteNotFound extends domainError('not_found', 'route_not_found', 'There is no such route.') {}

export class MethodNotAllowed extends domainError('method_not_allowed', 'method_not_allowed', 'The route does not know this method.') {}

export class NotAuthenticated extends domainError('unauthenticated', 'not_authenticated', 'A valid access token is required.') {}

export class Forbidden extends domainError('forbidden', 'forbidden', 'Your role does not allow this.') {}

/** Something named in a body does not exist, or is not the caller's: the words are the same for both. */
export class UnknownReference extends domainError('unprocessable', 'unknown_reference', 'Something the request refers to does not exist.') {
  static to(field: string, what: string): UnknownReference {
    return new UnknownReference(`${field} does not name ${what}.`, {
      errors: [{ field, code: 'unknown_reference', message: `does not name ${what}` }],
    });
  }
}

export class PreconditionRequired extends domainError(
  'precondition_required',
  'precondition_required',
  'If-Match must carry the ETag that the change is based on.',
) {}

export class StaleVersion extends domainError('stale', 'stale_version', 'It was changed in the meantime; read it again.') {}

/** Refused for certain: nothing was changed, and the same call may succeed later. */
export class Unavailable extends domainError(
  'unavailable',
  'unavailable',
  'Something this request needs is not available; nothing was changed.',
) {
  constructor(message?: string) {
    super(message, { retryAfter: 1 });
  }
}

/** No answer came: the change may or may not have been made. */
export class OutcomeUnknown extends domainError('unavailable', 'outcome_unknown', 'It is not known whether the change was made.') {
  constructor(message?: string) {
    super(message, { retryAfter: 1 });
  }
}

/** Only a plain server counts by itself. */
export class TooManyRequests extends domainError('too_many', 'too_many_requests', 'There were too many requests.') {
  constructor(message?: string, details: ErrorDetails = { retryAfter: 60 }) {
    super(message, details);
  }

  static until(resetTime: Date): TooManyRequests {
    const seconds = Math.max(1, Math.ceil((resetTime.getTime() - Date.now()) / 1000));
    return new TooManyRequests(`Too many requests came from here; try again in ${seconds} s.`, { retryAfter: seconds });
  }
}

/** A fault of ours. What it was stays in the log. */
export class UnexpectedError extends domainError('unexpected', 'internal_error', 'Something went wrong on our side.') {}
