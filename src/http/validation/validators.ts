import { applyDecorators, type PipeTransform, type Type } from '@nestjs/common';
import { Transform, Type as ConvertTo } from 'class-transformer';
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
import { CODE_PATTERN, ID_PATTERN } from '../../core/text/text.js';

/** A property that may be left out; `null` is not leaving it out. */
export const Optional = (): PropertyDecorator => ValidateIf((_object, value) => value !== undefined);

/** A property that may be left out, and cleared with `null`. */
export const Clearable = (): PropertyDecorator => ValidateIf((_object, value) => value !== undefined && value !== null);

/** What breaks a line, or turns the direction of what stands beside it, too. */
const NOT_IN_LINES = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;
const CONTROL_BUT_LINE_BREAK = /[^\P{Cc}\n\t]|\p{Cs}/u;

const isTextWithout = (forbidden: RegExp, message: string): PropertyDecorator =>
  ValidateBy({
    name: 'isText',
    validator: { validate: (value) => typeof value === 'string' && !forbidden.test(value), defaultMessage: () => `$property ${message}` },
  });

/** Anything that is seen: no space, nothing without width, no filler, and not the empty pattern of Braille. */
const VISIBLE = /[^\p{Z}\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800]/u;

const isVisible = (): PropertyDecorator =>
  ValidateBy({
    name: 'isVisible',
    validator: {
      validate: (value) => typeof value === 'string' && VISIBLE.test(value),
      defaultMessage: () => '$property must hold something that can be seen',
    },
  });

const Tidied = (): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.normalize('NFC').trim() : value));

/** Text of `min` to `max` characters. */
export const CharacterCount = (min: number, max: number): PropertyDecorator =>
  Length(min, max, { message: `$property must have ${min} to ${max} characters` });

/** One line of text of 1 to `max` characters, composed (NFC) and trimmed. */
export const SingleLine = (max: number): PropertyDecorator =>
  applyDecorators(
    Tidied(),
    IsString(),
    CharacterCount(1, max),
    isTextWithout(NOT_IN_LINES, 'must be one line without control characters and marks of direction'),
    isVisible(),
  );

/** Text of 1 to `max` characters that may have line breaks, composed (NFC) and trimmed. */
export const MultiLine = (max: number): PropertyDecorator =>
  applyDecorators(
    Tidied(),
    IsString(),
    CharacterCount(1, max),
    isTextWithout(CONTROL_BUT_LINE_BREAK, 'must not hold control characters'),
    isVisible(),
  );

/** A code that people write: letters, digits, dot, underscore, hyphen. */
export const Code = (max = 40): PropertyDecorator =>
  applyDecorators(
    IsString(),
    CharacterCount(1, max),
    Matches(CODE_PATTERN, { message: '$property must be letters, digits, ".", "_" and "-"' }),
  );

/** A boolean as a query has it: `true` or `false`. */
export const QueryBoolean = (): PropertyDecorator =>
  applyDecorators(
    Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value)),
    IsBoolean(),
  );

/** A calendar date `YYYY-MM-DD` that exists. */
export const CalendarDate = (): PropertyDecorator =>
  ValidateBy({
    name: 'isCalendarDate',
    validator: { validate: isCalendarDate, defaultMessage: () => '$property must be a date that exists, as YYYY-MM-DD' },
  });

export function isCalendarDate(value: unknown): boolean {
  if (typeof value !== 'string' || !/^(?!0000)\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const date = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
}

/** An instant in UTC, such as `2026-11-02T08:00:00Z`, to the second or to the millisecond; it comes out with milliseconds, as instants are stored. */
export const Instant = (): PropertyDecorator =>
  applyDecorators(
    Transform(({ value }: { value: unknown }) => (isInstant(value) ? new Date(value).toISOString() : value)),
    ValidateBy({
      name: 'isInstant',
      validator: { validate: isInstant, defaultMessage: () => '$property must be an instant in UTC, as YYYY-MM-DDThh:mm:ss.sssZ' },
    }),
  );

function isInstant(value: unknown): value is string {
  if (typeof value !== 'string' || !/^(?!0000)\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?Z$/.test(value)) return false;
  const instant = new Date(value);
  // A 30 February would come out as another day.
  return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(value.slice(0, 19));
}

/** The id of a thing: a UUID, in lower case. */
export const Id = (): PropertyDecorator =>
  applyDecorators(IsString(), Matches(ID_PATTERN, { message: '$property must be a UUID in lower case', context: { code: 'is_uuid' } }));

/** The id of a thing in a path. */
export const idPipe: PipeTransform<string, string> = {
  transform: (value, { data: field = 'path' }) => {
    if (!ID_PATTERN.test(value)) throw ValidationFailed.of({ field, code: 'is_uuid', message: 'must be a UUID in lower case.' });
    return value;
  },
};

/** A whole number as a query has it: digits, with a sign where it is below zero. */
export const QueryInteger = (): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) => (typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value));

/** The version of a thing that a change is based on. */
export const Version = (): PropertyDecorator => applyDecorators(IsInt(), Min(1), Max(Number.MAX_SAFE_INTEGER));

/** A list of `min` to `max` objects, each valid by itself. */
export const ListOf = (item: () => Type, { min, max }: { min: number; max: number }): PropertyDecorator =>
  applyDecorators(
    ConvertTo(item),
    ValidateNested({ each: true }),
    // A list in a list would pass as one whose items are to be validated.
    ObjectsOnly({ min, max }),
  );

/** A list of `min` to `max` objects, whatever they hold. */
export const ObjectsOnly = ({ min, max }: { min: number; max: number }): PropertyDecorator =>
  applyDecorators(
    IsArray(),
    ArrayMinSize(min),
    ArrayMaxSize(max),
    ValidateBy({
      name: 'isListOfObjects',
      validator: { validate: isListOfObjects, defaultMessage: () => '$property must hold objects only' },
    }),
  );

function isListOfObjects(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'object' && item !== null && !Array.isArray(item));
}
