import { USER_FIELD_NAMES, USER_FIELDS } from './user-fields.js';
import type { User } from './user.js';

/** What is left of a person whose marks, classes and audit entries stay: a profile that says nothing about who it was. */
export function anonymiseUser(user: User): User {
  const replaced = USER_FIELD_NAMES.map((field) => {
    const { anonymised } = USER_FIELDS[field];
    return [field, anonymised === 'kept' ? user[field] : anonymised(user)] as const;
  });
  return { ...user, ...Object.fromEntries(replaced) };
}
