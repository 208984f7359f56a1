import { difference, type Facts } from '../audit/audit-entry.js';
import type { User } from './user.js';

const AUDITED_FIELDS = ['role', 'status'] as const satisfies readonly (keyof User)[];
/** Of these the audit log says that they changed, never what they were or are. */
const PERSONAL = [
  'email',
  'code',
  'givenName',
  'familyName',
  'phone',
  'dateOfBirth',
  'department',
  'avatarKey',
] as const satisfies readonly (keyof User)[];

/** What the audit log says of a change of a person; undefined if nothing changed. */
export function auditedChange(before: User, after: User): { before?: Facts; after: Facts } | undefined {
  const told = difference(before, after, AUDITED_FIELDS);
  const personal = PERSONAL.filter((field) => before[field] !== after[field]);
  if (!told && personal.length === 0) return undefined;
  return { before: told?.before, after: { ...told?.after, ...(personal.length > 0 && { changedFields: personal }) } };
}
