import { applyDecorators, Param, type PipeTransform, type Type } from '@nestjs/common';
import { Type as ConvertTo, Transform } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsInt,
  IsString,
  Length,
  Matches,
  Max,
  Min,
  ValidateBy,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { ValidationFailed } from '../../core/errors/errors.js';
import { findDamage, findLostCharacter, isSpreadsheetError } from '../../core/text/damage.js';
import { collapseSpaces } from '../../core/text/spaces.js';
import { CODE_PATTERN, hasTooManyMarks, ID_PATTERN, MAX_MARKS, normalise } from '../../core/text/text.js';
import { isUtcDay } from '../../core/time/utc-days.js';

/** A property that may be absent, but not `null`. */
export const Optional = (): PropertyDecorator => ValidateIf((_object, value) => value !== undefined);

/** A property that may be absent, or `null` to clear it. */
export const Clearable = (): PropertyDecorator => ValidateIf((_object, value) => value !== undefined && value !== null);

/** Makes the message for a value that breaks a rule. */
type MessageOf = (value: unknown) => string;

/** Creates a decorator of a rule. Without a `code`, the `name` of the rule in snake_case is the error code. */
export const rule = (name: string, validate: (value: unknown) => boolean, message: string | MessageOf, code?: string): PropertyDecorator =>
  ValidateBy(
    {
      name,
      validator: {
        validate,
        defaultMessage: (broken) => `$property ${typeof message === 'string' ? message : message(broken?.value)}`,
      },
    },
    code === undefined ? undefined : { context: { code } },
  );

/** Creates a decorator that converts a value before its validation. */
const convert = (transform: (value: unknown) => unknown): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) => transform(value));

/** A visible character: not a space, zero-width character or filler, and not the blank Braille pattern. */
const VISIBLE = /[^\p{Z}\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800]/u;

/** Text of `min` to `max` characters. */
export const CharacterCount = (min: number, max: number): PropertyDecorator =>
  Length(min, max, { message: `$property must have ${min} to ${max} characters` });

interface TextRule {
  /** The documentation has a pattern for each name. */
  readonly name: 'isLine' | 'isSearchLine' | 'isText';
  readonly forbidden: RegExp;
  readonly message: string;
}

const Text = (max: number, { name, forbidden, message }: TextRule, clean: (text: string) => string): PropertyDecorator =>
  applyDecorators(
    convert((value) => (typeof value === 'string' ? cleanShort(value, max, clean) : value)),
    IsString(),
    CharacterCount(1, max),
    rule(name, (value) => typeof value === 'string' && !forbidden.test(value), message, 'is_text'),
    rule('isVisible', (value) => typeof value === 'string' && VISIBLE.test(value), 'must contain at least one visible character'),
    rule(
      'hasFewMarks',
      (value) => typeof value === 'string' && !hasTooManyMarks(value),
      `must not have more than ${MAX_MARKS} accents or other marks on one character`,
    ),
  );

/** Without control characters, line breaks, and marks that change the direction of the text next to them. */
const LINE: TextRule = {
  name: 'isLine',
  forbidden: /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/u,
  message: 'must be one line without control characters or text-direction marks',
};
const TEXT: TextRule = { name: 'isText', forbidden: /[^\P{Cc}\n\t]|\p{Cs}/u, message: 'must not contain control characters' };

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
export const SearchText = (max: number): PropertyDecorator => Text(max, { ...LINE, name: 'isSearchLine' }, cleanLine);

/** One line of text of 1 to `max` characters, in the form of `cleanLine`. */
export const SingleLine = (max: number, clean = cleanLine): PropertyDecorator => applyDecorators(Text(max, LINE, clean), Undamaged());

/** Text of 1 to `max` characters with optional line breaks, normalised (NFC) and trimmed. */
export const MultiLine = (max: number): PropertyDecorator =>
  applyDecorators(
    Text(max, TEXT, (text) => normalise(text.trim())),
    Undamaged(),
  );

/** Text without traces of a program that could not read or compute it. */
const Undamaged = (): PropertyDecorator =>
  applyDecorators(
    rule(
      'hasNoLostCharacter',
      (value) => typeof value === 'string' && findLostCharacter(value) === undefined,
      (value) =>
        `contains "\ufffd" instead of character ${findLostCharacter(String(value))}. Type the text again, or save the file as "CSV UTF-8"`,
      'lost_character',
    ),
    rule(
      'isNoSpreadsheetError',
      (value) => typeof value === 'string' && !isSpreadsheetError(value),
      (value) => `is ${String(value)}, an error of a spreadsheet. Correct the formula, or type the text`,
      'spreadsheet_error',
    ),
  );

