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

/**
 * Converts a text for comparison: without case, accents and other marks. Removes the marks first, so that there are none to sort. Keys of stored items
 * contain the result, so it never changes.
 */
export function fold(text: string): string {
  return text
    .replace(/\p{M}+/gu, '')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[đĐ]/g, 'd')
    .toLowerCase();
}

/** The letters that people type as others, and that are no letter with an accent. Unicode has the other ones. */
const LETTERS: Readonly<Record<string, string>> = {
  ...{
    ß: 'ss',
    æ: 'ae',
    œ: 'oe',
    ø: 'o',
    ł: 'l',
    ð: 'd',
    þ: 'th',
    ı: 'i',
    ŋ: 'n',
    ħ: 'h',
    ŧ: 't',
    ƶ: 'z',
    ɨ: 'i',
    ʉ: 'u',
    ɛ: 'e',
    ɔ: 'o',
    ǝ: 'e',
  },
  ...{ ə: 'e', ƀ: 'b', ɓ: 'b', ɖ: 'd', ɗ: 'd', ƙ: 'k', ŀ: 'l', ɲ: 'n', ƴ: 'y', ĸ: 'k', ŉ: 'n', ſ: 's', ς: 'σ' },
};
const ANY_LETTER = new RegExp(`[${Object.keys(LETTERS).join('')}]`, 'gu');

/** Converts a text for searching and sorting: like `fold`, and with the letters that every keyboard has, e.g. Łukasz becomes lukasz. */
export function foldLetters(text: string): string {
  return fold(text).replace(ANY_LETTER, (letter) => LETTERS[letter]!);
}
