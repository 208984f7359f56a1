import { setTimeout as wait } from 'node:timers/promises';
import { Unavailable } from '../errors/errors.js';
import { currentContext, REQUEST_TIME_LIMIT } from '../context/request-context.js';

const FIRST_PAUSE_MS = 50;
const MAX_PAUSE_MS = 2_000;
/** What is left of the time of a request for what has to be done after giving up. */
const RESERVE_MS = 2_000;

/**
 * Makes a request again until it is answered, or little is left of the time of the current request.
 * @param isPassing whether an error may be gone the next time
 * @param whom what is asked, as a message names it
 * @throws Unavailable if it never was answered; errors that do not pass, untouched
 */
export async function retryUntilDeadline<T>(request: () => Promise<T>, isPassing: (error: unknown) => boolean, whom: string): Promise<T> {
  const deadline = (currentContext()?.deadline ?? Date.now() + REQUEST_TIME_LIMIT) - RESERVE_MS;
  for (let longestPause = FIRST_PAUSE_MS; ; longestPause = Math.min(longestPause * 2, MAX_PAUSE_MS)) {
    try {
      return await request();
    } catch (error) {
      if (!isPassing(error)) throw error;
      const pause = Math.random() * longestPause;
      if (Date.now() + pause >= deadline) throw new Unavailable(`${whom} cannot be reached. Try again later.`);
      await wait(pause);
    }
  }
}
