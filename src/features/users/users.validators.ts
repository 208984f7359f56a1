import { applyDecorators } from '@nestjs/common';
import { isEmail, IsString, Matches } from 'class-validator';
import { CharacterCount, rule, SingleLine } from '../../http/validation/validators.js';

/** The limit of the user pool. */
export const MAX_EMAIL = 128;
/** Two names, folded, must fit into a sort key of 1024 bytes. */
const MAX_NAME = 50;

/** An e-mail address that every mail server accepts: ASCII only, no quotes. Stored as typed. */
export const EmailAddress = (): PropertyDecorator =>
  applyDecorators(IsString(), rule('isEmail', isPlainAddress, 'must be an e-mail address'), CharacterCount(3, MAX_EMAIL));

/** Rejects long text first, and non-ASCII text: the library throws on a lone surrogate. */
function isPlainAddress(value: unknown): boolean {
  return (
    typeof value === 'string' &&
    value.length <= MAX_EMAIL &&
    /^[\x21\x23-\x7e]+$/.test(value) &&
    isEmail(value, { allow_utf8_local_part: false })
  );
}

export const PersonNamePart = (): PropertyDecorator => SingleLine(MAX_NAME);

/** Digits in any grouping, with an optional `+` and country code. */
export const PhoneNumber = (): PropertyDecorator =>
  applyDecorators(
    IsString(),
    Matches(/^\+?\d[\d ().-]{3,23}\d$/, {
      message: '$property must be 5 to 25 digits, spaces, "(", ")", "." or "-", with an optional "+" in front',
    }),
  );
