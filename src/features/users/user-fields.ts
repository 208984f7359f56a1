import type { Role } from '../../auth/actor.js';
import { difference, type Facts } from '../audit/audit-entry.js';
import { lastAvatarMark } from './avatar.js';
import { isDisabled, type User } from './user.js';

/** The fields that a change of a user can edit, without bookkeeping fields such as the version. */
export type UserField = Exclude<
  keyof User,
  'id' | 'accountId' | 'openRelations' | 'version' | 'nameVersion' | 'pendingAccount' | 'createdAt' | 'updatedAt'
>;

/** How audit, anonymising, import and name copies treat one field. */
interface FieldRule<F extends UserField> {
  /**
   * What the audit log contains of a change: the values, only the name of the field, both, or nothing. Anonymising removes the values of fields with
   * both. Other personal data is never a value.
   */
  readonly audit: 'values' | 'name' | 'name and values' | 'nothing';
  /** Whether anonymising keeps the value, or how it replaces the value. */
  readonly anonymised: 'kept' | ((user: User) => User[F]);
  /** Whether an import compares the field, if the file has it. */
  readonly isCompared: boolean;
  /** Whether an import with `mode=update` gives the field the value of the file. */
  readonly isUpdated: boolean;
  /** What classes and enrolments copy of the field, so that a change of it increments `nameVersion`: the value, or what is computed of the user. */
  readonly copied: 'value' | 'nothing' | ((user: User) => unknown);
}

/** The domain is reserved, and receives no mail (RFC 2606). */
const INVALID_DOMAIN = 'anonymised.invalid';

/** The family names of anonymised people. */
const ANONYMOUS_NAMES: Readonly<Record<Role, string>> = { ADMIN: 'staff', LECTURER: 'staff', STUDENT: 'student' };

const cleared = () => undefined;

/** All editable fields of a user. A field that is missing here does not compile. */
export const USER_FIELDS: { readonly [F in UserField]: FieldRule<F> } = {
  // With values, so that the office can restore an address that another person has changed.
  email: {
    audit: 'name and values',
    anonymised: ({ id }) => `${id}@${INVALID_DOMAIN}`,
    isCompared: false,
    isUpdated: false,
    copied: 'nothing',
  },
  code: { audit: 'name', anonymised: ({ id }) => `F-${id}`, isCompared: false, isUpdated: true, copied: 'value' },
  givenName: { audit: 'name', anonymised: () => 'Former', isCompared: true, isUpdated: true, copied: 'value' },
  familyName: { audit: 'name', anonymised: ({ role }) => ANONYMOUS_NAMES[role], isCompared: true, isUpdated: true, copied: 'value' },
  phone: { audit: 'name', anonymised: cleared, isCompared: true, isUpdated: true, copied: 'nothing' },
  dateOfBirth: { audit: 'name', anonymised: cleared, isCompared: true, isUpdated: true, copied: 'nothing' },
  department: { audit: 'name', anonymised: cleared, isCompared: true, isUpdated: true, copied: 'nothing' },
  avatarKey: { audit: 'name', anonymised: cleared, isCompared: false, isUpdated: false, copied: 'nothing' },
  avatarMark: { audit: 'nothing', anonymised: ({ id }) => lastAvatarMark(id), isCompared: false, isUpdated: false, copied: 'nothing' },
  role: { audit: 'values', anonymised: 'kept', isCompared: true, isUpdated: false, copied: 'nothing' },
  status: { audit: 'values', anonymised: 'kept', isCompared: false, isUpdated: false, copied: isDisabled },
  statusBefore: { audit: 'nothing', anonymised: cleared, isCompared: false, isUpdated: false, copied: 'nothing' },
  anonymised: { audit: 'nothing', anonymised: () => true, isCompared: false, isUpdated: false, copied: 'nothing' },
};

export const USER_FIELD_NAMES = Object.keys(USER_FIELDS) as readonly UserField[];

/** The names of the fields whose rule matches. */
export function userFields(matches: (rule: FieldRule<UserField>) => boolean): readonly UserField[] {
  return USER_FIELD_NAMES.filter((field) => matches(USER_FIELDS[field] as FieldRule<UserField>));
}

/** The personal fields whose values the audit log contains until the person is anonymised. */
export const PERSONAL_FIELDS = userFields(({ audit }) => audit === 'name and values');

const AUDITED_WITH_VALUES = userFields(({ audit }) => audit === 'values');
const AUDITED_BY_NAME = userFields(({ audit }) => audit === 'name' || audit === 'name and values');

/** Whether anything changes that classes and enrolments copy. */
export function changesCopies(before: User, after: User): boolean {
  return USER_FIELD_NAMES.some((field) => {
    const { copied } = USER_FIELDS[field];
    switch (copied) {
      case 'value':
        return before[field] !== after[field];
      case 'nothing':
        return false;
      default:
        return copied(before) !== copied(after);
    }
  });
}

/** The facts of a change for the audit log. Returns undefined if no audited field changed. */
export function auditedChange(before: User, after: User): { before?: Facts; after: Facts } | undefined {
  const values = difference(before, after, after.anonymised ? AUDITED_WITH_VALUES : [...AUDITED_WITH_VALUES, ...PERSONAL_FIELDS]);
  const changedFields = AUDITED_BY_NAME.filter((field) => before[field] !== after[field]);
  if (!values && changedFields.length === 0) return undefined;
  return { before: values?.before, after: { ...values?.after, ...(changedFields.length > 0 && { changedFields }) } };
}
