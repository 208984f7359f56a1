import { ID_PATTERN } from '../text/text.js';
import { timeOrderedId } from './time-ordered-id.js';

describe('timeOrderedId', () => {
  const madeAt = (time: string) => timeOrderedId(new Date(time));

  it('returns a UUID of version 7 that contains its time', () => {
    const id = madeAt('2026-11-02T08:00:00.000Z');
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(parseInt(id.slice(0, 13).replace('-', ''), 16)).toBe(Date.parse('2026-11-02T08:00:00.000Z'));
    expect(id).toMatch(ID_PATTERN);
  });

  it('sorts by time', () => {
    const times = ['1999-01-01T00:00:00.000Z', '2026-11-02T08:00:00.000Z', '2026-11-02T08:00:00.001Z', '2999-01-01T00:00:00.000Z'];
    const ids = times.map(madeAt);
    expect([...ids].sort()).toEqual(ids);
  });

  it('returns a different id each time', () => {
    const at = new Date();
    expect(new Set(Array.from({ length: 1000 }, () => timeOrderedId(at))).size).toBe(1000);
  });
});
