import { randomUUID } from 'node:crypto';
import { StaleVersion } from '../../src/core/errors/errors.js';
import { StudentChanged } from '../../src/features/enrolments/enrolments.errors.js';
import { MAX_EXTERNAL_RESULTS } from '../../src/features/external-results/external-result.js';
import { ExternalResultNotFound } from '../../src/features/external-results/external-results.errors.js';
import { ExternalResultsRepository } from '../../src/features/external-results/external-results.repository.js';
import { anonymiseUser } from '../../src/features/users/anonymise-user.js';
import type { User } from '../../src/features/users/user.js';
import { Anonymised } from '../../src/features/users/users.errors.js';
import { UsersRepository } from '../../src/features/users/users.repository.js';
import { KeyInUse } from '../../src/http/idempotency/idempotency.errors.js';
import { anEntry, anExternalResult, anIdempotencyRecord } from '../fixtures/builders.js';
import type { EngineUnderTest } from '../fixtures/engines.js';
import { errorsOf, Seed } from '../fixtures/seed.js';

export function externalResultsContract(engine: () => EngineUnderTest): void {
  describe('external results', () => {
    const seed = new Seed(engine);
    const results = () => engine().port(ExternalResultsRepository);
    const effects = () => ({ audit: anEntry() });
    const stored = ({ id }: Pick<User, 'id'>) => results().allOfStudent(id, { consistent: true });
    const added = async (values: Parameters<typeof anExternalResult>[0] = {}) => {
      const student = await seed.addUser();
      const result = anExternalResult({ studentId: student.id, ...values });
      await results().create(result, student, effects());
      return { student, result };
    };
    const anonymise = async (student: User): Promise<User> => {
      const after = { ...anonymiseUser(student), version: 2 };
      await engine().port(UsersRepository).change(student, after, effects());
      return after;
    };

    it('are stored unchanged, by student and place', async () => {
      const { student, result } = await added({ place: 10, result: '9 of 10', term: 'Summer 2025', subjectId: randomUUID() });
      const last = anExternalResult({ studentId: student.id, place: MAX_EXTERNAL_RESULTS - 1 });
      const first = anExternalResult({ studentId: student.id, place: 2, credits: 0 });
      for (const each of [last, first]) await results().create(each, student, effects());
      await added();
      expect(await stored(student)).toEqual([first, result, last]);
      expect(await results().allOfStudent(randomUUID())).toEqual([]);
    });

    it('get one place each, at the same time', async () => {
      const student = await seed.addUser();
      const many = Array.from({ length: 4 }, () => results().create(anExternalResult({ studentId: student.id }), student, effects()));
      expect(errorsOf(await Promise.allSettled(many))).toEqual(Array(3).fill(expect.any(StaleVersion)));
      expect(await stored(student)).toHaveLength(1);
    });

    it('are created once for an idempotency key, whatever place is free', async () => {
      const student = await seed.addUser();
      const record = anIdempotencyRecord();
      const create = (place: number) => {
        const result = anExternalResult({ studentId: student.id, place });
        return results().create(result, student, { ...effects(), idempotency: { ...record, createdId: result.id } });
      };
      await create(0);
      for (const place of [0, 1]) await expect(create(place)).rejects.toBeInstanceOf(KeyInUse);
      expect(await stored(student)).toHaveLength(1);
    });

    it('save one of two changes of the same version', async () => {
      const { student, result } = await added();
      const changes = ['Algebra', 'Analysis'].map((title) =>
        results().change(result, { ...result, title, version: 2 }, student, effects()),
      );
      expect(errorsOf(await Promise.allSettled(changes))).toEqual([expect.any(StaleVersion)]);
      expect(await stored(student)).toEqual([{ ...result, title: expect.stringMatching(/^A/) as string, version: 2 }]);
    });

    it('lose what a change clears', async () => {
      const { student, result } = await added({ term: 'Summer 2025' });
      await results().change(result, { ...result, term: undefined, version: 2 }, student, effects());
      expect(await stored(student)).toEqual([{ ...anExternalResult(result), term: undefined, version: 2 }]);
    });

    it('are not changed or deleted by what read another version, or another result in their place', async () => {
      const { student, result } = await added();
      const outdated = { ...result, version: 7 };
      const another = anExternalResult({ studentId: student.id });
      for (const [of, error] of [
        [outdated, StaleVersion],
        [another, ExternalResultNotFound],
        [{ ...another, place: 5 }, ExternalResultNotFound],
      ] as const) {
        await expect(results().change(of, { ...of, version: of.version + 1 }, student, effects())).rejects.toBeInstanceOf(error);
        await expect(results().delete(of, student, effects())).rejects.toBeInstanceOf(error);
      }
      expect(await stored(student)).toEqual([result]);
    });

    it('leave their place free when they are deleted', async () => {
      const { student, result } = await added();
      await results().delete(result, student, effects());
      await expect(results().delete(result, student, effects())).rejects.toBeInstanceOf(ExternalResultNotFound);
      const next = anExternalResult({ studentId: student.id });
      await results().create(next, student, effects());
      expect(await stored(student)).toEqual([next]);
    });

    it('of an anonymised student are not written, whether the student was read before or after', async () => {
      const { student, result } = await added();
      const after = await anonymise(student);
      const writes = (of: User) => [
        results().create(anExternalResult({ studentId: student.id, place: 1 }), of, effects()),
        results().change(result, { ...result, version: 2 }, of, effects()),
        results().delete(result, of, effects()),
      ];
      expect(errorsOf(await Promise.allSettled(writes(student)))).toEqual(Array(3).fill(expect.any(StudentChanged)));
      expect(errorsOf(await Promise.allSettled(writes(after)))).toEqual(Array(3).fill(expect.any(Anonymised)));
      expect(await stored(student)).toEqual([result]);
    });

    it('lose their free text when their student is anonymised, and keep the credits', async () => {
      const { student, result } = await added({ result: '9 of 10', term: 'Summer 2025' });
      const { id, studentId, place, credits, notation, createdAt, updatedAt } = result;
      const kept = { id, studentId, place, credits, notation, createdAt, updatedAt };
      expect([await results().anonymise(student.id), await results().anonymise(student.id)]).toEqual([1, 0]);
      expect(await stored(student)).toEqual([{ ...kept, title: 'Transferred credits', version: 2 }]);
    });
  });
}
