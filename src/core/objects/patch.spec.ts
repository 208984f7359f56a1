import { applyPatch } from './patch.js';

interface Room {
  name: string;
  floor?: number;
}

describe('patched', () => {
  const room: Room = { name: 'A', floor: 2 };

  it('sets what is given', () => {
    expect(applyPatch(room, { floor: 0 })).toEqual({ name: 'A', floor: 0 });
  });

  it('leaves what is left out, even where the field is there without a value', () => {
    expect(applyPatch(room, { name: undefined, floor: undefined })).toEqual(room);
  });

  it('clears what is null', () => {
    expect(applyPatch(room, { floor: null }).floor).toBeUndefined();
  });

  it('leaves the thing itself alone', () => {
    applyPatch(room, { name: 'B' });
    expect(room.name).toBe('A');
  });
});
