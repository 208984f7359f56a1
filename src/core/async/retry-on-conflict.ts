import { StaleVersion } from '../errors/errors.js';

const MAX_ATTEMPTS = 5;

/** Repeats a change after a StaleVersion, for changes whose request names no version. @throws StaleVersion after the last attempt */
export async function retryOnConflict<T>(change: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await change();
    } catch (error) {
      if (!(error instanceof StaleVersion) || attempt === MAX_ATTEMPTS) throw error;
    }
  }
}
