import { ROLES, type Role } from './actor.js';

/** What a route asks of its caller. Which class, person or notification it may be about is for the policies of the features. */
export enum Permission {
  ReadOwnProfile,
  ChangeOwnProfile,
  ExportOwnData,
  ReadUsers,
  InviteUsers,
  ChangeUsers,
  DisableUsers,
  AnonymiseUsers,
  ReadTerms,
  ManageTerms,
  ReadGradingScales,
  ReadSubjects,
  ManageSubjects,
  ReadClasses,
  ReadOwnClasses,
  ManageClasses,
  ReadRosters,
  ManageEnrolments,
  ReadGradebooks,
  EnterMarks,
  PublishMarks,
  LockGradebooks,
  UnlockGradebooks,
  ReadOwnScores,
  ReadMarkHistory,
  ReadOwnTranscript,
  ReadTranscripts,
  ReadMaterials,
  ManageMaterials,
  ReadInbox,
  SendNotifications,
  DeleteNotifications,
  ReadAuditLog,
  ReadStatistics,
}

/** What every role may do. */
const EVERYBODY = [
  Permission.ReadOwnProfile,
  Permission.ChangeOwnProfile,
  Permission.ExportOwnData,
  Permission.ReadTerms,
  Permission.ReadGradingScales,
  Permission.ReadSubjects,
  Permission.ReadClasses,
  Permission.ReadMarkHistory,
  Permission.ReadMaterials,
  Permission.ReadInbox,
  Permission.DeleteNotifications,
];

/** What running a class takes. */
const CLASS_STAFF = [
  Permission.ReadRosters,
  Permission.ReadGradebooks,
  Permission.EnterMarks,
  Permission.PublishMarks,
  Permission.LockGradebooks,
  Permission.ManageMaterials,
  Permission.SendNotifications,
];

/** The one place that says what a role may do. A new role does not compile before it is decided here. */
const PERMISSIONS: Record<Role, ReadonlySet<Permission>> = {
  ADMIN: new Set([
    ...EVERYBODY,
    ...CLASS_STAFF,
    Permission.ReadUsers,
    Permission.InviteUsers,
    Permission.ChangeUsers,
    Permission.DisableUsers,
    Permission.AnonymiseUsers,
    Permission.ManageTerms,
    Permission.ManageSubjects,
    Permission.ManageClasses,
    Permission.ManageEnrolments,
    Permission.UnlockGradebooks,
    Permission.ReadTranscripts,
    Permission.ReadAuditLog,
    Permission.ReadStatistics,
  ]),
  LECTURER: new Set([...EVERYBODY, ...CLASS_STAFF, Permission.ReadOwnClasses]),
  STUDENT: new Set([
    ...EVERYBODY,
    Permission.ReadOwnClasses,
    Permission.ReadOwnScores,
    Permission.ReadOwnTranscript,
    Permission.ReadTranscripts,
  ]),
};

export function hasPermission(role: Role, permission: Permission): boolean {
  return PERMISSIONS[role].has(permission);
}

/** The roles that have a permission, for documentation. */
export function rolesWith(permission: Permission): Role[] {
  return ROLES.filter((role) => hasPermission(role, permission));
}
