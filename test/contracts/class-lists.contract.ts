import { randomUUID } from 'node:crypto';
import { ClassesRepository, type ClassFilter } from '../../src/features/classes/classes.repository.js';
import type { SchoolClass } from '../../src/features/classes/school-class.js';
import type { EngineUnderTest } from '../fixtures/engines.js';
import { Seed } from '../fixtures/seed.js';

const consistent = { consistent: true };

export function classListsContract(engine: () => EngineUnderTest): void {
  describe('reading classes', () => {
    const seed = new Seed(engine);
    const classes = () => engine().port(ClassesRepository);

    it('returns undefined for an unknown class', async () => {
      expect(await classes().read(randomUUID(), consistent)).toBeUndefined();
    });

    it('returns many by id, without unknown ones', async () => {
      const [one, two] = [(await seed.addClass()).schoolClass, (await seed.addClass()).schoolClass];
      expect(await classes().readMany([two.id, randomUUID(), one.id, two.id], consistent)).toEqual(
        new Map([
          [one.id, one],
          [two.id, two],
        ]),
      );
      expect(await classes().readMany([])).toEqual(new Map());
    });

    const walk = async (filter: ClassFilter, limit: number) => {
      const listed: SchoolClass[] = [];
      let after: string | undefined;
      do {
        const page = await classes().list(filter, { limit, after });
        listed.push(...page.items);
        after = page.next;
      } while (after);
      return listed;
    };

    it('lists classes that match all filters, by term and code, with every limit', async () => {
      const [first, second] = await Promise.all([seed.addSources(), seed.addSources()]);
      const codes = [await seed.addTerm(), await seed.addTerm()].map(({ code }) => code).sort();
      const made: SchoolClass[] = [];
      for (const term of codes) {
        for (const from of [first, second, { subject: first.subject, lecturer: second.lecturer }])
          made.push((await seed.addClass({ term }, from)).schoolClass);
      }
      const filters: ClassFilter[] = [
        { term: codes[0] },
        { subjectId: first.subject.id },
        { lecturerId: second.lecturer.id },
        { term: codes[1], subjectId: first.subject.id },
        { term: codes[1], lecturerId: second.lecturer.id },
        { subjectId: first.subject.id, lecturerId: second.lecturer.id },
        { term: codes[0], subjectId: first.subject.id, lecturerId: second.lecturer.id },
        { term: codes[0], lecturerId: randomUUID() },
      ];
      for (const filter of filters) {
        const matching = made.filter((schoolClass) =>
          Object.entries(filter).every(([field, value]) => schoolClass[field as keyof SchoolClass] === value),
        );
        const expected = matching.sort((a, b) => (`${a.term}#${a.code}` < `${b.term}#${b.code}` ? -1 : 1));
        for (const limit of [1, 2, 100]) expect(await walk(filter, limit)).toEqual(expected);
      }
    });

    it('excludes terms with the same prefix from the list of a term', async () => {
      const { schoolClass, lecturer } = await seed.addClass();
      const longer = await seed.addTerm({ code: `${schoolClass.term}0` });
      await seed.addClass({ term: longer.code }, { lecturer });
      expect(await walk({ term: schoolClass.term, lecturerId: lecturer.id }, 100)).toEqual([schoolClass]);
    });
  });
}
