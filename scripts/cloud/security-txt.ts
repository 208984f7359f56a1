import { contactUri, InvalidValue } from '../../src/config/env-parsers.js';
import { Failure } from '../failure.js';

const DAY_MS = 86_400_000;

/** The contact in `security.txt` as a URI. @throws Failure if it is neither an e-mail address nor an https URL */
export function toContactUri(contact: string): string {
  try {
    return contactUri(contact);
  } catch (error) {
    if (!(error instanceof InvalidValue)) throw error;
    throw new Failure(`securityContact ${error.message}, not ${JSON.stringify(contact)}.`);
  }
}

/** The days until the file expires; undefined if it is not a `security.txt`. */
export function daysUntilExpiry(text: string, now: Date): number | undefined {
  const [, expires] = /^Expires: (\S+)$/im.exec(text) ?? [];
  return expires === undefined ? undefined : Math.floor((Date.parse(expires) - now.getTime()) / DAY_MS);
}
