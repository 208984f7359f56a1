import { applyDecorators, type PipeTransform } from '@nestjs/common';
import { ValidationFailed } from '../../core/errors/errors.js';
import { fault, fieldError } from '../../core/errors/field-error.js';
import { CharacterCount, Pattern, Text } from '../../http/validation/validators.js';
import { isNotificationId } from './notification-id.js';

const MAX_LINK = 500;

/** A browser must not resolve it to another host: one slash in front, no double slash, no backslash, no invisible character. */
const IN_APP_PATH = /^(?!.*\/\/)\/[^\\\p{C}\p{Z}]*$/u;

/** A path in the app. */
export const InAppPath = (): PropertyDecorator =>
  applyDecorators(Text(), CharacterCount(1, MAX_LINK), Pattern(IN_APP_PATH, fault('invalid_path')));

const PARTS = ['everyone', 'role', 'classId', 'userId', 'studentId'] as const;
const FORMS = ['everyone', 'role', 'classId', 'userId', 'classId studentId'];

/** Whether exactly one form of audience is given. */
export function isAudience(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const audience = value as Partial<Record<(typeof PARTS)[number], unknown>>;
  return FORMS.includes(PARTS.filter((part) => audience[part] !== undefined).join(' '));
}

/** Parses the id of a notification in a path. */
export const notificationIdPipe: PipeTransform<string, number> = {
  transform: (value, { data: field = 'path' }) => {
    if (isNotificationId(value)) return Number(value);
    throw ValidationFailed.of(fieldError(field, 'invalid_id.notification'));
  },
};
