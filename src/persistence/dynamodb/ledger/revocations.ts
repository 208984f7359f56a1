import { MAX_TOKEN_LIFETIME_S } from '../../../auth/access-token.js';
import type { Actor } from '../../../auth/actor.js';
import { tokenRevoked } from '../../../auth/token-revoked.js';
import type { TokenRevocation } from '../../../effects/effects.js';
import type { Action, Database } from '../driver/database.js';
import { expression, type Expression } from '../driver/expression.js';
import { epochSeconds } from '../schema/epoch-seconds.js';
import { keys } from '../schema/keys.js';

/**
 * Revokes the tokens of a person. If the person revokes their own tokens, fails with NotAuthenticated if the token of `by` is revoked already, because a
 * transaction cannot check the same item beside.
 */
export function putRevocation(database: Database, { userId, until }: TokenRevocation, by?: Actor): Action {
  const change = expression`SET #revokedAt = ${until}, #expiresAt = ${epochSeconds(until) + MAX_TOKEN_LIFETIME_S}`;
  const when = by?.id === userId ? isValid(by) : undefined;
  return database.update('ledger', keys.revocation(userId), change, when, tokenRevoked);
}

/** Fails with NotAuthenticated if the token of the actor is revoked, or if the id of the actor is the one of a restored account and not of a person. */
export function checkToken(database: Database, actor: Actor): Action {
  return database.check('ledger', keys.revocation(actor.id), isValid(actor), tokenRevoked);
}

function isValid({ tokenIssuedAt }: Actor): Expression {
  return expression`attribute_not_exists(#userId) AND (attribute_not_exists(#revokedAt) OR #revokedAt < ${tokenIssuedAt})`;
}
