import { applyDecorators } from '@nestjs/common';
import { type Fault, fault } from '../../core/errors/field-error.js';
import { findDamage, findLostCharacter, isSpreadsheetError } from '../../core/text/damage.js';
import { collapseSpaces } from '../../core/text/spaces.js';
import { CODE_PATTERN, hasTooManyMarks, MAX_MARKS, normalise } from '../../core/text/text.js';
import { CharacterCount, convert, Pattern, rule, Text } from './validators.js';

/** A visible character: not a space, zero-width character or filler, and not the blank Braille pattern. */
const VISIBLE = /[^\p{Z}\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800]/u;

interface TextRule {
  /** The documentation has a pattern for each name. */
  readonly name: 'isLine' | 'isOptionalLine' | 'isSearchLine' | 'isText';
  /** Whether the text can be empty. */
  readonly canBeEmpty?: boolean;
  readonly forbidden: RegExp;
  readonly fault: Fault;
}

const CleanText = (
  max: number,
  { name, forbidden, fault: of, canBeEmpty = false }: TextRule,
  clean: (text: string) => string,
): PropertyDecorator =>
  applyDecorators(
    convert((value) => (typeof value === 'string' ? cleanShort(value, max, clean) : value)),
    Text(),
    CharacterCount(canBeEmpty ? 0 : 1, max),
    rule(name, (value) => typeof value === 'string' && !forbidden.test(value), of),
    rule('isVisible', (value) => typeof value === 'string' && ((canBeEmpty && value === '') || VISIBLE.test(value)), fault('blank')),
    rule('hasFewMarks', (value) => typeof value === 'string' && !hasTooManyMarks(value), fault('too_many_accents', { max: MAX_MARKS })),
  );

/** Without control characters, line breaks, and marks that change the direction of the text next to them. */
const LINE: TextRule = {
  name: 'isLine',
  forbidden: /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/u,
  fault: fault('control_characters.line'),
};
const TEXT: TextRule = { name: 'isText', forbidden: /[^\P{Cc}\n\t]|\p{Cs}/u, fault: fault('control_characters') };

/** The characters of a text that composing can turn into one. */
const MAX_COMPOSED = 4;

/** Cleans a text, unless it is too long in any form. */
function cleanShort(value: string, max: number, clean: (text: string) => string): string {
  const isShort = (text: string) => text.length <= max * MAX_COMPOSED;
  const text = isShort(value) ? value : value.trim();
  return isShort(text) ? clean(text) : text;
}

/** Normalises a line of text (NFC), and makes one ordinary space of the spaces between two words. */
export function cleanLine(text: string): string {
  return normalise(collapseSpaces(text));
}

/** One line of text of 1 to `max` characters, in the form of `cleanLine`, which may be damaged: only for searching what is stored. */
export const SearchText = (max: number): PropertyDecorator => CleanText(max, { ...LINE, name: 'isSearchLine' }, cleanLine);

/** One line of text of 1 to `max` characters, in the form of `cleanLine`. */
export const SingleLine = (max: number, clean = cleanLine): PropertyDecorator => applyDecorators(CleanText(max, LINE, clean), Undamaged());

/** As `SingleLine`, or blank, which becomes an empty text. */
export const OptionalLine = (max: number, clean = cleanLine): PropertyDecorator =>
  applyDecorators(CleanText(max, { ...LINE, name: 'isOptionalLine', canBeEmpty: true }, clean), Undamaged());

/** Text of 1 to `max` characters with optional line breaks, normalised (NFC) and trimmed. */
export const MultiLine = (max: number): PropertyDecorator =>
  applyDecorators(
    CleanText(max, TEXT, (text) => normalise(text.trim())),
    Undamaged(),
  );

/** Text without traces of a program that could not read or compute it. */
const Undamaged = (): PropertyDecorator =>
  applyDecorators(
    rule(
      'hasNoLostCharacter',
      (value) => typeof value === 'string' && findLostCharacter(value) === undefined,
      (value) => fault('lost_character', { place: findLostCharacter(String(value))! }),
    ),
    rule(
      'isNoSpreadsheetError',
      (value) => typeof value === 'string' && !isSpreadsheetError(value),
      (value) => fault('spreadsheet_error', { value: String(value) }),
    ),
  );

/** A code such as `MATH-101`: letters, digits, dot, underscore, hyphen. */
export const Code = (max = 40): PropertyDecorator =>
  applyDecorators(
    Text(),
    CharacterCount(1, max),
    Pattern(CODE_PATTERN, (value) => explainDamage(value) ?? fault('invalid_code')),
  );

/** A code for something new. Rejects what a spreadsheet has made of a code. */
export const NewCode = (max = 40): PropertyDecorator =>
  applyDecorators(
    rule(
      'isUndamagedCode',
      (value) => typeof value === 'string' && findDamage(value) === undefined,
      (value) => explainDamage(value)!,
    ),
    Code(max),
  );

/** Says what a spreadsheet has made of a code. Undefined if the code is not damaged. */
export function explainDamage(code: unknown): Fault | undefined {
  const damage = typeof code === 'string' ? findDamage(code) : undefined;
  return damage && fault(`damaged_code.${damage}`, { value: code as string });
}
