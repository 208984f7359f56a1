import fc from 'fast-check';
import { NameOrder, type NamedPerson } from './name-order.js';

/** People by `family name, given name`, in this order of their ids. */
const people = (...names: string[]): NamedPerson[] =>
  names.map((name, id) => {
    const [familyName, givenName] = name.split(', ') as [string, string];
    return { id: String(id), familyName, givenName };
  });
const sorted = (locale: string, ...names: string[]) =>
  new NameOrder(locale).sort(people(...names), (person) => person).map(({ familyName, givenName }) => `${familyName}, ${givenName}`);

describe('NameOrder', () => {
  it.each([
    ['family name, then given name', 'en', ['Adams, Bo', 'Adams, Cy', 'Brown, Al']],
    ['accents and case last of all', 'en', ['Muller, An', 'Müller, Bo', 'MULLER, Cy', 'Müller, Di']],
    ['a short family name before a longer one', 'en', ['Li, Zoe', 'Li Wang, An', 'Lin, An']],
    ['letters where the language has them', 'sv', ['Zorn, A', 'Åberg, A', 'Ärlig, A', 'Öberg, A']],
    ['the same letters elsewhere', 'de', ['Åberg, A', 'Ärlig, A', 'Öberg, A', 'Zorn, A']],
    ['Vietnamese by the last word of the given name', 'vi', ['Trần, Văn An', 'Lê, Ân', 'Nguyễn, Bình', 'Nguyễn, Thị Đào', 'Đỗ, Đức']],
    [
      'Vietnamese names that are equal by family name, then middle names',
      'vi',
      ['Lê, An', 'Nguyễn, An', 'Nguyễn, Thị An', 'Nguyễn, Văn An'],
    ],
    ['Vietnamese in any region', 'vi-VN', ['Trần, An', 'Lê, Bình']],
    ['a person with one name by that name', 'en', ['Adams, Zoe', ', Sukarno', 'Sukarno, Ana', 'Thura, ', 'Zorn, Al']],
    ['a person with one name before people who also have it', 'en', ['Lê, ', 'Lê, An', 'Lê, Bình']],
    ['Vietnamese with one name by that name', 'vi', [', An', 'Trần, An', 'Bình, ', 'Lê, Bình', ', Thị Chi', 'Lê, Chi']],
  ])('sorts %s', (_what, locale, names) => {
    expect(sorted(locale, ...names.toReversed())).toEqual(names);
  });

  it('sorts people of the same name by id, however they come', () => {
    const person = fc.record({ id: fc.uuid(), familyName: fc.constantFrom('Lê', 'Le', 'le'), givenName: fc.constantFrom('An', 'Ân') });
    const list = fc.uniqueArray(person, { selector: ({ id }) => id, minLength: 2, maxLength: 8 });
    const order = new NameOrder('en');
    fc.assert(
      fc.property(list, (each) => {
        const once = order.sort(each, (one) => one);
        expect(order.sort(each.toReversed(), (one) => one)).toEqual(once);
        once.slice(1).forEach((next, index) => expect(order.compare(once[index]!, next)).toBeLessThan(0));
      }),
    );
  });

  it('makes its collator for the first list, and only once', () => {
    const made = jest.spyOn(Intl, 'Collator');
    const order = new NameOrder('en');
    expect(made).not.toHaveBeenCalled();
    order.sort(people('B, B', 'A, A'), (person) => person);
    order.sort(people('B, B', 'A, A'), (person) => person);
    expect(made).toHaveBeenCalledTimes(1);
    made.mockRestore();
  });
});
