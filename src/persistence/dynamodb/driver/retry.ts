import { setTimeout as wait } from 'node:timers/promises';
import { DynamoDBServiceException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { OutcomeUnknown, Unavailable } from '../../../core/errors/errors.js';
import { currentContext, REQUEST_TIME_LIMIT } from '../../../core/context/request-context.js';

const FIRST_PAUSE_MS = 25;
const MAX_PAUSE_MS = 2_000;

/** What a failed attempt means: an answer for good, a refusal after which nothing has changed, or no word on what happened. */
type Outcome = 'answered' | 'refused' | 'unanswered';

const REFUSALS = new Set([
  'ThrottlingException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ServiceUnavailable',
  'TransactionConflictException',
  'TransactionInProgressException',
]);
/** Errors of a connection that was never made, by code or name. */
const NEVER_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'CredentialsProviderError']);
/** Reasons of a cancelled transaction that say nothing about the conditions in it. */
const PASSING_REASONS = new Set(['None', 'TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded']);

/** A batch of which DynamoDB has left a part for later. */
export class Unprocessed extends Error {}

/**
 * Sends a request until DynamoDB has answered it or the time of the current request is over. The request must be the same each time and safe to
 * repeat: a read, or a write that carries a token or a condition.
 * @throws Unavailable if it was refused to the end, OutcomeUnknown if a write may have been made; whatever DynamoDB answered, untouched
 */
export async function withRetry<T>(request: () => Promise<T>, kind: 'read' | 'write'): Promise<T> {
  const deadline = currentContext()?.deadline ?? Date.now() + REQUEST_TIME_LIMIT;
  let mayHaveBeenMade = false;
  for (let longestPause = FIRST_PAUSE_MS; ; longestPause = Math.min(longestPause * 2, MAX_PAUSE_MS)) {
    try {
      return await request();
    } catch (error) {
      const outcome = outcomeOf(error);
      if (outcome === 'answered') throw error;
      mayHaveBeenMade ||= outcome === 'unanswered' && kind === 'write';
      const pause = Math.random() * longestPause;
      if (Date.now() + pause >= deadline) throw mayHaveBeenMade ? new OutcomeUnknown() : new Unavailable();
      await wait(pause);
    }
  }
}

function outcomeOf(error: unknown): Outcome {
  if (error instanceof Unprocessed) return 'refused';
  if (error instanceof TransactionCanceledException) {
    return error.CancellationReasons?.every(({ Code }) => PASSING_REASONS.has(Code ?? 'None')) ? 'refused' : 'answered';
  }
  if (error instanceof DynamoDBServiceException) {
    if (REFUSALS.has(error.name)) return 'refused';
    return error.$fault === 'server' || (error.$metadata.httpStatusCode ?? 0) >= 500 ? 'unanswered' : 'answered';
  }
  const { name, code, $metadata } = error as NodeJS.ErrnoException & { $metadata?: { attempts?: number } };
  if (NEVER_SENT.has(code ?? name)) return 'refused';
  // The SDK counts attempts of what it has tried to send; what failed before that is a fault of the request.
  return $metadata?.attempts ? 'unanswered' : 'answered';
}
