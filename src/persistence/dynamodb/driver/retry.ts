import { DynamoDBServiceException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { setTimeout as wait } from 'node:timers/promises';
import { currentContext, REQUEST_TIME_LIMIT } from '../../../core/context/request-context.js';
import { OutcomeUnknown, Unavailable } from '../../../core/errors/errors.js';

const FIRST_PAUSE_MS = 25;
const MAX_PAUSE_MS = 2_000;

/** Why an attempt failed: a final error, a refusal that changed nothing, or an unknown result. */
type Failure = 'final' | 'refused' | 'unknown';

const REFUSALS = new Set([
  'ThrottlingException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ServiceUnavailable',
  'TransactionConflictException',
  'TransactionInProgressException',
]);
/** Codes and names of errors before a request was sent. */
const NEVER_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'CredentialsProviderError']);
/** Reasons to cancel a transaction that are not about its conditions. */
const TRANSIENT_REASONS = new Set(['None', 'TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded']);

/** DynamoDB has not processed a part of a batch. */
export class Unprocessed extends Error {}

/**
 * Sends a request until it succeeds, fails for good, or reaches the deadline of the current HTTP request. The request must be safe to repeat: a read, or
 * a write with a token or a condition.
 * @throws Unavailable if every attempt was refused; OutcomeUnknown if a write may have been applied; a final error of DynamoDB unchanged
 */
export async function withRetry<T>(request: () => Promise<T>, kind: 'read' | 'write'): Promise<T> {
  const deadline = currentContext()?.deadline ?? Date.now() + REQUEST_TIME_LIMIT;
  let mayBeWritten = false;
  for (let longestPause = FIRST_PAUSE_MS; ; longestPause = Math.min(longestPause * 2, MAX_PAUSE_MS)) {
    try {
      return await request();
    } catch (error) {
      const failure = toFailure(error);
      if (failure === 'final') throw error;
      mayBeWritten ||= failure === 'unknown' && kind === 'write';
      const pause = Math.random() * longestPause;
      if (Date.now() + pause >= deadline) throw mayBeWritten ? new OutcomeUnknown() : new Unavailable();
      await wait(pause);
    }
  }
}

function toFailure(error: unknown): Failure {
  if (error instanceof Unprocessed) return 'refused';
  if (error instanceof TransactionCanceledException) {
    return error.CancellationReasons?.every(({ Code }) => TRANSIENT_REASONS.has(Code ?? 'None')) ? 'refused' : 'final';
  }
  if (error instanceof DynamoDBServiceException) {
    if (REFUSALS.has(error.name)) return 'refused';
    return error.$fault === 'server' || (error.$metadata.httpStatusCode ?? 0) >= 500 ? 'unknown' : 'final';
  }
  const { name, code, $metadata } = error as NodeJS.ErrnoException & { $metadata?: { attempts?: number } };
  if (NEVER_SENT.has(code ?? name)) return 'refused';
  // Without an attempt of the SDK, the request itself is invalid.
  return $metadata?.attempts ? 'unknown' : 'final';
}
