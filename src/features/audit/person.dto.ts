import type { Person } from './people.repository.js';

/** A person whom a record names by id. */
export class PersonDto {
  /** @format uuid */
  id!: string;

  /**
   * Staff or student number. Code and name are the current ones, and absent if the id has no profile.
   * @example L-2026-001
   */
  code?: string;

  /**
   * Empty if the person has a family name only.
   * @example Bình
   */
  givenName?: string;

  /**
   * Empty if the person has a given name only.
   * @example Trần
   */
  familyName?: string;

  /** Present if the personal data of the person was removed. Code and name are then replacements. */
  anonymised?: true;

  static from({ id, code, givenName, familyName, anonymised }: Pick<Person, 'id'> & Partial<Person>): PersonDto {
    return { id, code, givenName, familyName, anonymised };
  }

  /** @param people by id. It may lack the person */
  static of(id: string, people: ReadonlyMap<string, Person>): PersonDto {
    return PersonDto.from(people.get(id) ?? { id });
  }
}
