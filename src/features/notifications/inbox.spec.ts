import { aNotification } from '../../../test/fixtures/builders.js';
import { mergeFeeds, type PartialList } from './inbox.js';

const NONE = { upTo: 0, beyond: { items: [], from: 0 } };
const stretch = (ids: number[], from = 0) => ({ items: ids.map((id) => aNotification({ id })), from });
const page = (feeds: PartialList<ReturnType<typeof aNotification>>[], marks = NONE as Parameters<typeof mergeFeeds>[1], unread = false) => {
  const { items, next } = mergeFeeds(feeds, marks, { limit: 3, unread });
  return { ids: items.map(({ id }) => id), read: items.map(({ read }) => read), next };
};

describe('a page of an inbox', () => {
  it('has the newest of all feeds, and says where it ended', () => {
    expect(page([stretch([9, 5, 1]), stretch([8, 7])])).toMatchObject({ ids: [9, 8, 7], next: '7' });
  });

  it('is the last one when there is nothing more', () => {
    expect(page([stretch([9]), stretch([8, 7])])).toMatchObject({ ids: [9, 8, 7], next: undefined });
    expect(page([])).toEqual({ ids: [], read: [], next: undefined });
  });

  it('shows nothing older than what every feed was read down to', () => {
    expect(page([stretch([9, 8], 8), stretch([7, 6])])).toMatchObject({ ids: [9, 8], next: '8' });
    expect(page([stretch([], 10), stretch([7, 6])])).toMatchObject({ ids: [], next: '10' });
  });

  it('knows what was read, as far as the marks were', () => {
    expect(page([stretch([9, 8, 7])], { upTo: 7, beyond: { items: [9], from: 0 } }).read).toEqual([true, false, true]);
    expect(page([stretch([9, 8, 7])], { upTo: 0, beyond: { items: [9], from: 9 } })).toEqual({ ids: [9], read: [true], next: '9' });
  });

  it('leaves out what was read, if asked to', () => {
    const marks = { upTo: 5, beyond: { items: [8], from: 0 } };
    expect(page([stretch([9, 8, 7, 6, 5, 4])], marks, true)).toMatchObject({ ids: [9, 7, 6], next: undefined });
  });
});
