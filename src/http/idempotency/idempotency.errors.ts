import { domainError } from '../../core/errors/domain-error.js';

export class IdempotencyKeyReused extends domainError(
  'unprocessable',
  'idempotency_key_reused',
  'The Idempotency-Key was already used for a different request.',
) {}

/** A late retry must not create a thing again that was deleted since. */
export class CreatedThingGone extends domainError(
  'conflict',
  'created_thing_gone',
  'What the first request with this Idempotency-Key created has since been deleted.',
) {}

/** A concurrent request with the same key was faster. */
export class KeyInUse extends domainError(
  'conflict',
  'in_progress',
  'Another request with this Idempotency-Key is in progress. Try again in a moment.',
  { retryAfter: 1 },
) {}
