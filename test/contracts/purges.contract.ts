import { randomUUID } from 'node:crypto';
import type { Purge } from '../../src/adapters/storage/purge.js';
import { PurgesRepository } from '../../src/adapters/storage/purges.repository.js';
import { StaleVersion } from '../../src/core/errors/errors.js';
import { UsersRepository } from '../../src/features/users/users.repository.js';
import { anEntry } from '../fixtures/builders.js';
import type { EngineUnderTest } from '../fixtures/engines.js';
import { Seed } from '../fixtures/seed.js';

const [AT, LATER] = ['2026-11-02T09:00:00.000Z', '2026-11-02T10:00:00.000Z'] as const;

export function purgesContract(engine: () => EngineUnderTest): void {
  describe('garbage', () => {
    const known = new Seed(engine);
    const purges = () => engine().port(PurgesRepository);
    const aPrefix = () => `test/${randomUUID()}/`;
    const pendingUnder = (prefix: string) => purges().pending(prefix);

    /** Notes garbage by one change of somebody after another. */
    const note = async (...noted: Purge[]): Promise<void> => {
      let user = await known.user();
      for (const purge of noted) {
        const after = { ...user, version: user.version + 1 };
        await engine().port(UsersRepository).change(user, after, { audit: anEntry(), purge });
        user = after;
      }
    };

    it('is noted until it is settled', async () => {
      const prefix = aPrefix();
      const purge = { prefix, through: `${prefix}b`, keep: `${prefix}a`, at: AT };
      await note(purge);
      expect(await purges().pending()).toContainEqual(purge);
      await purges().settle(purge);
      expect(await pendingUnder(prefix)).toEqual([]);
      await purges().settle(purge);
    });

    it('is found by the beginning of its prefix', async () => {
      const [one, other] = [aPrefix(), aPrefix()];
      await note({ prefix: `${one}b/`, at: AT }, { prefix: `${one}a/`, at: AT }, { prefix: other, at: AT });
      expect((await pendingUnder(one)).map(({ prefix }) => prefix)).toEqual([`${one}a/`, `${one}b/`]);
    });

    it('has one note a prefix, the latest, which an earlier one does not settle', async () => {
      const prefix = aPrefix();
      const [early, late] = [
        { prefix, through: `${prefix}b`, keep: `${prefix}a`, at: AT },
        { prefix, at: LATER },
      ];
      await note(early, late);
      expect(await pendingUnder(prefix)).toStrictEqual([{ ...late, through: undefined, keep: undefined }]);
      await purges().settle(early);
      expect(await pendingUnder(prefix)).toHaveLength(1);
    });

    it('is not noted where the change is not made', async () => {
      const [user, prefix] = [await known.user(), aPrefix()];
      const stale = { ...user, version: 7 };
      const change = engine()
        .port(UsersRepository)
        .change(stale, stale, { audit: anEntry(), purge: { prefix, at: AT } });
      await expect(change).rejects.toBeInstanceOf(StaleVersion);
      expect(await pendingUnder(prefix)).toEqual([]);
    });
  });
}
