import { StaleVersion } from '../errors/errors.js';

const MOST_TRIES = 5;

/** Does a change again that lost to another one, for changes that do not name the version they are based on. */
export async function whateverTheVersion<T>(change: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await change();
    } catch (error) {
      if (!(error instanceof StaleVersion) || tries === MOST_TRIES) throw error;
    }
  }
}
