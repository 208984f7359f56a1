import { StaleVersion } from '../errors/errors.js';

const MAX_ATTEMPTS = 5;

/** Does a change again that lost to another one, for changes that do not name the version they are based on. */
export async function retryOnConflict<T>(change: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await change();
    } catch (error) {
      if (!(error instanceof StaleVersion) || tries === MAX_ATTEMPTS) throw error;
    }
  }
}
