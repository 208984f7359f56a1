import { EnrolmentsRepository } from '../../src/features/enrolments/enrolments.repository.js';
import { type CountName, type Thing } from '../../src/features/statistics/count-snapshot.js';
import { CountsRepository } from '../../src/features/statistics/counts.repository.js';
import { StatisticsRepository } from '../../src/features/statistics/statistics.repository.js';
import { anEntry } from '../fixtures/builders.js';
import type { EngineUnderTest } from '../fixtures/engines.js';
import { Seed } from '../fixtures/seed.js';

export function countsContract(engine: () => EngineUnderTest): void {
  describe('counts', () => {
    const counts = () => engine().port(CountsRepository);
    const seed = new Seed(engine);
    const totals = () => engine().port(StatisticsRepository).totals();
    const kept = async (name: CountName) => (await counts().kept()).get(name);
    const things = async (): Promise<Thing[]> => {
      const found: Thing[] = [];
      for await (const thing of counts().things()) found.push(thing);
      return found;
    };

    it('include each user, subject, class and enrolment once, and no uniqueness items', async () => {
      const { schoolClass, subject, lecturer } = await seed.addClass({ capacity: 3 });
      const student = await seed.enrol(schoolClass);
      const found = await things();
      const { id, term, lecturerId, status, version } = schoolClass;
      expect(found).toEqual(
        expect.arrayContaining([
          { kind: 'user', id: student.id, role: 'STUDENT', version: 1, wordCount: expect.any(Number) as number },
          { kind: 'user', id: lecturer.id, role: 'LECTURER', version: 1, wordCount: expect.any(Number) as number },
          { kind: 'class', id, term, lecturerId, status, version },
          expect.objectContaining({ kind: 'subject', id: subject.id }),
          expect.objectContaining({ kind: 'enrolment', classId: id, studentId: student.id, status: 'ENROLLED' }),
        ]),
      );
      expect(found.filter(({ kind }) => kind === 'enrolment')).not.toEqual([]);
      const ids = found.map((thing) => (thing.kind === 'enrolment' ? `${thing.classId} ${thing.studentId}` : thing.id));
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids.filter((each) => each.includes('#'))).toEqual([]);
    });

    it('change in the same write as the things that they count', async () => {
      const before = await totals();
      const { schoolClass, lecturer } = await seed.addClass({ capacity: 3 });
      const student = await seed.enrol(schoolClass);
      await seed.enrol(schoolClass);
      const after = await totals();
      expect(after).toEqual({
        'people:ADMIN': before['people:ADMIN'],
        'people:LECTURER': before['people:LECTURER'] + 1,
        'people:STUDENT': before['people:STUDENT'] + 2,
        subjects: before.subjects + 1,
        classes: before.classes + 1,
        enrolments: before.enrolments + 2,
      });
      expect(await counts().kept()).toEqual(
        new Map<string, unknown>([
          ...(await counts().kept()),
          ...Object.entries(after),
          [`class:${schoolClass.id}`, 2],
          [`user:${student.id}`, 1],
          [`user:${lecturer.id}`, 1],
          [`term:${schoolClass.term}`, 1],
        ]),
      );
    });

    it.each<[string, (at: { classId: string; userId: string; term: string }) => CountName]>([
      ['the seats taken in a class', ({ classId }) => `class:${classId}`],
      ['the open relations of a person', ({ userId }) => `user:${userId}`],
      ['the classes of a term', ({ term }) => `term:${term}`],
      ['a total', () => 'enrolments'],
      ['a total of people', () => 'people:STUDENT'],
    ])('are corrected only if they did not change after the read: %s', async (_what, nameOf) => {
      const { schoolClass } = await seed.addClass({ capacity: 3 });
      const student = await seed.enrol(schoolClass);
      const name = nameOf({ classId: schoolClass.id, userId: student.id, term: schoolClass.term });
      const before = (await kept(name))!;
      expect(await counts().correct(name, before + 1, -1)).toBe(false);
      expect(await kept(name)).toBe(before);
      expect(await counts().correct(name, before, 2)).toBe(true);
      expect(await kept(name)).toBe(before + 2);
      expect(await counts().correct(name, before, 2)).toBe(false);
      expect(await counts().correct(name, before + 2, -2)).toBe(true);
      expect(await kept(name)).toBe(before);
    });

    it('are corrected by one of many simultaneous corrections', async () => {
      const { schoolClass } = await seed.addClass({ capacity: 30 });
      await seed.enrol(schoolClass);
      for (const name of [`class:${schoolClass.id}`, 'enrolments'] as const) {
        const before = (await kept(name))!;
        const outcomes = await Promise.all(Array.from({ length: 5 }, () => counts().correct(name, before, 1)));
        expect(outcomes.filter((corrected) => corrected)).toHaveLength(1);
        expect(await kept(name)).toBe(before + 1);
        await counts().correct(name, before + 1, -1);
      }
    });

    it('continue from the corrected value', async () => {
      const { schoolClass } = await seed.addClass({ capacity: 3 });
      const student = await seed.enrol(schoolClass);
      const name: CountName = `class:${schoolClass.id}`;
      await counts().correct(name, 1, 1);
      await engine()
        .port(EnrolmentsRepository)
        .withdraw(schoolClass, { student, effects: { audit: anEntry() } }, '2026-11-03T08:30:00.000Z');
      expect(await kept(name)).toBe(1);
      expect(await counts().correct(name, 1, -1)).toBe(true);
    });
  });
}
