import { randomUUID } from 'node:crypto';
import { validationPipe } from '../../http/validation/validation.pipe.js';
import { USER_FIELD_NAMES } from './user-fields.js';
import { PEOPLE_FILE_COLUMNS } from './people-file.js';
import { personColumns } from './person-file.js';
import type { User } from './user.js';
import { ChangeUserDto, InviteUserDto, UserDto } from './users.dto.js';

/** A user with every field. A field that is missing here does not compile. */
const COMPLETE: Required<User> = {
  id: randomUUID(),
  accountId: randomUUID(),
  email: 'an.nguyen@example.edu',
  role: 'STUDENT',
  code: 'S-1',
  givenName: 'An',
  familyName: 'Nguyễn',
  status: 'DISABLED',
  openRelations: 0,
  version: 1,
  nameVersion: 1,
  createdAt: '2026-11-02T08:00:00.000Z',
  updatedAt: '2026-11-02T08:00:00.000Z',
  phone: '+84 90 123 4567',
  dateOfBirth: '2005-02-28',
  department: 'Mathematics',
  avatarKey: 'avatars/a',
  avatarMark: 'avatars/b',
  statusBefore: 'ACTIVE',
  anonymised: true,
  pendingAccount: { leasedUntil: '2026-11-02T08:00:00.000Z', signOut: false },
};

/** Fields that no answer of the API contains. An avatar is shown as `avatarUrl`. */
const INTERNAL: readonly (keyof User)[] = [
  'accountId',
  'avatarKey',
  'avatarMark',
  'statusBefore',
  'openRelations',
  'nameVersion',
  'pendingAccount',
];

/** Fields that change only by routes of their own. */
const SET_BY_APP: readonly (keyof User)[] = ['avatarKey', 'avatarMark', 'status', 'statusBefore', 'anonymised'];
const SET_BY_ADMIN = USER_FIELD_NAMES.filter((field) => !SET_BY_APP.includes(field));
const INPUT = Object.fromEntries(SET_BY_ADMIN.map((field) => [field, COMPLETE[field]]));

describe('the fields of a user', () => {
  it('are in UserDto, except internal ones', () => {
    const shown = Object.fromEntries(Object.entries(COMPLETE).filter(([field]) => !INTERNAL.includes(field as keyof User)));
    expect(UserDto.from({ ...COMPLETE, avatarUrl: 'https://example.edu/a' })).toEqual({ ...shown, avatarUrl: 'https://example.edu/a' });
  });

  it.each([InviteUserDto, ChangeUserDto])('are accepted by %p, except those that the app sets', async (metatype) => {
    expect(await validationPipe().transform(INPUT, { type: 'body', metatype })).toEqual(INPUT);
  });

  it('are columns of an import, except those that the app sets', () => {
    const { required, optional = [] } = personColumns({});
    expect([...required, ...optional].sort()).toEqual([...SET_BY_ADMIN, 'fullName', 'row.status'].sort());
  });

  it('are columns of an exported file, except those that the app sets', () => {
    expect([...PEOPLE_FILE_COLUMNS].sort()).toEqual([...SET_BY_ADMIN, 'row.status'].sort());
  });
});
