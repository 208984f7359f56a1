import * as fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { classFilesPrefix } from '../classes/school-class.js';
import { materialKey, materialPrefix, toMaterial } from './material.js';

const [CLASS, ID] = [randomUUID(), randomUUID()];
const about = { size: 1, uploadedAt: '2026-11-02T08:00:00.000Z' };

describe('materialKey', () => {
  it.each([
    ['notes.pdf', 'notes.pdf'],
    ['Đề cương + 1.pdf', 'Đề cương + 1.pdf'],
    ['100%.txt', '100%25.txt'],
    ['${filename}', '%24{filename}'],
    ['$1', '$1'],
    ['.', '%2e'],
    ['..', '%2e%2e'],
    ['...', '...'],
    ['\uffff', '%ef%bf%bf'],
  ])('ends, for the name %s, with %s', (name, end) => {
    expect(materialKey(CLASS, ID, name)).toBe(`materials/${CLASS}/${ID}/${end}`);
  });

  it('converts back to the id and the name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (text) => {
        const name = text.replaceAll('/', '-');
        const key = materialKey(CLASS, ID, name);
        expect(key.startsWith(materialPrefix(CLASS, ID)) && key.startsWith(classFilesPrefix(CLASS))).toBe(true);
        expect(toMaterial({ ...about, key })).toEqual({ ...about, key, id: ID, name });
      }),
    );
  });

  it('fits into 1024 bytes with the longest name', () => {
    for (const character of ['%', '😀', '\uffff'.slice(0, 0) + 'é', '漢']) {
      expect(Buffer.byteLength(materialKey(CLASS, ID, character.repeat(200)))).toBeLessThanOrEqual(1024);
    }
  });

  it('does not convert back from other keys', () => {
    for (const key of [`materials/${CLASS}/${ID}`, `materials/${CLASS}/${ID}/`, `materials/${CLASS}/${ID}/a/b`, 'avatars/a/b/c']) {
      expect(toMaterial({ ...about, key })).toBeUndefined();
    }
  });
});
