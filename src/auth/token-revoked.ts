import { detail } from '../core/errors/domain-error.js';
import { NotAuthenticated } from '../core/errors/errors.js';

/** The error for a token that a revocation covers, at the guard and in every write. */
export function tokenRevoked(): NotAuthenticated {
  return new NotAuthenticated(detail('not_authenticated.revoked'));
}
