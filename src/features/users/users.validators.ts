import { applyDecorators } from '@nestjs/common';
import { isEmail } from 'class-validator';
import { ValidationFailed } from '../../core/errors/errors.js';
import { type Fault, fault } from '../../core/errors/field-error.js';
import { isMisread, readAgain } from '../../core/text/misread.js';
import { Clock } from '../../core/time/clock.js';
import { cleanLine, OptionalLine } from '../../http/validation/text.validators.js';
import { CalendarDate, CharacterCount, Pattern, rule, Text } from '../../http/validation/validators.js';
import type { PersonName } from './user.js';

/** The limit of the user pool. */
export const MAX_EMAIL = 128;
/** Two names, folded, must fit into a sort key of 1024 bytes. */
const MAX_NAME = 50;

/** An e-mail address that every mail server accepts: ASCII only, no quotes. Stored as typed. */
export const EmailAddress = (): PropertyDecorator =>
  applyDecorators(Text(), rule('isEmail', isPlainAddress, fault('invalid_email')), CharacterCount(3, MAX_EMAIL));

/** Rejects long text first, and non-ASCII text: the library throws on a lone surrogate. */
function isPlainAddress(value: unknown): boolean {
  return (
    typeof value === 'string' &&
    value.length <= MAX_EMAIL &&
    /^[\x21\x23-\x7e]+$/.test(value) &&
    isEmail(value, { allow_utf8_local_part: false })
  );
}

/** A name, or an empty text for a person who has no such name. One that looks like text in the wrong encoding stays as typed, so that `withReadableNames` can check it. */
export const PersonNamePart = (): PropertyDecorator =>
  applyDecorators(
    // Control characters are never part of a name, so only these names can be refused here.
    rule(
      'isCorrectlyRead',
      (value) => !isUnreadable(value),
      (value) => explainMisread(String(value)),
    ),
    OptionalLine(MAX_NAME, (text) => (isMisread(text) ? text : cleanLine(text))),
  );

function isUnreadable(value: unknown): boolean {
  return typeof value === 'string' && value.length <= MAX_NAME && /[\u0080-\u009f]/.test(value) && isMisread(value);
}

function explainMisread(name: string): Fault {
  const guess = readAgain(name);
  return guess === name ? fault('misread_text') : fault('misread_text.guess', { guess });
}

const NAME_PARTS = ['givenName', 'familyName'] as const;

/**
 * Checks names that a DTO has validated for text in the wrong encoding. Returns them as they are stored.
 * @param allowUnusualNames accepts such names
 * @throws ValidationFailed
 */
export function withReadableNames<P extends Partial<PersonName>>(person: P, allowUnusualNames = false): P {
  const misread = NAME_PARTS.flatMap((field) => {
    const name = person[field];
    return name !== undefined && isMisread(name) ? [{ field, name }] : [];
  });
  if (misread.length === 0) return person;
  if (!allowUnusualNames) {
    throw ValidationFailed.of(...misread.map(({ field, name }) => ({ field, ...explainMisread(name) })));
  }
  return { ...person, ...Object.fromEntries(misread.map(({ field, name }) => [field, cleanLine(name)])) };
}

const EARLIEST_BIRTH = '1900-01-01';
/** The age in years of the youngest person in the school. */
const MIN_AGE = 5;

function latestBirth(): string {
  return `${new Clock().now().getUTCFullYear() - MIN_AGE}-12-31`;
}

/** A birth date that a person of the school can have. */
export const BirthDate = (): PropertyDecorator =>
  applyDecorators(
    CalendarDate(),
    rule(
      'isPlausibleBirth',
      (value) => typeof value === 'string' && value >= EARLIEST_BIRTH && value <= latestBirth(),
      () => fault('out_of_range', { min: EARLIEST_BIRTH, max: latestBirth() }),
    ),
  );

/** Digits in any grouping, with an optional `+` and country code. */
export const PhoneNumber = (): PropertyDecorator => applyDecorators(Text(), Pattern(/^\+?\d[\d ().-]{3,23}\d$/, fault('invalid_phone')));
