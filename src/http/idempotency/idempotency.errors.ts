import { domainError } from '../../core/errors/domain-error.js';

export class IdempotencyKeyReused extends domainError(
  'unprocessable',
  'idempotency_key_reused',
  'The Idempotency-Key was used for another request.',
) {}

/** It is not made again: a late repetition must not bring back what somebody removed. */
export class CreatedThingGone extends domainError(
  'conflict',
  'created_thing_gone',
  'What the first request with this Idempotency-Key made does not exist any more.',
) {}

/** Another call with the key was faster. */
export class KeyInUse extends domainError('conflict', 'in_progress', 'A request with this Idempotency-Key is under way.') {
  constructor(message?: string) {
    super(message, { retryAfter: 1 });
  }
}
