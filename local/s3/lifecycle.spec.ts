import { Readable } from 'node:stream';
import { Lifecycle } from './lifecycle.js';
import { Memory } from './memory.js';
import { Objects } from './objects.js';

const HOUR = 3_600_000;

describe('an expiration rule', () => {
  it('deletes the objects under its prefix after its days, at most once an hour', async () => {
    let now = Date.now();
    const objects = new Objects(new Memory());
    objects.createBucket('media');
    const lifecycle = new Lifecycle(objects, [{ bucket: 'media', prefix: 'staged/', days: 1 }], () => now);
    const put = (key: string) => objects.put('media', key, Readable.from([Buffer.from('a')]), { headers: {}, now: () => now });
    const keysAfter = (hours: number): string[] => {
      now += hours * HOUR;
      lifecycle.applyIfDue();
      return [...objects.all('media')].map(({ key }) => key);
    };

    await put('staged/early');
    await put('kept/early');
    expect(keysAfter(23.5)).toHaveLength(2);
    await put('staged/late');
    expect(keysAfter(0.6)).toHaveLength(3);
    expect(keysAfter(0.4)).toEqual(['kept/early', 'staged/late']);
  });
});
