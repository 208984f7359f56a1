import { StaleVersion, UnknownReference } from '../../src/core/errors/errors.js';
import { GpaRulesRepository } from '../../src/features/transcripts/gpa-rules.repository.js';
import { KeyInUse } from '../../src/http/idempotency/idempotency.errors.js';
import { aGpaRule, anEntry, anIdempotencyRecord } from '../fixtures/builders.js';
import type { EngineUnderTest } from '../fixtures/engines.js';
import { errorsOf, Seed } from '../fixtures/seed.js';

export function gpaRulesContract(engine: () => EngineUnderTest): void {
  describe('rules for the GPA', () => {
    const seed = new Seed(engine);
    const rules = () => engine().port(GpaRulesRepository);
    const stored = () => rules().list({ consistent: true });
    const effects = () => ({ audit: anEntry() });
    /** The rules are of the whole school, so each test continues with the next version. */
    const next = async () => ((await stored()).at(-1)?.version ?? 1) + 1;

    it('are stored unchanged, by version', async () => {
      const range = { best: 10_00, worst: 0, rounding: 'half_up' } as const;
      const { code: fromTerm } = await seed.addTerm();
      const version = await next();
      const mean = aGpaRule({ version: version + 10, fromTerm, kind: 'mean', scale: 'vn-10', range, places: 1, maximum: undefined });
      const { maximum: _maximum, ...kept } = mean;
      const points = aGpaRule({ version: version + 2, fromTerm, attempts: 'last', maximum: 4_30 });
      for (const rule of [mean, points]) await rules().add(rule, effects());
      expect((await stored()).filter((rule) => rule.version >= version)).toEqual([points, kept]);
    });

    it('have one of two that are added at the same moment', async () => {
      const { code: fromTerm } = await seed.addTerm();
      const version = await next();
      const both = [1, 2].map((places) => rules().add(aGpaRule({ version, fromTerm, places }), effects()));
      expect(errorsOf(await Promise.allSettled(both))).toEqual([expect.any(StaleVersion)]);
      expect((await stored()).filter((rule) => rule.version === version)).toHaveLength(1);
    });

    it('begin with a term that exists', async () => {
      const version = await next();
      await expect(rules().add(aGpaRule({ version, fromTerm: 'never' }), effects())).rejects.toBeInstanceOf(UnknownReference);
      expect(await next()).toBe(version);
    });

    it('are added once for an idempotency key', async () => {
      const { code: fromTerm } = await seed.addTerm();
      const version = await next();
      const idempotency = { ...anIdempotencyRecord(), createdId: String(version) };
      const add = (rule: number) => rules().add(aGpaRule({ version: rule, fromTerm }), { ...effects(), idempotency });
      await add(version);
      await expect(add(version + 1)).rejects.toBeInstanceOf(KeyInUse);
      expect(await next()).toBe(version + 1);
    });
  });
}
