import { aUser } from '../../../../test/fixtures/builders.js';
import { TABLES } from './tables.js';
import { fromUserItem, toUserItem } from './user-item.js';
import { toWordItems } from './word-item.js';

/** As every version has stored it. */
const STORED = {
  id: '0b6f0c1e-7d0c-4c55-9a31-0d6f1a2b3c4d',
  email: 'an.nguyen@example.edu',
  role: 'STUDENT',
  code: 'S-1',
  givenName: 'Văn An',
  familyName: 'Nguyễn',
  status: 'ACTIVE',
  openRelations: 0,
  version: 1,
  nameVersion: 1,
  createdAt: '2026-11-02T08:00:00.000Z',
  updatedAt: '2026-11-02T08:00:00.000Z',
  sortName: 'nguyen van an 0b6f0c1e-7d0c-4c55-9a31-0d6f1a2b3c4d',
};

describe('the item of a user', () => {
  it('is read and stored as before people could have one name', () => {
    const { sortName: _sortName, ...user } = STORED;
    expect(fromUserItem(STORED)).toEqual(user);
    expect(toUserItem(fromUserItem(STORED))).toEqual(STORED);
    expect(toWordItems(fromUserItem(STORED)).map(({ email }) => email)).toContain(`nguyen#${STORED.sortName}`);
  });

  it.each([
    { givenName: 'Sukarno', familyName: '' },
    { givenName: '', familyName: 'Sukarno' },
  ])('has both names, which an earlier version demands, and no empty key: %j', (name) => {
    const user = aUser(name);
    const item = toUserItem(user);
    expect(item).toMatchObject(name);
    expect(fromUserItem(item)).toEqual(user);
    const keys = [...TABLES.users.keys, ...Object.values(TABLES.users.indexes).flat()];
    expect(keys.map((key) => item[key]).filter((value) => value === '' || value === undefined)).toEqual([]);
    for (const word of toWordItems(user))
      expect([word.id, word.email]).toEqual([expect.stringMatching(/.#./), expect.stringMatching(/^.+#sukarno/)]);
  });
});
