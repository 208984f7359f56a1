import type { TokenRevocation } from '../../../effects/effects.js';
import type { Action, Database } from '../driver/database.js';
import { expression } from '../driver/expression.js';
import { epochSeconds } from '../schema/epoch-seconds.js';
import { keys } from '../schema/keys.js';

/** A revocation must outlive all access tokens. */
const LIFETIME_S = 3600;

export function putRevocation(database: Database, { userId, until }: TokenRevocation): Action {
  const expiresAt = epochSeconds(until) + LIFETIME_S;
  return database.update('ledger', keys.revocation(userId), expression`SET #revokedAt = ${until}, #expiresAt = ${expiresAt}`);
}
