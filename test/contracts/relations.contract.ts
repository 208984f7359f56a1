import { ClassesRepository } from '../../src/features/classes/classes.repository.js';
import type { SchoolClass } from '../../src/features/classes/school-class.js';
import { EnrolmentsRepository } from '../../src/features/enrolments/enrolments.repository.js';
import { RelationsRepository } from '../../src/features/users/relations.repository.js';
import { aCode, anEntry, aUser } from '../fixtures/builders.js';
import type { EngineUnderTest } from '../fixtures/engines.js';
import { Seed } from '../fixtures/seed.js';

export function relationsContract(engine: () => EngineUnderTest): void {
  describe('relations', () => {
    const seed = new Seed(engine);
    const relationsOf = ({ id }: { id: string }) => engine().port(RelationsRepository).allOf(id);
    const archive = async (schoolClass: SchoolClass) => {
      const current = (await engine().port(ClassesRepository).read(schoolClass.id, { consistent: true }))!;
      const after: SchoolClass = { ...current, status: 'ARCHIVED', version: current.version + 1 };
      await engine().port(ClassesRepository).change(current, after, {}, { audit: anEntry() });
    };
    const of = ({ id: classId, term, code: classCode }: SchoolClass) => ({ classId, term, classCode });

    it('are none for a person without classes', async () => {
      expect(await relationsOf(aUser())).toEqual([]);
    });

    it('are the classes that a student is enrolled in, active or archived, by term and code', async () => {
      const [term, student] = [(await seed.addTerm()).code, await seed.addUser()];
      const code = aCode('C');
      const classes = await Promise.all(
        ['C', 'A', 'B'].map(async (end) => (await seed.addClass({ term, code: `${code}${end}` })).schoolClass),
      );
      for (const schoolClass of classes) await seed.enrol(schoolClass, student);
      const [last, first, middle] = classes as [SchoolClass, SchoolClass, SchoolClass];
      await archive(first);
      await engine()
        .port(EnrolmentsRepository)
        .withdraw(middle, { student, effects: { audit: anEntry() } }, '2026-11-03T08:00:00.000Z');
      expect(await relationsOf(student)).toEqual([
        { kind: 'ENROLLED', ...of(first), isArchived: true },
        { kind: 'ENROLLED', ...of(last), isArchived: false },
      ]);
    });

    it('are the classes that a lecturer leads, active or archived', async () => {
      const lecturer = await seed.addLecturer();
      const term = (await seed.addTerm()).code;
      const code = aCode('C');
      const [one, two] = [
        (await seed.addClass({ term, code: `${code}1` }, { lecturer })).schoolClass,
        (await seed.addClass({ term, code: `${code}2` }, { lecturer })).schoolClass,
      ];
      await archive(one);
      expect(await relationsOf(lecturer)).toEqual([
        { kind: 'LEADS', ...of(one), isArchived: true },
        { kind: 'LEADS', ...of(two), isArchived: false },
      ]);
    });
  });
}
