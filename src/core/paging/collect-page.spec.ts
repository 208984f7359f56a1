import { collectPage } from './collect-page.js';
import { Page, type PageRequest } from './page.js';

/** A list of the numbers from 1 to `last`, without those that `isListed` leaves out. */
const numbers =
  (last: number, isListed: (number: number) => boolean = () => true) =>
  ({ limit, after = '0' }: PageRequest) => {
    const read = Array.from({ length: limit }, (_, index) => Number(after) + index + 1).filter((number) => number <= last);
    const next = Number(after) + limit < last ? String(Number(after) + limit) : undefined;
    return Promise.resolve(new Page(read.filter(isListed), next));
  };
const limits = { itemsAtOnce: 3, reads: 5 };

describe('collectPage', () => {
  it.each([
    [7, 20, 7, '7'],
    [7, 7, 7, undefined],
    [7, 4, 4, undefined],
    [2, 20, 2, '2'],
    [7, 0, 0, undefined],
  ])('reads at most %i of %i items', async (limit, last, count, next) => {
    const page = await collectPage(numbers(last), { limit }, limits);
    expect(page).toEqual(
      new Page(
        Array.from({ length: count }, (_, index) => index + 1),
        next,
      ),
    );
  });

  it('begins after a position', async () => {
    expect(await collectPage(numbers(20), { limit: 4, after: '9' }, limits)).toEqual(new Page([10, 11, 12, 13], '13'));
  });

  it('stops after some reads of a list that leaves nearly everything out, and says where to continue', async () => {
    const tens = numbers(100, (number) => number % 10 === 0);
    expect(await collectPage(tens, { limit: 50 }, limits)).toEqual(new Page([10], '15'));
    expect(await collectPage(tens, { limit: 50, after: '95' }, limits)).toEqual(new Page([100], undefined));
  });
});