/** A code such as `MATH-101`: letters, digits, dot, underscore, hyphen. */
export const Code = (max = 40): PropertyDecorator =>
  applyDecorators(
    IsString(),
    CharacterCount(1, max),
    Matches(CODE_PATTERN, {
      message: ({ value }) =>
        `$property ${explainDamage(value) ?? 'must start with a letter or digit and contain only letters, digits, ".", "_" and "-"'}`,
    }),
  );

/** A code for something new. Rejects what a spreadsheet has made of a code. */
export const NewCode = (max = 40): PropertyDecorator =>
  applyDecorators(
    rule(
      'isUndamagedCode',
      (value) => typeof value === 'string' && findDamage(value) === undefined,
      (value) => explainDamage(value) ?? '',
      'damaged_code',
    ),
    Code(max),
  );

/** Says what a spreadsheet has made of a code. Undefined if the code is not damaged. */
export function explainDamage(code: unknown): string | undefined {
  const damage = typeof code === 'string' ? findDamage(code) : undefined;
  return damage && `is ${code as string}, ${damage} of a spreadsheet. Format the column as text, and enter the code again`;
}

/** A boolean in a query: `true` or `false`. */
export const QueryBoolean = (): PropertyDecorator =>
  applyDecorators(
    convert((value) => (value === 'true' ? true : value === 'false' ? false : value)),
    IsBoolean(),
  );

/** An existing calendar date, `YYYY-MM-DD`. */
export const CalendarDate = (): PropertyDecorator =>
  rule('isCalendarDate', isCalendarDate, 'must be an existing date in the form YYYY-MM-DD');

export function isCalendarDate(value: unknown): boolean {
  return isUtcDay(value) && !value.startsWith('0000');
}

/** A UTC time such as `2026-11-02T08:00:00Z`, with or without milliseconds. Converted to the stored form, with milliseconds. */
export const Instant = (): PropertyDecorator =>
  applyDecorators(
    convert((value) => (isInstant(value) ? new Date(value).toISOString() : value)),
    rule('isInstant', isInstant, 'must be a UTC time in the form YYYY-MM-DDThh:mm:ss.sssZ'),
  );

function isInstant(value: unknown): value is string {
  return typeof value === 'string' && /^(?!0000)\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?Z$/.test(value) && exists(value);
}

/** Whether a time exists. `Date` would convert 30 February to a day in March. */
function exists(time: string): boolean {
  const date = new Date(time);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(time.slice(0, 19));
}

/** An id: a UUID in lower case. */
export const Id = (): PropertyDecorator =>
  applyDecorators(IsString(), Matches(ID_PATTERN, { message: '$property must be a UUID in lower case', context: { code: 'is_uuid' } }));

export const idPipe: PipeTransform<string, string> = {
  transform: (value, { data: field = 'path' }) => {
    if (!ID_PATTERN.test(value)) throw ValidationFailed.of({ field, code: 'is_uuid', message: 'must be a UUID in lower case.' });
    return value;
  },
};

/** An id in the path. */
export const IdParam = (name: string): ParameterDecorator => Param(name, idPipe);

/** A whole number in a query, e.g. `25` or `-1`. */
export const QueryInteger = (): PropertyDecorator =>
  convert((value) => (typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value));

/** The version that a change is based on. */
export const Version = (): PropertyDecorator => applyDecorators(IsInt(), Min(1), Max(Number.MAX_SAFE_INTEGER));

/** A list of `min` to `max` objects, each validated by its own class. */
export const ListOf = (item: () => Type, limits: { min: number; max: number }): PropertyDecorator =>
  // `ValidateNested` alone would accept a list inside the list.
  applyDecorators(ConvertTo(item), ValidateNested({ each: true }), ObjectsOnly(limits));

/** A list of `min` to `max` objects of any shape. */
export const ObjectsOnly = ({ min, max }: { min: number; max: number }): PropertyDecorator =>
  applyDecorators(IsArray(), ArrayMinSize(min), ArrayMaxSize(max), rule('isListOfObjects', isListOfObjects, 'must contain only objects'));

function isListOfObjects(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'object' && item !== null && !Array.isArray(item));
}
