import { patched } from './patch.js';

interface Room {
  name: string;
  floor?: number;
}

describe('patched', () => {
  const room: Room = { name: 'A', floor: 2 };

  it('sets what is given', () => {
    expect(patched(room, { floor: 0 })).toEqual({ name: 'A', floor: 0 });
  });

  it('leaves what is left out, even where the field is there without a value', () => {
    expect(patched(room, { name: undefined, floor: undefined })).toEqual(room);
  });

  it('clears what is null', () => {
    expect(patched(room, { floor: null }).floor).toBeUndefined();
  });

  it('leaves the thing itself alone', () => {
    patched(room, { name: 'B' });
    expect(room.name).toBe('A');
  });
});
