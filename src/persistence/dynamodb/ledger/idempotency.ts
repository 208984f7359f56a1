import type { CreationRecord } from '../../../http/idempotency/idempotency-record.js';
import { KeyInUse } from '../../../http/idempotency/idempotency.errors.js';
import type { Action, Database } from '../driver/database.js';
import { expression } from '../driver/expression.js';
import { epochSeconds } from '../schema/epoch-seconds.js';
import { keys } from '../schema/keys.js';

/** Fails with KeyInUse if the key has a record that has not expired. */
export function putIdempotencyRecord(database: Database, { userId, key, fingerprint, createdId, at, expiresAt }: CreationRecord): Action {
  const item = { ...keys.idempotency(userId, key), fingerprint, createdId, expiresAt: epochSeconds(expiresAt) };
  const isFree = expression`attribute_not_exists(#pk) OR #expiresAt <= ${epochSeconds(at)}`;
  return database.put('ledger', item, () => new KeyInUse(), isFree);
}
