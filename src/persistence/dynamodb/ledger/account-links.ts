import { StaleVersion } from '../../../core/errors/errors.js';
import type { AccountLink } from '../../../auth/token-records.repository.js';
import type { Action, Database } from '../driver/database.js';
import { expression } from '../driver/expression.js';
import { keys } from '../schema/keys.js';

/** Links a restored account with its person. Fails with StaleVersion if the account has a link already. */
export function putAccountLink(database: Database, { accountId, userId }: AccountLink): Action {
  return database.put('ledger', { ...keys.accountLink(accountId), userId }, () => new StaleVersion());
}

/** Fails with `otherwise` if an id is the one of a restored account, which belongs to another person. */
export function checkIsNoLink(database: Database, id: string, otherwise: Action['otherwise']): Action {
  return database.check('ledger', keys.accountLink(id), expression`attribute_not_exists(#userId)`, otherwise);
}
