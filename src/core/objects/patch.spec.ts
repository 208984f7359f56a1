import { applyPatch } from './patch.js';

interface Room {
  name: string;
  floor?: number;
}

describe('applyPatch', () => {
  const room: Room = { name: 'A', floor: 2 };

  it('sets a field', () => {
    expect(applyPatch(room, { floor: 0 })).toEqual({ name: 'A', floor: 0 });
  });

  it('keeps absent fields, and fields that are undefined', () => {
    expect(applyPatch(room, { name: undefined, floor: undefined })).toEqual(room);
  });

  it('clears a field that is null', () => {
    expect(applyPatch(room, { floor: null }).floor).toBeUndefined();
  });

  it('does not change the original', () => {
    applyPatch(room, { name: 'B' });
    expect(room.name).toBe('A');
  });
});
