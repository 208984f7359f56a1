import fc from 'fast-check';
import { aUser } from '../../../test/fixtures/builders.js';
import { anonymiseUser } from './anonymise-user.js';
import { auditedChange, changesCopies } from './user-fields.js';

describe('auditedChange', () => {
  it('is undefined if only bookkeeping fields changed', () => {
    const user = aUser();
    expect(auditedChange(user, { ...user, version: 2, openRelations: 3, updatedAt: '2027-01-01T00:00:00.000Z' })).toBeUndefined();
  });

  it('contains the values of role and status', () => {
    const user = aUser({ role: 'STUDENT', status: 'INVITED' });
    expect(auditedChange(user, { ...user, role: 'LECTURER', status: 'ACTIVE' })).toEqual({
      before: { role: 'STUDENT', status: 'INVITED' },
      after: { role: 'LECTURER', status: 'ACTIVE' },
    });
  });

  it('contains the values of the address too, except when it is anonymised', () => {
    const user = aUser({ email: 'old@example.edu' });
    const [before, after] = [{ email: 'old@example.edu' }, { email: 'new@example.edu' }];
    expect(auditedChange(user, { ...user, ...after })).toEqual({ before, after: { ...after, changedFields: ['email'] } });
    expect(JSON.stringify(auditedChange(user, anonymiseUser(user)))).not.toContain('old@');
  });

  it('contains the names of other changed personal fields, never their values', () => {
    const text = fc.string({ minLength: 8, unit: 'grapheme-ascii' });
    const fields = ['code', 'givenName', 'familyName', 'phone', 'dateOfBirth', 'department'] as const;
    fc.assert(
      fc.property(fc.constantFrom(...fields), text, text, (field, was, is) => {
        fc.pre(was !== is);
        const before = aUser({ [field]: was });
        expect(auditedChange(before, { ...before, [field]: is })).toEqual({ before: undefined, after: { changedFields: [field] } });
      }),
    );
  });
});

describe('changesCopies', () => {
  const user = aUser({ status: 'ACTIVE' });

  it.each<[string, Partial<typeof user>, boolean]>([
    ['a name', { givenName: 'Chi' }, true],
    ['a code', { code: 'S-NEW' }, true],
    ['being disabled', { status: 'DISABLED', statusBefore: 'ACTIVE' }, true],
    ['being invited', { status: 'INVITED' }, false],
    ['a role', { role: 'LECTURER' }, false],
    ['a telephone number', { phone: '+84 1' }, false],
  ])('decides about %s', (_what, change, expected) => {
    expect(changesCopies(user, { ...user, ...change })).toBe(expected);
    expect(changesCopies({ ...user, ...change }, user)).toBe(expected);
  });
});
