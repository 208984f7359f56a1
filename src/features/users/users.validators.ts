import { applyDecorators } from '@nestjs/common';
import { isEmail, IsString, Matches, ValidateBy } from 'class-validator';
import { SingleLine, CharacterCount } from '../../http/validation/validators.js';

/** The user pool takes no longer ones. */
export const MAX_EMAIL = 128;
/** Two of these, folded, have to fit into what people are sorted by: 1024 bytes. */
const MAX_NAME = 50;

/** An address in the plain form that every mail server takes: no quotes, and ASCII only. It is kept as it was typed. */
export const EmailAddress = (): PropertyDecorator =>
  applyDecorators(
    IsString(),
    ValidateBy({ name: 'isEmail', validator: { validate: isPlainAddress, defaultMessage: () => '$property must be an e-mail address' } }),
    CharacterCount(3, MAX_EMAIL),
  );

/** What is not ASCII is refused first: the library cannot even read half a character. */
function isPlainAddress(value: unknown): boolean {
  return typeof value === 'string' && /^[\x21\x23-\x7e]+$/.test(value) && isEmail(value, { allow_utf8_local_part: false });
}

export const PersonNamePart = (): PropertyDecorator => SingleLine(MAX_NAME);

/** Digits, grouped as people like, with `+` in front of a country code. */
export const PhoneNumber = (): PropertyDecorator =>
  applyDecorators(
    IsString(),
    Matches(/^\+?\d[\d ().-]{3,23}\d$/, {
      message: '$property must be 5 to 25 digits, spaces, "(", ")", "." and "-", with an optional "+"',
    }),
  );
