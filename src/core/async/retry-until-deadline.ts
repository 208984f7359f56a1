import { setTimeout as wait } from 'node:timers/promises';
import { currentContext, REQUEST_TIME_LIMIT } from '../context/request-context.js';
import { detail } from '../errors/domain-error.js';
import { Unavailable } from '../errors/errors.js';

const FIRST_PAUSE_MS = 50;
const MAX_PAUSE_MS = 2_000;
/** The time of a request that is kept for the work after the last attempt. */
const RESERVE_MS = 2_000;

type Service = 'user_pool' | 'mail_service' | 'digest_storage' | 'file_storage';

/**
 * Repeats a call until it succeeds or the time of the current request is almost over.
 * @param isTransient whether the next attempt may succeed after this error
 * @param service what the error message names
 * @throws Unavailable when the time is over; errors that are not transient, unchanged
 */
export async function retryUntilDeadline<T>(
  call: () => Promise<T>,
  isTransient: (error: unknown) => boolean,
  service: Service,
): Promise<T> {
  const deadline = (currentContext()?.deadline ?? Date.now() + REQUEST_TIME_LIMIT) - RESERVE_MS;
  for (let longestPause = FIRST_PAUSE_MS; ; longestPause = Math.min(longestPause * 2, MAX_PAUSE_MS)) {
    try {
      return await call();
    } catch (error) {
      if (!isTransient(error)) throw error;
      const pause = Math.random() * longestPause;
      if (Date.now() + pause >= deadline) throw new Unavailable(detail(`unavailable.${service}`));
      await wait(pause);
    }
  }
}
