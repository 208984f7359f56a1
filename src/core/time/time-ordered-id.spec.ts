import { timeOrderedId } from './time-ordered-id.js';
import { idPipe } from '../../http/validation/validators.js';

describe('timeOrderedId', () => {
  const madeAt = (time: string) => timeOrderedId(new Date(time));

  it('is a UUID of version 7 that tells its time', () => {
    const id = madeAt('2026-11-02T08:00:00.000Z');
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(parseInt(id.slice(0, 13).replace('-', ''), 16)).toBe(Date.parse('2026-11-02T08:00:00.000Z'));
    expect(idPipe.transform(id, { type: 'param' })).toBe(id);
  });

  it('sorts by time', () => {
    const times = ['1999-01-01T00:00:00.000Z', '2026-11-02T08:00:00.000Z', '2026-11-02T08:00:00.001Z', '2999-01-01T00:00:00.000Z'];
    const ids = times.map(madeAt);
    expect([...ids].sort()).toEqual(ids);
  });

  it('is never the same twice', () => {
    const at = new Date();
    expect(new Set(Array.from({ length: 1000 }, () => timeOrderedId(at))).size).toBe(1000);
  });
});
