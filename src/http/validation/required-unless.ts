import { applyDecorators } from '@nestjs/common';
import { ValidateBy, ValidateIf, type ValidationArguments } from 'class-validator';
import type { Fault } from '../../core/errors/field-error.js';
import { meaning } from './validators.js';

/** The name of a rule that says when a property is required. */
export const REQUIRED_IF = 'isRequiredIf';

/** A property that may be absent or empty only if the other one is neither. */
export const RequiredUnless = (other: string, of: Fault): PropertyDecorator => {
  const isAbsent = (value: unknown) => value === undefined || value === '';
  const hasOther = (thing: object) => !isAbsent((thing as Record<string, unknown>)[other]);
  return applyDecorators(
    ValidateIf((thing: object, value) => value !== undefined || !hasOther(thing)),
    ValidateBy(
      {
        name: REQUIRED_IF,
        validator: {
          validate: (value, { object: thing }: ValidationArguments) => !isAbsent(value) || hasOther(thing),
          defaultMessage: () => REQUIRED_IF,
        },
      },
      meaning(of),
    ),
  );
};
