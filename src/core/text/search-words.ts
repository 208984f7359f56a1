import { foldLetters, normalise } from './text.js';

/** What separates words: all but letters, their marks and digits, and apostrophes that count as letters. */
const SEPARATORS = /(?:[^\p{L}\p{M}\p{N}]|[\u02b0-\u02ff])+/u;

/** The letters that people without them on their keyboard also type as two. */
const TWO_LETTERS: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', å: 'aa', ø: 'oe' };

export interface SearchableText {
  /** Text of which each word counts, such as the parts of a name. */
  readonly names: readonly string[];
  readonly code: string;
  readonly email: string;
}

/** The spellings of one word of a search. Either must be the beginning of a word. */
export type SearchTerm = readonly string[];

/**
 * The words by whose beginning a person is found, without case and accents, the most important first. A word reaches to the next space, without hyphens,
 * dots and apostrophes in it. A part after one of these also begins a word: O'Brien has `obrien` and `brien`, S-2026 has `s2026` and `2026`. The domain
 * of an address begins no word, because everybody has it.
 */
export function toSearchWords({ names, code, email }: SearchableText): string[] {
  const [local = ''] = email.split('@');
  const texts = [code, ...names.flatMap((name) => name.split(/\s+/))];
  const words = [foldLetters, foldToTwo].flatMap((spell) => {
    const begins = texts.map((text) => toBegins(spell(text)));
    const whole = [...begins.map(([first]) => first), toBegins(spell(email))[0]];
    // Later parts of an address go without the domain. They are often parts of the name or the code, so they add no word.
    return [...whole, ...begins.flatMap((each) => each.slice(1)), ...toBegins(spell(local)).slice(1)];
  });
  return [...new Set(words.filter((word) => word !== undefined))];
}

/** The words of a search. A text with a digit or an @ is a code or an address, and other hyphens and dots separate words. */
export function toSearchTerms(search: string): SearchTerm[] {
  const words = search.split(/\s+/).flatMap((text) => (/[\d@]/.test(text) ? [text] : text.replace(/['’ʼʻ`´]/gu, '').split(SEPARATORS)));
  const terms = words.map((word) => [foldLetters, foldToTwo].map((spell) => toParts(spell(word)).join('')).filter(Boolean));
  const distinct = new Map(terms.filter(([first]) => first !== undefined).map((term) => [term.join(' '), term]));
  // What begins with the first spelling includes the second, if that is longer only.
  return Array.from(distinct.values(), ([first, second]) => (second!.startsWith(first!) ? [first!] : [first!, second!]));
}

/** Whether each word of the search is the beginning of a word. */
export function hasTerms(words: readonly string[], terms: readonly SearchTerm[]): boolean {
  return terms.every((term) => words.some((word) => beginsWith(word, term)));
}

export function beginsWith(word: string, term: SearchTerm): boolean {
  return term.some((spelling) => word.startsWith(spelling));
}

/** Like `foldLetters`, but ä, ö, ü, å and ø become two letters. */
function foldToTwo(text: string): string {
  return foldLetters(
    normalise(text)
      .toLowerCase()
      .replace(/[äöüåø]/g, (letter) => TWO_LETTERS[letter]!),
  );
}

function toParts(text: string): string[] {
  return text.split(SEPARATORS).filter(Boolean);
}

/** The text from the beginning of each part on. */
function toBegins(text: string): string[] {
  return toParts(text).map((_part, index, parts) => parts.slice(index).join(''));
}
