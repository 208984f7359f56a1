import type { DomainError } from '../../../core/errors/domain-error.js';
import type { Effects } from '../../../effects/effects.js';
import { type ChunkedTransaction, transactInChunks } from '../driver/chunked-transaction.js';
import type { Action, Database } from '../driver/database.js';
import { putAccountLink } from './account-links.js';
import { putAuditEntry } from './audit.js';
import { putIdempotencyRecord } from './idempotency.js';
import { putJob } from './jobs.js';
import { deleteNotification, putNotice, putNotification } from './notifications.js';
import { checkToken, putRevocation } from './revocations.js';
import { adoptUpload } from './uploads.js';

/** A chunked transaction whose items have effects. */
export interface ChunkedChange<T> extends Omit<ChunkedTransaction<T>, 'required'> {
  readonly effectsOf: (item: T) => Effects;
}

/**
 * Writes a change and its effects in one transaction.
 * @throws NotAuthenticated if the token of the actor is revoked; else the error of the first action whose condition failed
 */
export function commit(database: Database, actions: readonly Action[], effects: Effects): Promise<void> {
  return database.transact([...checkActors(database, [effects]), ...withEffects(database, actions, effects)]);
}

/** Writes changes of many items with their effects, like `transactInChunks`. @throws NotAuthenticated if the token of the actor is revoked at the start */
export function commitInChunks<T>(
  database: Database,
  { effectsOf, ...batch }: ChunkedChange<T>,
): Promise<ReadonlyMap<string, DomainError>> {
  return transactInChunks(database, {
    ...batch,
    required: (chunk) => checkActors(database, chunk.map(effectsOf)),
    each: (item) => withEffects(database, batch.each(item), effectsOf(item)),
  });
}

/** Checks the tokens of the actors, each of them once. An actor who revokes their own tokens is checked by that action. */
function checkActors(database: Database, all: readonly Effects[]): Action[] {
  const actors = all.filter(({ audit, revokeTokens }) => revokeTokens?.userId !== audit.by.id).map(({ audit }) => audit.by);
  return [...new Map(actors.map((actor) => [actor.id, actor])).values()].map((actor) => checkToken(database, actor));
}

/**
 * Adds the actions of the effects to a change. The idempotency record comes first, because a repeated request must fail with KeyInUse, not with a conflict
 * that the first request caused.
 */
function withEffects(database: Database, actions: readonly Action[], effects: Effects): Action[] {
  const { audit, idempotency, notifications = [], notices = [], retracted = [], jobs = [], revokeTokens, linkAccount, adopts } = effects;
  return [
    ...(idempotency ? [putIdempotencyRecord(database, idempotency)] : []),
    ...actions,
    ...notifications.flatMap((outgoing) => [...putNotification(database, outgoing.notification), putAuditEntry(database, outgoing.audit)]),
    ...notices.map((notice) => putNotice(database, notice)),
    ...retracted.flatMap((each) => [...deleteNotification(database, each), putAuditEntry(database, each.audit)]),
    ...(adopts ? adoptUpload(database, adopts, audit.at) : []),
    ...jobs.map((job) => putJob(database, job)),
    ...(revokeTokens ? [putRevocation(database, revokeTokens, audit.by)] : []),
    ...(linkAccount ? [putAccountLink(database, linkAccount)] : []),
    putAuditEntry(database, audit),
  ];
}
