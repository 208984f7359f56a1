import { applyDecorators, Param, type PipeTransform, type Type } from '@nestjs/common';
import { Type as ConvertTo, Transform } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsObject,
  IsString,
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateBy,
  ValidateIf,
  ValidateNested,
  type ValidationOptions,
} from 'class-validator';
import { ValidationFailed } from '../../core/errors/errors.js';
import { type Fault, fault, fieldError } from '../../core/errors/field-error.js';
import { ID_PATTERN } from '../../core/text/text.js';
import { isUtcDay } from '../../core/time/utc-days.js';

/** A property that may be absent, but not `null`. */
export const Optional = (): PropertyDecorator => ValidateIf((_object, value) => value !== undefined);

/** A property that may be absent, or `null` to clear it. */
export const Clearable = (): PropertyDecorator => ValidateIf((_object, value) => value !== undefined && value !== null);

/** A property that must be present, and may be `null`. */
export const Nullable = (): PropertyDecorator => ValidateIf((_object, value) => value !== null);

/** Says what is wrong with a value that breaks a rule. */
export type Explain = (value: unknown) => Fault;

/** The validation options of a rule that say what breaking it means. The pipe reads them. */
export const meaning = (of: Fault | Explain): ValidationOptions => ({ context: { explain: typeof of === 'function' ? of : () => of } });

/** Creates a decorator of a rule. The documentation has the `name`. */
export const rule = (name: string, validate: (value: unknown) => boolean, of: Fault | Explain): PropertyDecorator =>
  // The library drops the meaning of a rule without a message.
  ValidateBy({ name, validator: { validate, defaultMessage: () => name } }, meaning(of));

/** Creates a decorator that converts a value before its validation. */
export const convert = (transform: (value: unknown) => unknown): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) => transform(value));

/** A text of any length. */
export const Text = (): PropertyDecorator => IsString(meaning(fault('not_text')));

/** Text of `min` to `max` characters. */
export const CharacterCount = (min: number, max: number): PropertyDecorator =>
  Length(
    min,
    max,
    meaning((value) => (hasFewer(value, min) ? fault('too_short', { min }) : fault('too_long', { max }))),
  );

/** Text of at most `max` characters. */
export const AtMostCharacters = (max: number): PropertyDecorator => MaxLength(max, meaning(fault('too_long', { max })));

/** As the library counts: a pair of surrogates is one character. */
function hasFewer(value: unknown, min: number): boolean {
  return typeof value === 'string' && value.replace(/[\ud800-\udbff][\udc00-\udfff]/g, '_').length < min;
}

/** Text that a pattern describes. */
export const Pattern = (pattern: RegExp, of: Fault | Explain): PropertyDecorator => Matches(pattern, meaning(of));

/** One of a list of values. */
export const OneOf = (values: readonly unknown[]): PropertyDecorator =>
  IsIn(values, meaning(fault('unknown_value', { values: values.map(String) })));

/** A whole number from `min` to `max`. */
export const WholeNumber = (min: number, max: number): PropertyDecorator =>
  applyDecorators(
    IsInt(meaning(fault('not_whole_number'))),
    Min(min, meaning(fault('too_small', { min }))),
    Max(max, meaning(fault('too_large', { max }))),
  );

/** A number from `min` to `max` with at most two decimal places. */
export const Decimal = (min: number, max: number): PropertyDecorator =>
  applyDecorators(
    rule('isDecimal', isDecimal, fault('not_decimal')),
    Min(min, meaning(fault('too_small', { min }))),
    Max(max, meaning(fault('too_large', { max }))),
  );

/** `String` gives the shortest decimal that parses back to the same number: e.g. `7.25`. */
function isDecimal(value: unknown): boolean {
  return typeof value === 'number' && /^-?\d+(?:\.\d{1,2})?$/.test(String(value));
}

/** An object of any shape. */
export const AnyObject = (): PropertyDecorator => IsObject(meaning(fault('not_object')));

/** An object that is validated by its own class. */
export const ObjectOf = (item: () => Type): PropertyDecorator =>
  applyDecorators(ConvertTo(item), ValidateNested(meaning(fault('not_object'))), AnyObject());

/** A boolean in a body. */
export const BodyBoolean = (): PropertyDecorator => IsBoolean(meaning(fault('not_boolean')));

/** A boolean in a query: `true` or `false`. */
export const QueryBoolean = (): PropertyDecorator =>
  applyDecorators(
    convert((value) => (value === 'true' ? true : value === 'false' ? false : value)),
    IsBoolean(meaning(fault('not_boolean'))),
  );

/** An existing calendar date, `YYYY-MM-DD`. */
export const CalendarDate = (): PropertyDecorator => rule('isCalendarDate', isCalendarDate, fault('invalid_date'));

export function isCalendarDate(value: unknown): boolean {
  return isUtcDay(value) && !value.startsWith('0000');
}

/** A UTC time such as `2026-11-02T08:00:00Z`, with or without milliseconds. Converted to the stored form, with milliseconds. */
export const Instant = (): PropertyDecorator =>
  applyDecorators(
    convert((value) => (isInstant(value) ? new Date(value).toISOString() : value)),
    rule('isInstant', isInstant, fault('invalid_time')),
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
export const Id = (): PropertyDecorator => applyDecorators(Text(), Pattern(ID_PATTERN, fault('invalid_id')));

export const idPipe: PipeTransform<string, string> = {
  transform: (value, { data: field = 'path' }) => {
    if (!ID_PATTERN.test(value)) throw ValidationFailed.of(fieldError(field, 'invalid_id'));
    return value;
  },
};

/** An id in the path. */
export const IdParam = (name: string): ParameterDecorator => Param(name, idPipe);

/** A whole number in a query, e.g. `25` or `-1`. */
export const QueryInteger = (): PropertyDecorator =>
  convert((value) => (typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value));

/** A number in a query, e.g. `4.3`. A number in a body stays. */
export const QueryDecimal = (): PropertyDecorator =>
  convert((value) => (typeof value === 'string' && /^-?\d+(?:\.\d+)?$/.test(value) ? Number(value) : value));

/** The version that a change is based on. */
export const Version = (): PropertyDecorator => WholeNumber(1, Number.MAX_SAFE_INTEGER);

/** A list of `min` to `max` objects, each validated by its own class. */
export const ListOf = (item: () => Type, limits: { min: number; max: number }): PropertyDecorator =>
  // `ValidateNested` alone would accept a list inside the list.
  applyDecorators(ConvertTo(item), ValidateNested({ each: true, ...meaning(fault('not_objects')) }), ObjectsOnly(limits));

/** A list of `min` to `max` objects of any shape. */
export const ObjectsOnly = ({ min, max }: { min: number; max: number }): PropertyDecorator =>
  applyDecorators(
    IsArray(meaning(fault('not_list'))),
    ArrayMinSize(min, meaning(fault('too_few', { min }))),
    ArrayMaxSize(max, meaning(fault('too_many', { max }))),
    rule('isListOfObjects', isListOfObjects, fault('not_objects')),
  );

function isListOfObjects(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'object' && item !== null && !Array.isArray(item));
}
