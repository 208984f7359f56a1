import type { Effects } from '../../../effects/effects.js';
import type { Action, Database } from '../driver/database.js';
import { putAuditEntry } from './audit.js';
import { putIdempotencyRecord } from './idempotency.js';
import { putJob } from './jobs.js';
import { putNotification } from './notifications.js';
import { putRevocation } from './revocations.js';

/** Writes a change and its effects in one transaction. @throws the error of the first action whose condition failed */
export function commit(database: Database, actions: readonly Action[], effects: Effects): Promise<void> {
  return database.transact(withEffects(database, actions, effects));
}

/**
 * Adds the actions of the effects to a change. The idempotency record comes first, because a repeated request must fail with KeyInUse, not with a conflict
 * that the first request caused.
 */
export function withEffects(database: Database, actions: readonly Action[], effects: Effects): Action[] {
  const { audit, idempotency, notifications = [], jobs = [], revokeTokens } = effects;
  return [
    ...(idempotency ? [putIdempotencyRecord(database, idempotency)] : []),
    ...actions,
    ...notifications.flatMap((outgoing) => [...putNotification(database, outgoing.notification), putAuditEntry(database, outgoing.audit)]),
    ...jobs.map((job) => putJob(database, job)),
    ...(revokeTokens ? [putRevocation(database, revokeTokens)] : []),
    putAuditEntry(database, audit),
  ];
}
