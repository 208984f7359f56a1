import { aNotification } from '../../../test/fixtures/builders.js';
import { mergeFeeds, type PartialList } from './inbox.js';

const NONE = { upTo: 0, single: { items: [], from: 0 } };
const mark = (id: number, dismissed = false) => ({ id, dismissed });
const partial = (ids: number[], from = 0) => ({ items: ids.map((id) => aNotification({ id })), from });
const page = (feeds: PartialList<ReturnType<typeof aNotification>>[], marks = NONE as Parameters<typeof mergeFeeds>[1], unread = false) => {
  const { items, next } = mergeFeeds(feeds, marks, { limit: 3, unread });
  return { ids: items.map(({ id }) => id), read: items.map(({ read }) => read), next };
};

describe('mergeFeeds', () => {
  it('returns the newest of all feeds, and the position of the next page', () => {
    expect(page([partial([9, 5, 1]), partial([8, 7])])).toMatchObject({ ids: [9, 8, 7], next: '7' });
  });

  it('returns no position on the last page', () => {
    expect(page([partial([9]), partial([8, 7])])).toMatchObject({ ids: [9, 8, 7], next: undefined });
    expect(page([])).toEqual({ ids: [], read: [], next: undefined });
  });

  it('leaves out entries below the point that every feed was read to', () => {
    expect(page([partial([9, 8], 8), partial([7, 6])])).toMatchObject({ ids: [9, 8], next: '8' });
    expect(page([partial([], 10), partial([7, 6])])).toMatchObject({ ids: [], next: '10' });
  });

  it('knows which entries were read, as far as the marks were read', () => {
    expect(page([partial([9, 8, 7])], { upTo: 7, single: { items: [mark(9)], from: 0 } }).read).toEqual([true, false, true]);
    expect(page([partial([9, 8, 7])], { upTo: 0, single: { items: [mark(9)], from: 9 } })).toEqual({ ids: [9], read: [true], next: '9' });
  });

  it('leaves out read entries if `unread` is set', () => {
    const marks = { upTo: 5, single: { items: [mark(8)], from: 0 } };
    expect(page([partial([9, 8, 7, 6, 5, 4])], marks, true)).toMatchObject({ ids: [9, 7, 6], next: undefined });
  });

  it('leaves out what is dismissed, also where everything is read', () => {
    const marks = { upTo: 5, single: { items: [mark(8, true), mark(7), mark(4, true)], from: 0 } };
    expect(page([partial([9, 8, 7, 4, 3])], marks)).toMatchObject({ ids: [9, 7, 3], read: [false, true, true], next: undefined });
  });
});
