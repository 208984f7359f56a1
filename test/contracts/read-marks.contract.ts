import { ReadMarksRepository } from '../../src/features/notifications/read-marks.repository.js';
import { anActor, aNotification } from '../fixtures/builders.js';
import type { EngineUnderTest } from '../fixtures/engines.js';

/** The order of ids as numbers is not always that of their digits. */
const IDS = [9_007_199_254_740_000, 3_600_000_000_000_000, 90_000, 5];
const ALL = { limit: 10 };
const read = (ids: readonly number[]) => ids.map((id) => ({ id, dismissed: false }));

export function readMarksContract(engine: () => EngineUnderTest): void {
  describe('read marks', () => {
    const marks = () => engine().port(ReadMarksRepository);
    const readerOf = async (...ids: number[]) => {
      const reader = anActor();
      for (const id of ids) await marks().add(reader, aNotification({ id }));
      return reader;
    };

    it('return each id once, highest first', async () => {
      const reader = await readerOf(5, 90_000, ...IDS);
      expect(await marks().single(reader.id, ALL)).toEqual({ items: read(IDS), from: 0 });
    });

    it('return ids between two given ids', async () => {
      const reader = await readerOf(...IDS);
      expect((await marks().single(reader.id, { ...ALL, after: 5 })).items).toEqual(read(IDS.slice(0, 3)));
      expect((await marks().single(reader.id, { ...ALL, before: IDS[0] })).items).toEqual(read(IDS.slice(1)));
      expect((await marks().single(reader.id, { ...ALL, after: 90_000, before: 90_001 })).items).toEqual([]);
    });

    it('return the position up to which they were read', async () => {
      const reader = await readerOf(...IDS);
      const first = await marks().single(reader.id, { limit: 2 });
      expect(first).toEqual({ items: read(IDS.slice(0, 2)), from: IDS[1] });
      const rest = await marks().single(reader.id, { before: first.from, limit: 3 });
      expect(rest).toEqual({ items: read(IDS.slice(2)), from: 0 });
    });

    it('say what is dismissed, until it is restored, however often each is repeated', async () => {
      const reader = await readerOf(5);
      const own = async () => (await marks().single(reader.id, ALL)).items;
      for (const id of [5, 90_000, 5]) await marks().dismiss(reader, aNotification({ id }));
      const dismissed = [90_000, 5].map((id) => ({ id, dismissed: true }));
      expect(await own()).toEqual(dismissed);
      await marks().add(reader, aNotification({ id: 5 }));
      expect(await own()).toEqual(dismissed);
      for (const id of [5, 5, 7]) await marks().restore(reader, id);
      expect(await own()).toEqual([dismissed[0], ...read([5])]);
    });

    it('belong to one user', async () => {
      const reader = await readerOf(5);
      await marks().advance(reader, 7);
      const other = await readerOf();
      expect(await marks().single(other.id, ALL)).toEqual({ items: [], from: 0 });
      expect(await marks().upTo(other.id)).toBe(0);
    });

    it('move the last read id only forward', async () => {
      const reader = await readerOf();
      for (const [upTo, expected] of [
        [500, 500],
        [90, 500],
        [500, 500],
        [1_000, 1_000],
      ] as const) {
        await marks().advance(reader, upTo);
        expect(await marks().upTo(reader.id)).toBe(expected);
      }
    });

    it('keep the highest of simultaneous last read ids', async () => {
      const reader = await readerOf();
      await Promise.all([30, 10, 50, 20, 40].map((upTo) => marks().advance(reader, upTo)));
      expect(await marks().upTo(reader.id)).toBe(50);
    });

    it('keep the last read id apart from single ids', async () => {
      const reader = await readerOf(5);
      await marks().advance(reader, 9);
      expect((await marks().single(reader.id, ALL)).items).toEqual(read([5]));
    });
  });
}
