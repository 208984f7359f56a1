import { ROLES, type Role } from './actor.js';

/** What the caller of a route must be allowed to do. The policies of the features decide for which class, person or notification. */
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

/** The permissions of every role. */
const EVERY_ROLE = [
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

/** The permissions to run a class. */
const CLASS_STAFF = [
  Permission.ReadRosters,
  Permission.ReadGradebooks,
  Permission.EnterMarks,
  Permission.PublishMarks,
  Permission.LockGradebooks,
  Permission.ManageMaterials,
  Permission.SendNotifications,
];

/** The only place that maps roles to permissions. A new role does not compile until it has an entry. */
const PERMISSIONS: Record<Role, ReadonlySet<Permission>> = {
  ADMIN: new Set([
    ...EVERY_ROLE,
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
  LECTURER: new Set([...EVERY_ROLE, ...CLASS_STAFF, Permission.ReadOwnClasses]),
  STUDENT: new Set([
    ...EVERY_ROLE,
    Permission.ReadOwnClasses,
    Permission.ReadOwnScores,
    Permission.ReadOwnTranscript,
    Permission.ReadTranscripts,
  ]),
};

export function hasPermission(role: Role, permission: Permission): boolean {
  return PERMISSIONS[role].has(permission);
}

/** The roles that have a permission, for the documentation. */
export function rolesWith(permission: Permission): Role[] {
  return ROLES.filter((role) => hasPermission(role, permission));
}
