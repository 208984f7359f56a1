/** A code that people write. It needs no encoding in a path. */
export const CODE_PATTERN = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

/** An id: a UUID in lower case, of any variant, because Cognito does not always use the common one. */
export const UUID = '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}';
export const ID_PATTERN = new RegExp(`^${UUID}$`);

/** The accents and other marks that one character can have: the limit of the Stream-Safe Text Format of Unicode. No language needs as many. */
export const MAX_MARKS = 30;
const TOO_MANY_MARKS = new RegExp(`\\p{M}{${MAX_MARKS + 1}}`, 'u');

/** Whether a character of the text has more than `MAX_MARKS` marks. */
export function hasTooManyMarks(text: string): boolean {
  return TOO_MANY_MARKS.test(text);
}

/**
 * Composes characters and their marks (NFC). Normalising sorts the marks of each character in quadratic time, so a text with too many of them stays
 * unchanged.
 */
export function normalise(text: string): string {
  return hasTooManyMarks(text) ? text : text.normalize('NFC');
}

/** Converts a text for comparison: without case, accents and other marks. Removes the marks first, so that there are none to sort. */
export function fold(text: string): string {
  return text
    .replace(/\p{M}+/gu, '')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[đĐ]/g, 'd')
    .toLowerCase();
}
