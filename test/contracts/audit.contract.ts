import { randomUUID } from 'node:crypto';
import type { AuditEntry, EntityName, NewAuditEntry } from '../../src/features/audit/audit-entry.js';
import { type AuditFilter, AuditRepository } from '../../src/features/audit/audit.repository.js';
import { classEntity } from '../../src/features/classes/school-class.js';
import { termEntity } from '../../src/features/terms/term.js';
import { TermsRepository } from '../../src/features/terms/terms.repository.js';
import { userEntity } from '../../src/features/users/user.js';
import { anActor, anEntry, asStored, aTerm } from '../fixtures/builders.js';
import type { EngineUnderTest } from '../fixtures/engines.js';

export function auditContract(engine: () => EngineUnderTest): void {
  describe('the audit log', () => {
    const recorded = async (entry: Partial<NewAuditEntry>): Promise<AuditEntry> => {
      const written = anEntry(entry);
      await engine().port(TermsRepository).create(aTerm(), { audit: written });
      return asStored(written);
    };
    const second = (offset: number) => new Date(Date.UTC(2026, 10, 2, 8, 0, offset)).toISOString();
    /** Entries of one thing, a second apart, oldest first. */
    const aHistory = async (length: number, entry: Partial<NewAuditEntry> = {}) => {
      const entity: EntityName = userEntity(randomUUID());
      const entries: AuditEntry[] = [];
      for (let index = 0; index < length; index += 1) entries.push(await recorded({ entity, at: second(index), ...entry }));
      return { entity, entries };
    };
    const walk = async (filter: AuditFilter, limit = 100): Promise<AuditEntry[]> => {
      const found: AuditEntry[] = [];
      let after: string | undefined;
      do {
        const page = await engine().port(AuditRepository).list(filter, { limit, after });
        expect(page.items.length).toBeLessThanOrEqual(limit);
        found.push(...page.items);
        after = page.next;
      } while (after !== undefined);
      return found;
    };
    const idsOf = (entries: readonly AuditEntry[]) => entries.map(({ id }) => id);

    it('stores an entry unchanged', async () => {
      const entry = await recorded({
        by: anActor(),
        entity: classEntity(randomUUID()),
        before: { room: null, components: [{ key: 'final', weight: 100 }] },
        after: { room: 'B 204', components: [] },
        reason: 'Because.',
        requestId: 'request-1',
      });
      expect(await walk({ entity: entry.entity })).toEqual([entry]);
      expect(await walk({ actorId: entry.by.id })).toEqual([entry]);
    });

    it('loses the free text and the named facts of one entity, and nothing else', async () => {
      const entity: EntityName = userEntity(randomUUID());
      const [told, plain, other] = [
        await recorded({ entity, at: second(1), reason: 'Ann asked.', before: { email: 'a', role: 'ADMIN' }, after: { email: 'b' } }),
        await recorded({ entity, at: second(2), after: { role: 'ADMIN' } }),
        await recorded({ at: second(3), reason: 'Because.', after: { email: 'c' } }),
      ];
      expect(await engine().port(AuditRepository).redact(entity, ['email'])).toBe(1);
      const { reason: _reason, after: _after, ...rest } = told;
      expect(await walk({ entity })).toEqual([plain, { ...rest, before: { role: 'ADMIN' } }]);
      expect(await walk({ actorId: told.by.id, entity: other.entity })).toEqual([other]);
      expect(await engine().port(AuditRepository).redact(entity, ['email'])).toBe(0);
    });

    it('returns each entry once, newest first, with every limit', async () => {
      const by = anActor();
      const { entity, entries } = await aHistory(7, { by });
      const newestFirst = idsOf(entries).reverse();
      for (const limit of [1, 3, 7, 100]) {
        expect(idsOf(await walk({ entity }, limit))).toEqual(newestFirst);
        expect(idsOf(await walk({ actorId: by.id }, limit))).toEqual(newestFirst);
      }
    });

    it('returns each entry of the same instant once, with every limit', async () => {
      const by = anActor();
      const { entity, entries } = await aHistory(5, { by, at: second(0) });
      for (const filter of [{ entity }, { actorId: by.id }]) {
        expect(idsOf(await walk(filter, 2)).sort()).toEqual(idsOf(entries).sort());
      }
    });

    it('filters by entity, by actor and by both', async () => {
      const [one, other] = [anActor(), anActor()];
      const [first, second] = [userEntity(randomUUID()), userEntity(randomUUID())];
      const [oneFirst, otherFirst, oneSecond] = [
        await recorded({ entity: first, by: one }),
        await recorded({ entity: first, by: other }),
        await recorded({ entity: second, by: one }),
      ];
      const found = async (filter: AuditFilter) => idsOf(await walk(filter)).sort();
      expect(await found({ entity: first })).toEqual(idsOf([oneFirst, otherFirst]).sort());
      expect(await found({ actorId: one.id })).toEqual(idsOf([oneFirst, oneSecond]).sort());
      expect(await found({ entity: first, actorId: one.id })).toEqual([oneFirst.id]);
      expect(await walk({ entity: first, actorId: one.id }, 1)).toHaveLength(1);
      expect(await found({ entity: second, actorId: other.id })).toEqual([]);
    });

    it('includes the instant `from` and excludes the instant `to`, to the millisecond', async () => {
      const by = anActor();
      const { entity, entries } = await aHistory(4, { by });
      const [, from, , to] = entries.map(({ at }) => at);
      const later = (at: string) => new Date(Date.parse(at) + 1).toISOString();
      for (const filter of [{ entity }, { actorId: by.id }, { entity, actorId: by.id }]) {
        const found = async (bounds: AuditFilter) =>
          (await walk({ ...filter, ...bounds }, 2)).map(({ at }) => entries.findIndex((entry) => entry.at === at));
        expect(await found({ from })).toEqual([3, 2, 1]);
        expect(await found({ from: later(from!) })).toEqual([3, 2]);
        expect(await found({ to })).toEqual([2, 1, 0]);
        expect(await found({ to: later(to!) })).toEqual([3, 2, 1, 0]);
        expect(await found({ from, to })).toEqual([2, 1]);
        expect(await found({ from: to, to: from })).toEqual([]);
      }
    });

    it('returns no entries for an unknown entity or actor', async () => {
      expect(await walk({ entity: termEntity('never') })).toEqual([]);
      expect(await walk({ actorId: randomUUID() })).toEqual([]);
    });
  });
}
