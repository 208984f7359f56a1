/** The characters that Windows-1252 has for the bytes 80 to 9F. It has none for five of them. */
const WINDOWS_1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';
const BYTES = new Map([...WINDOWS_1252].map((character, index) => [character, 0x80 + index]));

/** A continuation byte of UTF-8, read as Windows-1252 or as Latin-1. */
const CONTINUATION = `[\\u0080-\\u00bf${WINDOWS_1252}]`;
/** A character of UTF-8 of two, three or four bytes, each of them read as a character. */
const SEQUENCE = new RegExp(`[Â-ß]${CONTINUATION}|[à-ï]${CONTINUATION}{2}|[ð-ô]${CONTINUATION}{3}`, 'g');

/** Characters of names in Latin letters: Latin-1, Latin Extended-A, those of Vietnamese and Romanian, marks, apostrophes, hyphens, spaces. */
const OF_LATIN_NAMES = /^[\u0300-\u0309\u031b\u0323\u0326-\u0328À-ÖØ-öø-žơƠưƯșȘțȚ\u1e00-\u1effªº·´‘’‐–\u00a0\u200b]$/;
/** An accented capital behind a small letter, whose second byte was lost: `GarcÃa`. */
const CUT_SEQUENCE = /\p{Ll}(?:Ã|Â(?!\p{L}))/u;

/** Whether a name looks like UTF-8 that a program has read as Windows-1252 or Latin-1. Takes linear time; limit the length first anyway. */
export function isMisread(name: string): boolean {
  return readAgain(name) !== name || CUT_SEQUENCE.test(name);
}

/** Undoes the wrong reading of a name, where it is certain. Returns any other name unchanged. */
export function readAgain(name: string): string {
  const decoded: string[] = [];
  const rest = name.replace(SEQUENCE, (sequence) => {
    decoded.push(decode(sequence));
    return '';
  });
  const isLatin = (character: string) => OF_LATIN_NAMES.test(character);
  if (decoded.some(isLatin)) {
    return name.replace(SEQUENCE, (sequence) => (isLatin(decode(sequence)) ? decode(sequence) : sequence));
  }
  // Each letter of another script is a sequence. Two letters such as `ÍŠ` also occur side by side in a name.
  const isLetter = (character: string) => /^(?!\p{Script=Latin})[\p{L}\p{M}]$/u.test(character);
  const isOther = decoded.length > 0 && decoded.every(isLetter) && !/\p{L}/u.test(rest);
  return isOther && (decoded.length > 1 || decoded[0]! > '\u07ff') ? name.replace(SEQUENCE, decode) : name;
}

function decode(sequence: string): string {
  return Buffer.from([...sequence].map((character) => BYTES.get(character) ?? character.charCodeAt(0))).toString('utf8');
}
