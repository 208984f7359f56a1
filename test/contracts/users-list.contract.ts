import { randomUUID } from 'node:crypto';
import type { User } from '../../src/features/users/user.js';
import { type UserFilter, UsersRepository } from '../../src/features/users/users.repository.js';
import { anEntry, aUser } from '../fixtures/builders.js';
import type { EngineUnderTest } from '../fixtures/engines.js';

export function usersListContract(engine: () => EngineUnderTest): void {
  describe('the list of users', () => {
    const users = () => engine().port(UsersRepository);
    const aKnownUser = async (user: Partial<User> = {}): Promise<User> => {
      const seed = aUser(user);
      await users().create(seed, { audit: anEntry() });
      return seed;
    };

    const family = `F${randomUUID().slice(0, 8)}`;
    const walk = async (filter: UserFilter, limit: number): Promise<User[]> => {
      const found: User[] = [];
      let after: string | undefined;
      do {
        const page = await users().list(filter, { limit, after });
        expect(page.items.length).toBeLessThanOrEqual(limit);
        found.push(...page.items);
        after = page.next;
      } while (after !== undefined);
      return found;
    };
    const names = (found: User[]) => found.map(({ givenName }) => givenName);

    beforeAll(async () => {
      const people: Partial<User>[] = [
        { givenName: 'Đan', role: 'STUDENT' },
        { givenName: 'Ánh', role: 'LECTURER' },
        { givenName: 'Bình', role: 'STUDENT', status: 'DISABLED' },
        { givenName: 'cường', role: 'ADMIN' },
        { givenName: '😀', role: 'STUDENT' },
        { givenName: '\uFF21', role: 'LECTURER' },
        { givenName: 'Em', role: 'STUDENT', status: 'INVITED' },
        { givenName: 'Em', role: 'STUDENT' },
      ];
      for (const person of people) await aKnownUser({ familyName: family, ...person });
    });

    it('sorts by name without case and accents, each user once, with every limit', async () => {
      const all = await walk({ namePrefix: family }, 100);
      expect(names(all)).toEqual(['Ánh', 'Bình', 'cường', 'Đan', 'Em', 'Em', '\uFF21', '😀']);
      for (const limit of [1, 2, 3, 5]) expect(await walk({ namePrefix: family }, limit)).toEqual(all);
    });

    it('filters by role and status, with every limit', async () => {
      for (const limit of [1, 2, 100]) {
        expect(names(await walk({ namePrefix: family, role: 'LECTURER' }, limit))).toEqual(['Ánh', '\uFF21']);
        expect(names(await walk({ namePrefix: family, status: 'DISABLED' }, limit))).toEqual(['Bình']);
        expect(names(await walk({ namePrefix: family, role: 'STUDENT', status: 'ACTIVE' }, limit))).toEqual(['Đan', 'Em', '😀']);
      }
    });

    it('finds users by the beginning of the family name or the full name', async () => {
      expect(names(await walk({ namePrefix: `${family.toLowerCase()} E` }, 100))).toEqual(['Em', 'Em']);
      expect(names(await walk({ namePrefix: `${family} dan` }, 100))).toEqual(['Đan']);
      expect(await walk({ namePrefix: `${family} zz` }, 100)).toEqual([]);
    });

    it('reflects a change of name and role', async () => {
      const user = await aKnownUser({ familyName: `G${family}`, givenName: 'An' });
      const after: User = { ...user, familyName: `H${family}`, role: 'LECTURER', version: 2 };
      await users().change(user, after, { audit: anEntry() });
      expect(await walk({ namePrefix: `G${family}` }, 100)).toEqual([]);
      expect((await walk({ namePrefix: `H${family}`, role: 'LECTURER' }, 100)).map(({ id }) => id)).toEqual([user.id]);
    });

    it('contains no uniqueness items', async () => {
      const everyUser = await walk({}, 100);
      expect(everyUser.filter(({ email }) => email === '-')).toEqual([]);
      expect(new Set(everyUser.map(({ id }) => id)).size).toBe(everyUser.length);
    });
  });
}
