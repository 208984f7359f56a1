import { applyDecorators, Param, type PipeTransform, type Type } from '@nestjs/common';
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

/** A property that may be absent, but not `null`. */
export const Optional = (): PropertyDecorator => ValidateIf((_object, value) => value !== undefined);

/** A property that may be absent, or `null` to clear it. */
export const Clearable = (): PropertyDecorator => ValidateIf((_object, value) => value !== undefined && value !== null);

/** Control characters and line breaks; also marks that change the direction of text next to them. */
const NOT_IN_SINGLE_LINE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;
const CONTROL_BUT_LINE_BREAK = /[^\P{Cc}\n\t]|\p{Cs}/u;

const isTextWithout = (forbidden: RegExp, message: string): PropertyDecorator =>
  ValidateBy({
    name: 'isText',
    validator: { validate: (value) => typeof value === 'string' && !forbidden.test(value), defaultMessage: () => `$property ${message}` },
  });

/** A visible character: not a space, zero-width character or filler, and not the blank Braille pattern. */
const VISIBLE = /[^\p{Z}\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800]/u;

const isVisible = (): PropertyDecorator =>
  ValidateBy({
    name: 'isVisible',
    validator: {
      validate: (value) => typeof value === 'string' && VISIBLE.test(value),
      defaultMessage: () => '$property must contain at least one visible character',
    },
  });

const Normalised = (): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.normalize('NFC').trim() : value));

/** Text of `min` to `max` characters. */
export const CharacterCount = (min: number, max: number): PropertyDecorator =>
  Length(min, max, { message: `$property must have ${min} to ${max} characters` });

/** One line of text of 1 to `max` characters, normalised (NFC) and trimmed. */
export const SingleLine = (max: number): PropertyDecorator =>
  applyDecorators(
    Normalised(),
    IsString(),
    CharacterCount(1, max),
    isTextWithout(NOT_IN_SINGLE_LINE, 'must be one line without control characters or text-direction marks'),
    isVisible(),
  );

/** Text of 1 to `max` characters with optional line breaks, normalised (NFC) and trimmed. */
export const MultiLine = (max: number): PropertyDecorator =>
  applyDecorators(
    Normalised(),
    IsString(),
    CharacterCount(1, max),
    isTextWithout(CONTROL_BUT_LINE_BREAK, 'must not contain control characters'),
    isVisible(),
  );

/** A code such as `MATH-101`: letters, digits, dot, underscore, hyphen. */
export const Code = (max = 40): PropertyDecorator =>
  applyDecorators(
    IsString(),
    CharacterCount(1, max),
    Matches(CODE_PATTERN, { message: '$property must start with a letter or digit and contain only letters, digits, ".", "_" and "-"' }),
  );

/** A boolean in a query: `true` or `false`. */
export const QueryBoolean = (): PropertyDecorator =>
  applyDecorators(
    Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value)),
    IsBoolean(),
  );

/** An existing calendar date, `YYYY-MM-DD`. */
export const CalendarDate = (): PropertyDecorator =>
  ValidateBy({
    name: 'isCalendarDate',
    validator: { validate: isCalendarDate, defaultMessage: () => '$property must be an existing date in the form YYYY-MM-DD' },
  });

export function isCalendarDate(value: unknown): boolean {
  if (typeof value !== 'string' || !/^(?!0000)\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const date = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
}

/** A UTC time such as `2026-11-02T08:00:00Z`, with or without milliseconds. Converted to the stored form, with milliseconds. */
export const Instant = (): PropertyDecorator =>
  applyDecorators(
    Transform(({ value }: { value: unknown }) => (isInstant(value) ? new Date(value).toISOString() : value)),
    ValidateBy({
      name: 'isInstant',
      validator: { validate: isInstant, defaultMessage: () => '$property must be a UTC time in the form YYYY-MM-DDThh:mm:ss.sssZ' },
    }),
  );

function isInstant(value: unknown): value is string {
  if (typeof value !== 'string' || !/^(?!0000)\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?Z$/.test(value)) return false;
  const instant = new Date(value);
  // `Date` turns 30 February into another day.
  return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(value.slice(0, 19));
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
  Transform(({ value }: { value: unknown }) => (typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value));

/** The version that a change is based on. */
export const Version = (): PropertyDecorator => applyDecorators(IsInt(), Min(1), Max(Number.MAX_SAFE_INTEGER));

/** A list of `min` to `max` objects, each validated by its own class. */
export const ListOf = (item: () => Type, { min, max }: { min: number; max: number }): PropertyDecorator =>
  applyDecorators(
    ConvertTo(item),
    ValidateNested({ each: true }),
    // `ValidateNested` alone would accept a list inside the list.
    ObjectsOnly({ min, max }),
  );

/** A list of `min` to `max` objects of any shape. */
export const ObjectsOnly = ({ min, max }: { min: number; max: number }): PropertyDecorator =>
  applyDecorators(
    IsArray(),
    ArrayMinSize(min),
    ArrayMaxSize(max),
    ValidateBy({
      name: 'isListOfObjects',
      validator: { validate: isListOfObjects, defaultMessage: () => '$property must contain only objects' },
    }),
  );

function isListOfObjects(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'object' && item !== null && !Array.isArray(item));
}
