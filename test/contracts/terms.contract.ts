import { StaleVersion } from '../../src/core/errors/errors.js';
import { TermCodeTaken, TermNotFound } from '../../src/features/terms/terms.errors.js';
import { TermsRepository } from '../../src/features/terms/terms.repository.js';
import { aCode, anEntry, aTerm } from '../fixtures/builders.js';
import type { EngineUnderTest } from '../fixtures/engines.js';
import { Seed } from '../fixtures/seed.js';

export function termsContract(engine: () => EngineUnderTest): void {
  describe('terms', () => {
    const seed = new Seed(engine);
    const terms = () => engine().port(TermsRepository);

    it('stores a new term unchanged', async () => {
      const term = aTerm();
      await terms().create(term, { audit: anEntry() });
      expect(await terms().read(term.code, { consistent: true })).toEqual(term);
    });

    it('returns undefined for an unknown term', async () => {
      expect(await terms().read('never')).toBeUndefined();
    });

    it('stores one of many simultaneous terms with the same code', async () => {
      const term = aTerm();
      const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => terms().create(term, { audit: anEntry() })));
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(outcomes.filter((outcome) => outcome.status === 'rejected' && outcome.reason instanceof TermCodeTaken)).toHaveLength(7);
    });

    it('stores one of many simultaneous terms whose codes differ only in case, and none later', async () => {
      const code = aCode('t');
      const cased = [code, code.toUpperCase(), code.replace('t', 'T')].map((each) => aTerm({ code: each }));
      const outcomes = await Promise.allSettled(cased.map((term) => terms().create(term, { audit: anEntry() })));
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      for (const term of cased) await expect(terms().create(term, { audit: anEntry() })).rejects.toBeInstanceOf(TermCodeTaken);
    });

    it('stores a code in another case after its term was deleted', async () => {
      const term = aTerm({ code: aCode('t') });
      await terms().create(term, { audit: anEntry() });
      await terms().delete(term, { audit: anEntry() });
      const other = { ...term, code: term.code.toUpperCase() };
      await terms().create(other, { audit: anEntry() });
      expect(await terms().read(other.code, { consistent: true })).toEqual(other);
    });

    it('saves one of two changes of the same version', async () => {
      const term = aTerm();
      await terms().create(term, { audit: anEntry() });
      const changes = ['Spring', 'Summer'].map((title) => terms().change(term, { ...term, title, version: 2 }, { audit: anEntry() }));
      const outcomes = await Promise.allSettled(changes);
      expect(outcomes.filter((outcome) => outcome.status === 'rejected').map(({ reason }) => reason as unknown)).toEqual([
        expect.any(StaleVersion),
      ]);
    });

    it('rejects a change of an unknown term', async () => {
      const term = aTerm();
      await expect(terms().change(term, { ...term, version: 2 }, { audit: anEntry() })).rejects.toBeInstanceOf(TermNotFound);
    });

    it('removes a deleted term', async () => {
      const term = aTerm();
      await terms().create(term, { audit: anEntry() });
      await terms().delete(term, { audit: anEntry() });
      expect(await terms().read(term.code, { consistent: true })).toBeUndefined();
      await expect(terms().delete(term, { audit: anEntry() })).rejects.toBeInstanceOf(TermNotFound);
    });

    it('rejects the deletion of a term that changed after it was read', async () => {
      const term = aTerm();
      await terms().create(term, { audit: anEntry() });
      await terms().change(term, { ...term, title: 'Spring', version: 2 }, { audit: anEntry() });
      await expect(terms().delete(term, { audit: anEntry() })).rejects.toBeInstanceOf(StaleVersion);
    });

    it('lists terms with the number of their classes', async () => {
      const term = aTerm();
      await terms().create(term, { audit: anEntry() });
      const listed = async () => (await terms().list({ limit: 1000 })).items.find(({ code }) => code === term.code);
      expect(await listed()).toEqual({ ...term, classCount: 0 });
      await seed.addClass({ term: term.code });
      expect(await listed()).toEqual({ ...term, classCount: 1 });
    });

    it('lists each term once by code, with every limit', async () => {
      await Promise.all(Array.from({ length: 7 }, () => terms().create(aTerm(), { audit: anEntry() })));
      const walk = async (limit: number) => {
        const codes: string[] = [];
        let after: string | undefined;
        do {
          const page = await terms().list({ limit, after });
          codes.push(...page.items.map(({ code }) => code));
          after = page.next;
        } while (after);
        return codes;
      };
      const codes = await walk(100);
      expect(codes).toEqual([...new Set(codes)].sort());
      expect(await walk(1)).toEqual(codes);
      expect(await walk(3)).toEqual(codes);
    });
  });
}
