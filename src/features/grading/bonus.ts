import { ValidationFailed } from '../../core/errors/errors.js';
import { type FieldError, fieldError } from '../../core/errors/field-error.js';
import type { Component } from './component.js';
import type { MarkRange } from './scale.js';

/** A bonus can only add to a result where higher is better. @throws ValidationFailed at the components */
export function assertBonusesFit(components: readonly Component[], scale: MarkRange): void {
  assertFit(components, scale, fieldError('components', 'bonus_on_scale'));
}

/** As `assertBonusesFit`, for a class that copies its components. @throws ValidationFailed at the subject */
export function assertBonusesOfSubjectFit(components: readonly Component[], scale: MarkRange): void {
  assertFit(components, scale, fieldError('subjectId', 'bonus_on_scale.subject'));
}

function assertFit(components: readonly Component[], { best, worst }: MarkRange, error: FieldError): void {
  if (best < worst && components.some(({ bonus }) => bonus)) throw ValidationFailed.of(error);
}
