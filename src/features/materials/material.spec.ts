import { randomUUID } from 'node:crypto';
import * as fc from 'fast-check';
import { classFilesPrefix } from '../classes/school-class.js';
import { materialKey, materialPrefix, toMaterial } from './material.js';

const [CLASS, ID] = [randomUUID(), randomUUID()];
const about = { size: 1, uploadedAt: '2026-11-02T08:00:00.000Z' };

describe('the key of a material', () => {
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
  ])('of %s ends with %s', (name, end) => {
    expect(materialKey(CLASS, ID, name)).toBe(`materials/${CLASS}/${ID}/${end}`);
  });

  it('tells the id and the name, whatever that is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (text) => {
        const name = text.replaceAll('/', '-');
        const key = materialKey(CLASS, ID, name);
        expect(key.startsWith(materialPrefix(CLASS, ID)) && key.startsWith(classFilesPrefix(CLASS))).toBe(true);
        expect(toMaterial({ ...about, key })).toEqual({ ...about, key, id: ID, name });
      }),
    );
  });

  it('fits, however long the name', () => {
    for (const character of ['%', '😀', '\uffff'.slice(0, 0) + 'é', '漢']) {
      expect(Buffer.byteLength(materialKey(CLASS, ID, character.repeat(200)))).toBeLessThanOrEqual(1024);
    }
  });

  it('is none that we did not make', () => {
    for (const key of [`materials/${CLASS}/${ID}`, `materials/${CLASS}/${ID}/`, `materials/${CLASS}/${ID}/a/b`, 'avatars/a/b/c']) {
      expect(toMaterial({ ...about, key })).toBeUndefined();
    }
  });
});
