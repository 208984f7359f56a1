import { USER_FIELD_NAMES, USER_FIELDS } from './user-fields.js';
import type { User } from './user.js';

/** Replaces all personal data of a profile. Marks, classes and audit entries still refer to its id. */
export function anonymiseUser(user: User): User {
  const replaced = USER_FIELD_NAMES.map((field) => {
    const { anonymised } = USER_FIELDS[field];
    return [field, anonymised === 'kept' ? user[field] : anonymised(user)] as const;
  });
  return { ...user, ...Object.fromEntries(replaced) };
}
