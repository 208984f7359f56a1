import type { Role } from '../../auth/actor.js';
import { lastAvatarMark } from './avatar.js';
import type { User } from './user.js';

/** The fields that a change of a user can concern; what a change moves by itself, such as the version, is not among them. */
export type UserField = Exclude<
  keyof User,
  'id' | 'openRelations' | 'version' | 'nameVersion' | 'pendingAccount' | 'createdAt' | 'updatedAt'
>;

/** What happens to one field of a user, wherever users are handled field by field. */
interface FieldRule<F extends UserField> {
  /** What the audit log keeps of a change: the values, only that the field changed, or nothing. */
  readonly audit: 'values' | 'name' | 'nothing';
  /** What anonymising leaves in its place: the value as it was, or what replaces it. */
  readonly anonymised: 'kept' | ((user: User) => User[F]);
  /** Whether an import compares it with the file, where the file has it. */
  readonly isCompared: boolean;
  /** Whether lists copy it, so that a change counts up `nameVersion`. */
  readonly isCopied: boolean;
}

/** Nothing that is sent there can be received: the domain is reserved for that (RFC 2606). */
const NOWHERE = 'anonymised.invalid';

/** What replaces the family name of a person who is anonymised. */
const FORMER: Readonly<Record<Role, string>> = { ADMIN: 'staff', LECTURER: 'staff', STUDENT: 'student' };

const cleared = () => undefined;

/** All editable fields of a user. A field that is missing here does not compile. */
export const USER_FIELDS: { readonly [F in UserField]: FieldRule<F> } = {
  email: { audit: 'name', anonymised: ({ id }) => `${id}@${NOWHERE}`, isCompared: false, isCopied: false },
  code: { audit: 'name', anonymised: ({ id }) => `F-${id}`, isCompared: false, isCopied: true },
  givenName: { audit: 'name', anonymised: () => 'Former', isCompared: true, isCopied: true },
  familyName: { audit: 'name', anonymised: ({ role }) => FORMER[role], isCompared: true, isCopied: true },
  phone: { audit: 'name', anonymised: cleared, isCompared: true, isCopied: false },
  dateOfBirth: { audit: 'name', anonymised: cleared, isCompared: true, isCopied: false },
  department: { audit: 'name', anonymised: cleared, isCompared: true, isCopied: false },
  avatarKey: { audit: 'name', anonymised: cleared, isCompared: false, isCopied: false },
  avatarMark: { audit: 'nothing', anonymised: ({ id }) => lastAvatarMark(id), isCompared: false, isCopied: false },
  role: { audit: 'values', anonymised: 'kept', isCompared: true, isCopied: false },
  status: { audit: 'values', anonymised: 'kept', isCompared: false, isCopied: false },
  statusBefore: { audit: 'nothing', anonymised: cleared, isCompared: false, isCopied: false },
  anonymised: { audit: 'nothing', anonymised: () => true, isCompared: false, isCopied: false },
};

export const USER_FIELD_NAMES = Object.keys(USER_FIELDS) as readonly UserField[];

/** The names of the fields whose rule says so. */
export function userFields(has: (rule: FieldRule<UserField>) => boolean): readonly UserField[] {
  return USER_FIELD_NAMES.filter((field) => has(USER_FIELDS[field] as FieldRule<UserField>));
}
