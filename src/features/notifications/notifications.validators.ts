import { applyDecorators, type PipeTransform } from '@nestjs/common';
import { IsString, Matches } from 'class-validator';
import { ValidationFailed } from '../../core/errors/errors.js';
import { CharacterCount } from '../../http/validation/validators.js';
import { isNotificationId } from './notification-id.js';

const MAX_LINK = 500;

/** A browser must not resolve it to another host: one slash in front, no double slash, no backslash, no invisible character. */
const IN_APP_PATH = /^(?!.*\/\/)\/[^\\\p{C}\p{Z}]*$/u;

/** A path in the app. */
export const InAppPath = (): PropertyDecorator =>
  applyDecorators(
    IsString(),
    CharacterCount(1, MAX_LINK),
    Matches(IN_APP_PATH, { message: '$property must be a path in the app: start with one "/" and contain no "//", backslash or space' }),
  );

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
    throw ValidationFailed.of({ field, code: 'is_notification_id', message: 'must be the id of a notification, a whole number.' });
  },
};
