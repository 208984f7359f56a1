import { StaleVersion } from '../../src/core/errors/errors.js';
import { GradingScalesRepository } from '../../src/features/grading/grading-scales.repository.js';
import type { GradingScale } from '../../src/features/grading/scale.js';
import { KeyInUse } from '../../src/http/idempotency/idempotency.errors.js';
import { aCode, anEntry } from '../fixtures/builders.js';
import type { EngineUnderTest } from '../fixtures/engines.js';
import { GERMANY, SWITZERLAND } from '../fixtures/scales.js';

export function gradingScalesContract(engine: () => EngineUnderTest): void {
  describe('grading scales', () => {
    const scales = () => engine().port(GradingScalesRepository);
    const aKey = () => aCode('scale').toLowerCase();
    const create = async (scale: GradingScale): Promise<GradingScale> => {
      await scales().create(scale, { audit: anEntry() });
      return scale;
    };
    const newest = (key: string) => scales().readNewest(key, { consistent: true });
    const version = (key: string, number: number) => scales().readVersion(key, number, { consistent: true });

    it('stores a scale unchanged, as the newest and as a version', async () => {
      for (const scale of [GERMANY, SWITZERLAND]) {
        const stored = await create({ ...scale, key: aKey() });
        expect(await newest(stored.key)).toStrictEqual(stored);
        expect(await version(stored.key, 1)).toStrictEqual(stored);
      }
    });

    it('returns undefined for an unknown key or version', async () => {
      const { key } = await create({ ...GERMANY, key: aKey() });
      expect(await newest(aKey())).toBeUndefined();
      expect(await version(aKey(), 1)).toBeUndefined();
      expect(await version(key, 2)).toBeUndefined();
    });

    it('keeps every version, and lists only the newest of each key', async () => {
      const first = await create({ ...GERMANY, key: aKey() });
      const second = await create({ ...SWITZERLAND, key: first.key, version: 2 });
      const other = await create({ ...GERMANY, key: aKey() });
      expect(await version(first.key, 1)).toStrictEqual(first);
      expect(await version(first.key, 2)).toStrictEqual(second);
      expect(await newest(first.key)).toStrictEqual(second);
      const listed = await scales().list();
      expect(listed.filter(({ key }) => [first.key, other.key].includes(key))).toEqual(
        [second, other].sort((one, another) => (one.key < another.key ? -1 : 1)),
      );
      expect(listed.map(({ key }) => key)).toEqual([...new Set(listed.map(({ key }) => key))].sort());
    });

    it('rejects a version that does not follow the newest one', async () => {
      const first = await create({ ...GERMANY, key: aKey() });
      for (const number of [1, 3]) await expect(create({ ...SWITZERLAND, key: first.key, version: number })).rejects.toThrow(StaleVersion);
      await expect(create({ ...SWITZERLAND, key: aKey(), version: 2 })).rejects.toThrow(StaleVersion);
      expect(await newest(first.key)).toStrictEqual(first);
      expect(await version(first.key, 3)).toBeUndefined();
    });

    it('stores one of many simultaneous versions with the same number', async () => {
      const key = aKey();
      const outcomes = await Promise.allSettled(
        Array.from({ length: 8 }, (_, index) => create({ ...GERMANY, key, name: `Scale ${index}`, version: 1 })),
      );
      const made = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
      expect(made).toHaveLength(1);
      expect(outcomes.filter((outcome) => outcome.status === 'rejected' && outcome.reason instanceof StaleVersion)).toHaveLength(7);
      expect(await newest(key)).toStrictEqual(made[0]);
      expect(await version(key, 1)).toStrictEqual(made[0]);
    });

    it('stores nothing with an idempotency key that is in use', async () => {
      const [at, expiresAt] = ['2026-11-02T09:00:00.000Z', '2126-11-03T09:00:00.000Z'];
      const idempotency = { userId: aCode('U'), key: 'once', fingerprint: 'f', at, expiresAt, createdId: 'x@1' };
      const [first, second] = [aKey(), aKey()];
      await scales().create({ ...GERMANY, key: first }, { audit: anEntry(), idempotency });
      await expect(scales().create({ ...GERMANY, key: second }, { audit: anEntry(), idempotency })).rejects.toThrow(KeyInUse);
      expect(await newest(second)).toBeUndefined();
    });
  });
}
