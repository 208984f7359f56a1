/** Characters that show an empty place: spaces of any width, the blank Braille pattern, and two fillers of Korean letters. */
const SPACES = /[\p{Zs}\u2800\u3164\uffa0]+/gu;

/** Scripts in which a joiner changes how the letters beside it look, e.g. in Persian or Hindi. */
const JOINING_SCRIPTS = [
  ...['Arabic', 'Syriac', 'Mandaic', 'Nko', 'Phags_Pa', 'Adlam', 'Hanifi_Rohingya', 'Devanagari', 'Bengali', 'Gurmukhi'],
  ...['Gujarati', 'Oriya', 'Tamil', 'Telugu', 'Kannada', 'Malayalam', 'Sinhala', 'Tibetan', 'Myanmar', 'Khmer', 'Balinese', 'Javanese'],
];
const MONGOLIAN_LETTERS = '\\u1820-\\u18aa';
/** After a letter or mark of these scripts. Arabic shares its vowel marks with other scripts. */
const AFTER_JOINING_LETTER = `(?<=[${MONGOLIAN_LETTERS}\\u064b-\\u0655\\u0670${JOINING_SCRIPTS.map((script) => `\\p{Script=${script}}`).join('')}])`;
/** Between two pictures that show one picture together. */
const BETWEEN_EMOJI = '(?<=[\\p{Extended_Pictographic}\\p{Emoji_Modifier}\\ufe0f])\\u200d(?=\\p{Extended_Pictographic})';

/** Characters without any width. The first group has those that change how a text looks. */
const ZERO_WIDTH = new RegExp(
  `(${AFTER_JOINING_LETTER}[\\u200c\\u200d]|(?<=[${MONGOLIAN_LETTERS}])\\u180e|${BETWEEN_EMOJI})|[\\u00ad\\u180e\\u200b-\\u200d\\u2060-\\u2064\\ufeff]`,
  'gu',
);

/**
 * Trims a line of text, makes one ordinary space of all spaces between two words, and removes characters without width, except where they change how
 * the text looks. So two texts that look the same are the same. Takes linear time; limit the length first anyway.
 */
export function collapseSpaces(text: string): string {
  return text.replace(ZERO_WIDTH, '$1').replace(SPACES, ' ').trim();
}
