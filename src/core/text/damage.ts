/** What stands for a character that a program could not read. */
const LOST_CHARACTER = '\ufffd';

/** The errors of Excel, LibreOffice and Google Sheets, in English and as Excel translates them. */
const SPREADSHEET_ERRORS = new Set([
  ...['#REF!', '#N/A', '#NAME?', '#VALUE!', '#DIV/0!', '#NUM!', '#NULL!', '#SPILL!', '#CALC!', '#FIELD!', '#ERROR!', '#GETTING_DATA'],
  // German, French, Spanish, Italian, Portuguese
  ...['#BEZUG!', '#NV', '#WERT!', '#ZAHL!', '#NOM?', '#VALEUR!', '#NOMBRE!', '#NUL!', '#¡REF!', '#¿NOMBRE?', '#¡VALOR!', '#¡DIV/0!'],
  ...['#¡NUM!', '#¡NULO!', '#RIF!', '#N/D', '#NOME?', '#VALORE!', '#NULLO!', '#VALOR!', '#NÚM!', '#NULO!'],
  // Dutch, Danish and Norwegian, Swedish, Finnish
  ...['#VERW!', '#N/B', '#NAAM?', '#WAARDE!', '#DEEL/0!', '#GETAL!', '#LEEG!', '#I/T', '#NAVN?', '#VÆRDI!', '#VERDI!', '#REFERENCE!'],
  ...['#DIVISION/0!', '#REFERENS!', '#SAKNAS!', '#NAMN?', '#VÄRDEFEL!', '#OGILTIGT!', '#SKÄRNING!'],
  ...['#VIITTAUS!', '#PUUTTUU!', '#NIMI?', '#ARVO!', '#JAKO/0!', '#LUKU!', '#TYHJÄ!'],
  // Polish, Czech, Hungarian, Turkish, Russian
  ...[
    '#ADR!',
    '#N/D!',
    '#NAZWA?',
    '#ARG!',
    '#DZIEL/0!',
    '#LICZBA!',
    '#ZERO!',
    '#ODKAZ!',
    '#NÁZEV?',
    '#HODNOTA!',
    '#DĚLENÍ_NULOU!',
    '#ČÍSLO!',
  ],
  ...[
    '#HIV!',
    '#HIÁNYZIK',
    '#NÉV?',
    '#ÉRTÉK!',
    '#ZÉRÓOSZTÓ!',
    '#SZÁM!',
    '#NULLA!',
    '#BAŞV!',
    '#YOK',
    '#AD?',
    '#DEĞER!',
    '#SAYI/0!',
    '#SAYI!',
  ],
  ...['#BOŞ!', '#ССЫЛКА!', '#Н/Д', '#ИМЯ?', '#ЗНАЧ!', '#ДЕЛ/0!', '#ЧИСЛО!', '#ПУСТО!'],
]);
/** LibreOffice also has numbered errors, and saves a column that is too narrow as `###`. */
const OTHER_ERROR = /^(?:Err:\d{3}|#{2,20})$/;

const MONTH = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)';
/** A day and month, or month and year, written exactly as a spreadsheet writes it: `1-Feb`, `Feb-26`, `1-Feb-26`. So `1-FEB` and `Feb-101` are codes. */
const DATE = new RegExp(`^(?:\\d{1,2}-${MONTH}(?:-(?:\\d{2}){1,2})?|${MONTH}-\\d{2})$`);
/** A long number as a spreadsheet shortens it: `2.02301E+11`, and `2.02301E11`. So `1.2E3` and `2E11` are codes. */
const SHORTENED_NUMBER = /^\d(?:[.,]\d+)?E[+-]\d{1,3}$|^\d\.\d+E(?:[7-9]|\d{2,3})$/i;

/** The place of the first lost character, counted in characters from 1. Undefined if there is none. */
export function findLostCharacter(text: string): number | undefined {
  const index = text.indexOf(LOST_CHARACTER);
  return index < 0 ? undefined : [...text.slice(0, index)].length + 1;
}

/** Whether the whole text is an error of a spreadsheet. */
export function isSpreadsheetError(text: string): boolean {
  return SPREADSHEET_ERRORS.has(text) || OTHER_ERROR.test(text);
}

/** What a spreadsheet has made of a code. Undefined if the code is not damaged. */
export function findDamage(code: string): 'error' | 'date' | 'number' | undefined {
  if (isSpreadsheetError(code)) return 'error';
  if (DATE.test(code)) return 'date';
  return SHORTENED_NUMBER.test(code) ? 'number' : undefined;
}
