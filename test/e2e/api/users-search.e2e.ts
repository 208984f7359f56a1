import { randomUUID } from 'node:crypto';
import type { User } from '../../../src/features/users/user.js';
import type { Client } from '../../fixtures/client.js';
import { expectProblem } from '../../fixtures/expectations.js';
import { SchoolFixture } from '../../fixtures/school.js';

describe('a list of people', () => {
  let school: SchoolFixture;
  let admin: Client;

  beforeAll(async () => {
    school = await SchoolFixture.start();
    admin = (await school.addUser({ role: 'ADMIN', familyName: 'Zz' })).client;
  });
  afterAll(() => school.close());

  const aPerson = async (person: Partial<User>): Promise<User> => (await school.addUser({ status: 'INVITED', ...person })).user;

  describe('a search', () => {
    const family = `Lê ${randomUUID().slice(0, 6)}`;
    let an: User;

    beforeAll(async () => {
      an = await aPerson({ familyName: family, givenName: 'Ân' });
      await aPerson({ familyName: family, givenName: 'Đức', role: 'LECTURER' });
      await aPerson({ familyName: family, givenName: 'Zung', code: family.replace('Lê ', 'le') });
    });
    const found = async (query: string) =>
      ((await admin.get(`/users?${query}`)).body as { items: { givenName: string }[] }).items.map(({ givenName }) => givenName);
    const search = (text: string) => `search=${encodeURIComponent(text)}`;

    it('finds by the beginning of words, in any order, without case and accents', async () => {
      expect(await found(search(family.toUpperCase().replace('Ê', 'E')))).toEqual(['Ân', 'Đức', 'Zung']);
      expect(await found(search(`${family} du`))).toEqual(['Đức']);
      expect(await found(search(` ZUNG  ${family} `))).toEqual(['Zung']);
    });

    it('finds by the beginning of an address or a code, in whatever case', async () => {
      expect(await found(search(an.email.toUpperCase()))).toEqual(['Ân']);
      expect(await found(search(an.code.toLowerCase()))).toEqual(['Ân']);
      expect(await found(search(an.code.slice(0, -1)))).toEqual(['Ân']);
      expect(await found(search(an.code.slice(3)))).toEqual([]);
    });

    it('finds letters as people type them', async () => {
      const code = randomUUID().slice(0, 8);
      await aPerson({ familyName: `Łukasiewicz-Müller`, givenName: 'Søren', code });
      for (const text of ['lukasiewicz', 'Łuka', 'mueller', 'muller', 'soeren', 'Soren'])
        expect(await found(search(`${code} ${text}`))).toEqual(['Søren']);
    });

    it('keeps to role and status, whatever is searched for', async () => {
      for (const text of [family, an.email, an.code]) {
        expect(await found(`${search(text)}&status=ACTIVE`)).toEqual([]);
        expect(await found(`${search(text)}&role=ADMIN`)).toEqual([]);
        expect(await found(`${search(text)}&role=STUDENT&status=INVITED`)).toContain('Ân');
      }
    });

    it('lists the whole word first, by name, and each user once, for any limit', async () => {
      const text = `S${randomUUID().slice(0, 6)}`;
      const names = async (limit: number) =>
        (await admin.walk(`/users?${search(text)}`, limit)).map(({ givenName }) => givenName as string);
      for (const givenName of ['A', 'B', 'C']) await aPerson({ familyName: text, givenName });
      await aPerson({ familyName: `${text}A`, givenName: 'E' });
      await aPerson({ familyName: 'Zz', givenName: 'D', code: text, email: `${text}@example.edu` });
      for (const limit of [1, 2, 3, 4, 100]) expect(await names(limit)).toEqual(['A', 'B', 'C', 'D', 'E']);
    });

    it('refuses a role, a status and a text that there cannot be', async () => {
      for (const query of ['role=DEAN', 'status=GONE', 'search=', `search=${'x'.repeat(129)}`])
        expectProblem(await admin.get(`/users?${query}`), 400, 'validation_failed');
    });
  });

  it('lists each user once, by name, with every limit', async () => {
    const all = await admin.walk('/users', 100);
    const ids = all.map(({ id }) => id as string);
    expect(new Set(ids).size).toBe(ids.length);
    expect((await admin.walk('/users', 7)).map(({ id }) => id as string)).toEqual(ids);
    expect((all.at(-1) as { familyName: string }).familyName).toBe('Zz');
  });
});
