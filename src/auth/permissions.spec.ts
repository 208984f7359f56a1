import { Permission, rolesWith } from './permissions.js';

describe('permissions', () => {
  it('belong each to at least one role', () => {
    const withoutRole = Object.entries(Permission).filter(([, permission]) => rolesWith(permission).length === 0);
    expect(withoutRole).toEqual([]);
  });

  it.each([
    ['ReadTerms', ['ADMIN', 'LECTURER', 'STUDENT']],
    ['EnterMarks', ['ADMIN', 'LECTURER']],
    ['ReadOwnClasses', ['LECTURER', 'STUDENT']],
    ['ReadTranscripts', ['ADMIN', 'STUDENT']],
    ['UnlockGradebooks', ['ADMIN']],
    ['ReadOwnScores', ['STUDENT']],
  ] as const)('%s belongs to %j', (name, roles) => {
    expect(rolesWith(Permission[name])).toEqual(roles);
  });

  it('are denied to other roles', () => {
    expect(Permission.EnterMarks.STUDENT).toBe(false);
    expect(Permission.ReadOwnScores.ADMIN).toBe(false);
  });
});
