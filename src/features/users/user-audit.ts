import { difference, type Facts } from '../audit/audit-entry.js';
import { userFields } from './user-fields.js';
import type { User } from './user.js';

const WITH_VALUES = userFields(({ audit }) => audit === 'values');
/** Personal: the audit log says that they changed, never what they were or are. */
const BY_NAME = userFields(({ audit }) => audit === 'name');

/** What the audit log says of a change of a user; undefined if nothing of it changed. */
export function auditedChange(before: User, after: User): { before?: Facts; after: Facts } | undefined {
  const values = difference(before, after, WITH_VALUES);
  const changedFields = BY_NAME.filter((field) => before[field] !== after[field]);
  if (!values && changedFields.length === 0) return undefined;
  return { before: values?.before, after: { ...values?.after, ...(changedFields.length > 0 && { changedFields }) } };
}
