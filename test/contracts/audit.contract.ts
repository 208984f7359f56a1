import { randomUUID } from 'node:crypto';
import { type Actor, OPERATOR_ID } from '../../src/auth/actor.js';
import type { AuditEntry, EntityName, NewAuditEntry } from '../../src/features/audit/audit-entry.js';
import { type ActorEntries, type AuditFilter, AuditRepository } from '../../src/features/audit/audit.repository.js';
import { classEntity } from '../../src/features/classes/school-class.js';
import { termEntity } from '../../src/features/terms/term.js';
import { TermsRepository } from '../../src/features/terms/terms.repository.js';
import { type User, userEntity } from '../../src/features/users/user.js';
import { UsersRepository } from '../../src/features/users/users.repository.js';
import { anActor, anEntry, asStored, aTerm, aUser } from '../fixtures/builders.js';
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

    it('adds an access entry', async () => {
      const entry = anEntry({ entity: userEntity(randomUUID()), action: 'transcript.read', by: anActor() });
      await engine().port(AuditRepository).add({ audit: entry });
      for (const filter of [{ entity: entry.entity }, { actorId: entry.by.id }]) expect(await walk(filter)).toEqual([asStored(entry)]);
    });

    it('loses the free text and the named facts of one entity, and nothing else', async () => {
      const entity: EntityName = userEntity(randomUUID());
      const [complete, plain, other] = [
        await recorded({ entity, at: second(1), reason: 'Ann asked.', before: { email: 'a', role: 'ADMIN' }, after: { email: 'b' } }),
        await recorded({ entity, at: second(2), after: { role: 'ADMIN' } }),
        await recorded({ at: second(3), reason: 'Because.', after: { email: 'c' } }),
      ];
      expect(await engine().port(AuditRepository).redact(entity, ['email'])).toBe(1);
      const { reason: _reason, after: _after, ...rest } = complete;
      expect(await walk({ entity })).toEqual([plain, { ...rest, before: { role: 'ADMIN' } }]);
      expect(await walk({ actorId: complete.by.id, entity: other.entity })).toEqual([other]);
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

    describe('of the whole school', () => {
      const DAY_MS = 24 * 60 * 60 * 1000;
      const day = (year: number, number: number, time = 0) => new Date(Date.UTC(year, 0, 1) + number * DAY_MS + time).toISOString();
      const feed = async (from: string, to: string, limit = 100) => {
        const pages: AuditEntry[][] = [];
        let after: string | undefined;
        do {
          const page = await engine().port(AuditRepository).feed({ from, to }, { limit, after });
          expect(page.items.length).toBeLessThanOrEqual(limit);
          pages.push(page.items);
          after = page.next;
        } while (after !== undefined);
        return pages;
      };
      const inOrder = (entries: readonly AuditEntry[]) => entries.map(({ at }) => at);

      it('has every entry once, newest first, across days and with every limit', async () => {
        // A busy day, an instant with many entries, both ends of a day, and days without any.
        const times = [
          ...Array.from({ length: 5 }, (_, minute) => day(2040, 3, minute * 60_000)),
          ...Array<string>(5).fill(day(2040, 4, 5)),
          ...[day(2040, 2), day(2040, 2, DAY_MS - 1), day(2040, 12)],
        ];
        const entries = await Promise.all(times.map((at) => recorded({ at, by: anActor() })));
        for (const limit of [1, 4]) {
          const found = (await feed(day(2040, 1), day(2040, 13), limit)).flat();
          expect(inOrder(found)).toEqual(times.toSorted().reverse());
          expect(found).toEqual(expect.arrayContaining(entries));
        }
      });

      it('includes the instant `from` and excludes the instant `to`, to the millisecond', async () => {
        const times = [day(2042, 5), day(2042, 5, 1), day(2042, 5, 2), day(2042, 6)];
        await Promise.all(times.map((at) => recorded({ at })));
        const found = async (from: string, to: string) => inOrder((await feed(from, to, 2)).flat());
        expect(await found(times[1]!, times[3]!)).toEqual([times[2], times[1]]);
        expect(await found(times[0]!, times[2]!)).toEqual([times[1], times[0]]);
        expect(await found(times[2]!, day(2042, 6, 1))).toEqual([times[3], times[2]]);
        expect(await found(times[3]!, times[3]!)).toEqual([]);
        expect(await found(times[3]!, times[0]!)).toEqual([]);
        expect(await found(day(2042, 7), day(2042, 9))).toEqual([]);
      });

      it('goes on behind the last entry of a page while newer and older ones are added', async () => {
        await Promise.all([1, 2, 3, 4].map((time) => recorded({ at: day(2043, 1, time) })));
        const period = { from: day(2043, 0), to: day(2043, 2) };
        const first = await engine().port(AuditRepository).feed(period, { limit: 2 });
        await recorded({ at: day(2043, 1, 5) });
        const late = await recorded({ at: day(2043, 0, 1) });
        const rest = [];
        for (let after = first.next; after !== undefined;) {
          const page = await engine().port(AuditRepository).feed(period, { limit: 2, after });
          rest.push(...page.items);
          after = page.next;
        }
        expect(inOrder([...first.items, ...rest])).toEqual([...[4, 3, 2, 1].map((time) => day(2043, 1, time)), late.at]);
      });

      it('is read a few days at a time', async () => {
        const { at } = await recorded({ at: day(2044, 0) });
        const pages = await feed(day(2044, 0), day(2044, 12));
        expect(inOrder(pages.flat())).toEqual([at]);
        expect(pages.length).toBeGreaterThan(1);
        expect(pages.length).toBeLessThan(10);
      });

      it('has entries as they are after free text was removed', async () => {
        const { entity, at } = await recorded({ at: day(2045, 0), reason: 'Because.', entity: userEntity(randomUUID()) });
        await engine().port(AuditRepository).redact(entity, []);
        const [entry] = (await feed(at, day(2045, 1))).flat();
        expect(entry).toMatchObject({ entity, at });
        expect(entry).not.toHaveProperty('reason');
      });
    });

    describe('read as a whole', () => {
      const people = async (...values: Partial<User>[]): Promise<Actor[]> =>
        Promise.all(
          values.map(async (each) => {
            const user = aUser(each);
            await engine().port(UsersRepository).create(user, { audit: anEntry() });
            return anActor({ id: user.id });
          }),
        );
      const period = async (from: string, to: string, after?: string) => {
        const found = new Map<string, readonly AuditEntry[]>();
        for await (const { actorId, entries } of engine().port(AuditRepository).period(from, to, after)) {
          expect(found.has(actorId)).toBe(false);
          found.set(actorId, entries);
        }
        return found;
      };

      it('has the entries of all actors in a period: of each role and state, and of the operator', async () => {
        const [year, nextYear] = ['2031-01-01T00:00:00.000Z', '2032-01-01T00:00:00.000Z'];
        const actors = [
          ...(await people({ role: 'ADMIN' }, { role: 'LECTURER' }, {}, { status: 'DISABLED' }, { status: 'DISABLED', anonymised: true })),
          anActor({ id: OPERATOR_ID }),
        ];
        const expected = new Map<string, AuditEntry[]>();
        for (const by of actors) {
          expected.set(by.id, [await recorded({ by, at: year }), await recorded({ by, at: '2031-12-31T23:59:59.999Z' })]);
          await recorded({ by, at: '2030-12-31T23:59:59.999Z' });
          await recorded({ by, at: nextYear });
        }
        const all = await period(year, nextYear);
        for (const [id, entries] of expected) {
          const found = all.get(id)!;
          expect(idsOf(found).sort()).toEqual(idsOf(entries).sort());
          expect(found).toEqual(expect.arrayContaining(entries));
        }
      });

      it('follows the changes of a person', async () => {
        const user = aUser({ role: 'LECTURER' });
        await engine().port(UsersRepository).create(user, { audit: anEntry() });
        const entry = await recorded({ by: anActor({ id: user.id }), at: '2033-05-05T00:00:00.000Z' });
        await engine()
          .port(UsersRepository)
          .change(user, { ...user, role: 'STUDENT', familyName: 'Zzz', email: `new-${user.email}`, version: 2 }, { audit: anEntry() });
        expect((await period('2033-05-05', '2033-05-06')).get(user.id)).toEqual([entry]);
      });

      it('has the entries of an actor in parts, and continues behind each of them', async () => {
        const [by] = await people({});
        const [day, nextDay] = ['2035-01-01', '2035-01-02'];
        const entries: AuditEntry[] = [];
        for (const hour of [1, 2, 3, 4, 5]) entries.push(await recorded({ by, at: `${day}T0${hour}:00:00.000Z` }));
        const names = entries.map(({ at, id }) => `${at}#${id}`);
        const partsBehind = async (after?: string) => {
          const parts: ActorEntries[] = [];
          for await (const part of engine().port(AuditRepository).period(day, nextDay, after, 2))
            if (part.actorId === by!.id) parts.push(part);
          return parts;
        };
        const parts = await partsBehind();
        expect(parts.flatMap((part) => part.entries)).toEqual(entries);
        expect(parts.slice(0, 2).map(({ behind, through }) => [behind, through])).toEqual([
          [undefined, names[1]],
          [names[1], names[3]],
        ]);
        expect(parts.at(-1)).toMatchObject({ behind: names[3], through: undefined, position: by!.id });
        for (const [index, { position }] of parts.entries()) expect(await partsBehind(position)).toEqual(parts.slice(index + 1));
      });

      it('continues behind an actor, in the order of ids, with actors who did nothing', async () => {
        await people({}, {}, {});
        const all = [...(await period('2034-01-01', '2034-01-02')).keys()];
        expect(all).toEqual([...all].sort());
        expect(all.length).toBeGreaterThan(3);
        expect([...(await period('2034-01-01', '2034-01-02', all[1])).keys()]).toEqual(all.slice(2));
      });
    });

    it('returns no entries for an unknown entity or actor', async () => {
      expect(await walk({ entity: termEntity('never') })).toEqual([]);
      expect(await walk({ actorId: randomUUID() })).toEqual([]);
    });
  });
}
