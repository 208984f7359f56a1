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
      const all = await walk({ search: family }, 100);
      expect(names(all)).toEqual(['Ánh', 'Bình', 'cường', 'Đan', 'Em', 'Em', '\uFF21', '😀']);
      for (const limit of [1, 2, 3, 5]) expect(await walk({ search: family }, limit)).toEqual(all);
    });

    it('filters by role and status, with every limit', async () => {
      for (const limit of [1, 2, 100]) {
        expect(names(await walk({ search: family, role: 'LECTURER' }, limit))).toEqual(['Ánh', '\uFF21']);
        expect(names(await walk({ search: family, status: 'DISABLED' }, limit))).toEqual(['Bình']);
        expect(names(await walk({ search: family, role: 'STUDENT', status: 'ACTIVE' }, limit))).toEqual(['Đan', 'Em', '😀']);
      }
    });

    it('finds users who have all words, in any order, with every limit', async () => {
      for (const limit of [1, 2, 100]) {
        expect(names(await walk({ search: `em ${family.toLowerCase()}` }, limit))).toEqual(['Em', 'Em']);
        expect(names(await walk({ search: `${family} dan` }, limit))).toEqual(['Đan']);
        expect(names(await walk({ search: `${family} em`, role: 'STUDENT', status: 'INVITED' }, limit))).toEqual(['Em']);
        expect(await walk({ search: `${family} zz` }, limit)).toEqual([]);
      }
    });

    it('finds each user once, although several words and spellings begin with the searched one', async () => {
      const word = `ö${family}`;
      const [one, other] = [
        await aKnownUser({ familyName: word, givenName: `${word}x-${word}y`, code: `${word}Z`, role: 'ADMIN' }),
        await aKnownUser({ familyName: `oe${family}`, givenName: `o${family}`, role: 'LECTURER' }),
      ];
      for (const search of [word, `o${family}`, `oe${family}`, 'Ö', word.slice(0, 3)]) {
        for (const limit of [1, 2, 100]) {
          const found = (await walk({ search }, limit)).map(({ id }) => id).filter((id) => id === one.id || id === other.id);
          expect(found.sort()).toEqual([one.id, other.id].sort());
        }
      }
    });

    it('lists and finds people with one name by that name', async () => {
      const word = `n${randomUUID().slice(0, 8)}`;
      const people: Partial<User>[] = [
        { familyName: `${word}b`, givenName: 'A' },
        { familyName: '', givenName: `${word}b` },
        { familyName: `${word}c`, givenName: '' },
        { familyName: `${word}a`, givenName: 'Z' },
      ];
      for (const person of people) await aKnownUser({ role: 'STUDENT', ...person });
      const toNames = (found: User[]) => found.map(({ familyName, givenName }) => `${familyName}, ${givenName}`);
      const expected = [`${word}a, Z`, `, ${word}b`, `${word}b, A`, `${word}c, `];
      for (const limit of [1, 100]) expect(toNames(await walk({ search: word }, limit))).toEqual(expected);
      const listed = toNames(await walk({ role: 'STUDENT' }, 100)).filter((name) => name.includes(word));
      expect(listed).toEqual(expected);
    });

    it('finds users by the beginning of a part of the code or the address', async () => {
      const text = randomUUID().slice(0, 8);
      const user = await aKnownUser({ code: `K-${text}-7`, email: `lan.${text}q@example.edu` });
      for (const search of [`K-${text}-7`, `k-${text}`, text, `${text}7`, `${text}q`, user.email.toUpperCase(), `lan.${text}`])
        expect((await walk({ search }, 100)).map(({ id }) => id)).toEqual([user.id]);
      for (const search of [text.slice(1), `${user.email}x`, `example.edu${text}`, '-', '\u0301'])
        expect(await walk({ search }, 100)).toEqual([]);
    });

    it('finds users with the longest names, codes and addresses that there can be', async () => {
      const text = randomUUID();
      const long = {
        familyName: '한'.repeat(50),
        givenName: '\u{1d7d8}'.repeat(50),
        code: text,
        email: `${'l'.repeat(64)}.${text}@example.edu`,
      };
      const user = await aKnownUser(long);
      const other = await aKnownUser({ ...long, code: `${text}-2`, email: `${'l'.repeat(64)}.${text}-2@example.edu` });
      expect((await walk({ search: long.email }, 100)).map(({ id }) => id)).toEqual([user.id]);
      expect((await walk({ search: other.code }, 100)).map(({ id }) => id)).toEqual([other.id]);
      expect(await walk({ search: long.familyName }, 100)).toHaveLength(2);
    });

    it('no longer finds users by earlier names, codes, addresses and roles, and no anonymised users', async () => {
      const text = () => `w${randomUUID().slice(0, 8)}`;
      const seed = await aKnownUser({
        familyName: text(),
        givenName: text(),
        code: text(),
        email: `${text()}@example.edu`,
        role: 'STUDENT',
      });
      let [before, version] = [seed, 1];
      for (const change of [{ familyName: text() }, { code: text() }, { email: `${text()}@example.edu` }, { role: 'LECTURER' }] as const) {
        const after: User = { ...before, ...change, version: (version += 1) };
        await users().change(before, after, { audit: anEntry() });
        for (const field of ['familyName', 'code', 'email', 'givenName'] as const)
          expect((await walk({ search: after[field] }, 100)).map(({ id }) => id)).toEqual([seed.id]);
        for (const field of ['familyName', 'code', 'email'] as const)
          expect(await walk({ search: before[field] }, 100)).toHaveLength(before[field] === after[field] ? 1 : 0);
        before = after;
      }
      expect(await walk({ search: before.code, role: 'STUDENT' }, 100)).toEqual([]);
      const anonymised: User = { ...before, status: 'DISABLED', anonymised: true, version: version + 1 };
      await users().change(before, anonymised, { audit: anEntry() });
      expect(await walk({ search: before.code }, 100)).toEqual([]);
    });

    it('reflects a change of name and role', async () => {
      const user = await aKnownUser({ familyName: `G${family}`, givenName: 'An' });
      const after: User = { ...user, familyName: `H${family}`, role: 'LECTURER', version: 2 };
      await users().change(user, after, { audit: anEntry() });
      expect(await walk({ search: `G${family}` }, 100)).toEqual([]);
      expect((await walk({ search: `H${family}`, role: 'LECTURER' }, 100)).map(({ id }) => id)).toEqual([user.id]);
    });

    it('is the same after a user was indexed again', async () => {
      const text = `x${randomUUID().slice(0, 8)}`;
      const user = await aKnownUser({ familyName: text });
      await users().index(user.id);
      for (const filter of [{ search: text }, { search: text, role: user.role }]) expect(await walk(filter, 100)).toEqual([user]);
      await users().index(randomUUID());
    });

    it('contains no uniqueness items', async () => {
      const everyUser = await walk({}, 100);
      expect(everyUser.filter(({ email }) => email === '-')).toEqual([]);
      expect(new Set(everyUser.map(({ id }) => id)).size).toBe(everyUser.length);
    });
  });
}
