import { randomUUID } from 'node:crypto';
import { PeopleRepository } from '../../src/features/audit/people.repository.js';
import { anonymiseUser } from '../../src/features/users/anonymise-user.js';
import type { User } from '../../src/features/users/user.js';
import { UsersRepository } from '../../src/features/users/users.repository.js';
import { anEntry, aUser } from '../fixtures/builders.js';
import type { EngineUnderTest } from '../fixtures/engines.js';

export function peopleContract(engine: () => EngineUnderTest): void {
  describe('people', () => {
    const find = (...ids: string[]) => engine().port(PeopleRepository).find(ids);
    const added = async (user: Partial<User> = {}): Promise<User> => {
      const person = aUser(user);
      await engine().port(UsersRepository).create(person, { audit: anEntry() });
      return person;
    };
    const toPerson = ({ id, code, givenName, familyName }: User) => ({ id, code, givenName, familyName });

    it('are found by their ids, whatever their role, and the others are left out', async () => {
      const people = [await added(), await added({ role: 'LECTURER' }), await added({ role: 'ADMIN', status: 'DISABLED' })];
      const found = await find(...people.map(({ id }) => id), randomUUID());
      expect(found).toEqual(new Map(people.map((person) => [person.id, toPerson(person)])));
    });

    it('are found once if an id is repeated, and need no ids', async () => {
      const { id } = await added();
      expect([...(await find(id, id)).keys()]).toEqual([id]);
      expect((await find()).size).toBe(0);
    });

    it('have the code and the name that they have now', async () => {
      const before = await added();
      const after = { ...before, ...aUser({ id: before.id, givenName: 'Bình', familyName: 'Trần' }), version: 2, nameVersion: 2 };
      await engine().port(UsersRepository).change(before, after, { audit: anEntry() });
      expect((await find(before.id)).get(before.id)).toEqual(toPerson(after));
    });

    it('are marked if they were anonymised', async () => {
      const before = await added({ status: 'DISABLED' });
      const after = { ...anonymiseUser(before), version: 2 };
      await engine().port(UsersRepository).change(before, after, { audit: anEntry() });
      const name = { code: `F-${before.id}`, givenName: 'Former', familyName: 'student' };
      expect((await find(before.id)).get(before.id)).toEqual({ id: before.id, ...name, anonymised: true });
    });
  });
}
