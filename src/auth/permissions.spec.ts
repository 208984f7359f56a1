import { hasPermission, Permission, rolesWith } from './permissions.js';

const ALL = Object.values(Permission).filter((value) => typeof value === 'number');

describe('permissions', () => {
  it('belong each to at least one role', () => {
    expect(ALL.filter((permission) => rolesWith(permission).length === 0)).toEqual([]);
  });

  it.each([
    [Permission.ReadTerms, ['ADMIN', 'LECTURER', 'STUDENT']],
    [Permission.EnterMarks, ['ADMIN', 'LECTURER']],
    [Permission.ReadOwnClasses, ['LECTURER', 'STUDENT']],
    [Permission.ReadTranscripts, ['ADMIN', 'STUDENT']],
    [Permission.UnlockGradebooks, ['ADMIN']],
    [Permission.ReadOwnScores, ['STUDENT']],
  ])('%s belongs to %j', (permission, roles) => {
    expect(rolesWith(permission)).toEqual(roles);
  });

  it('are denied to other roles', () => {
    expect(hasPermission('STUDENT', Permission.EnterMarks)).toBe(false);
    expect(hasPermission('ADMIN', Permission.ReadOwnScores)).toBe(false);
  });
});
