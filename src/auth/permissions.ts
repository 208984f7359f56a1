import { ROLES, type Role } from './actor.js';

/** The roles that have a permission. A new role does not compile until it has an entry in each of these. */
export type Permission = Readonly<Record<Role, boolean>>;

const EVERYBODY: Permission = { ADMIN: true, LECTURER: true, STUDENT: true };
const ADMINS: Permission = { ADMIN: true, LECTURER: false, STUDENT: false };
const STUDENTS: Permission = { ADMIN: false, LECTURER: false, STUDENT: true };
const ADMINS_AND_STUDENTS: Permission = { ADMIN: true, LECTURER: false, STUDENT: true };
/** The roles that run classes. */
const CLASS_STAFF: Permission = { ADMIN: true, LECTURER: true, STUDENT: false };
/** The roles that have classes of their own. */
const CLASS_MEMBERS: Permission = { ADMIN: false, LECTURER: true, STUDENT: true };

/**
 * What the caller of a route must be allowed to do, and the roles that are. The policies of the features decide for which class, person or notification.
 */
export const Permission = {
  ReadOwnProfile: EVERYBODY,
  ReadHome: EVERYBODY,
  ChangeOwnProfile: EVERYBODY,
  ExportOwnData: EVERYBODY,
  ReadUsers: ADMINS,
  InviteUsers: ADMINS,
  ChangeUsers: ADMINS,
  DisableUsers: ADMINS,
  ResetMfa: ADMINS,
  RestoreAccounts: ADMINS,
  AnonymiseUsers: ADMINS,
  ReadTerms: EVERYBODY,
  ManageTerms: ADMINS,
  ReadGradingScales: EVERYBODY,
  ManageGradingScales: ADMINS,
  ReadGpaRules: EVERYBODY,
  ManageGpaRules: ADMINS,
  ReadSubjects: EVERYBODY,
  ManageSubjects: ADMINS,
  ReadClasses: EVERYBODY,
  ReadOwnClasses: CLASS_MEMBERS,
  ManageClasses: ADMINS,
  ReadRosters: CLASS_STAFF,
  ManageEnrolments: ADMINS,
  ReadGradebooks: CLASS_STAFF,
  EnterMarks: CLASS_STAFF,
  PublishMarks: CLASS_STAFF,
  LockGradebooks: CLASS_STAFF,
  UnlockGradebooks: ADMINS,
  ReadOwnScores: STUDENTS,
  ReadMarkHistory: EVERYBODY,
  ReadOwnTranscript: STUDENTS,
  ReadTranscripts: ADMINS_AND_STUDENTS,
  ManageExternalResults: ADMINS,
  ReadMaterials: EVERYBODY,
  ManageMaterials: CLASS_STAFF,
  ReadInbox: EVERYBODY,
  SendNotifications: CLASS_STAFF,
  DeleteNotifications: EVERYBODY,
  ReadAuditLog: ADMINS,
  ReadStatistics: ADMINS,
} satisfies Record<string, Permission>;

/** The roles that have a permission, for the documentation. */
export function rolesWith(permission: Permission): Role[] {
  return ROLES.filter((role) => permission[role]);
}
