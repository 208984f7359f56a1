import { firstVersions } from './first-versions.js';

describe('firstVersions', () => {
  const version = (Key: string, VersionId: string) => ({ Key, VersionId, Size: 2 });

  it('finds the oldest version of each key, and says which were replaced or deleted', () => {
    const versions = [version('a', 'a1'), version('b', 'b3'), version('b', 'b2'), version('b', 'b1'), version('c', 'c1')];
    expect(firstVersions(versions, [version('c', 'c2')])).toEqual([
      { key: 'a', version: 'a1', size: 2, wasReplaced: false },
      { key: 'b', version: 'b1', size: 2, wasReplaced: true },
      { key: 'c', version: 'c1', size: 2, wasReplaced: true },
    ]);
  });

  it('finds nothing under a key that was only deleted', () => {
    expect(firstVersions([], [version('a', 'a1')])).toEqual([]);
  });
});
