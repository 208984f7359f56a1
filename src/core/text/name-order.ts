/** A person in a list that is sorted by name. One of the two names is empty for a person with one name. */
export interface NamedPerson {
  readonly id: string;
  readonly givenName: string;
  readonly familyName: string;
}

/** Sorts before every other character. Accents and case before it count only if all names are otherwise equal (Unicode: merged sort keys). */
const SEPARATOR = '\uFFFE';

/** The order of whole lists of people, by the rules of the school's language. */
export class NameOrder {
  private collator?: Intl.Collator;

  constructor(private readonly locale: string) {}

  /**
   * Returns the items sorted by family name, given name and id; in Vietnamese by the last word of the given name first. The only name of a person counts as
   * the one that is first in the order.
   */
  sort<T>(items: readonly T[], toPerson: (item: T) => NamedPerson): T[] {
    const people = items.map((item) => ({ item, person: toPerson(item) }));
    return people.sort((one, other) => this.compare(one.person, other.person)).map(({ item }) => item);
  }

  /** Negative if `one` comes first. Returns 0 only for the same id. */
  compare(one: NamedPerson, other: NamedPerson): number {
    // The first collator of a process takes 10 ms, so it waits until a list needs it.
    this.collator ??= new Intl.Collator(this.locale);
    return this.collator.compare(this.toKey(one), this.toKey(other)) || (one.id < other.id ? -1 : Number(one.id > other.id));
  }

  private toKey({ familyName, givenName }: NamedPerson): string {
    if (!/^vi\b/i.test(this.locale)) return familyName === '' ? givenName : familyName + SEPARATOR + givenName;
    const [called, family] = givenName === '' ? [familyName, ''] : [givenName, familyName];
    // The last word is the name by which people are called. The words before it are middle names.
    const words = called.split(' ');
    return [words.pop(), family, ...words].join(SEPARATOR);
  }
}
