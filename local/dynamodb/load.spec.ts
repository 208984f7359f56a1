import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { key, numbersOf, room, Rooms } from './fixture.js';

const rooms = new Rooms();
beforeAll(() => rooms.start());
beforeEach(() => rooms.renew());
afterAll(() => rooms.stop());

describe('loading many items', () => {
  function* many(count: number) {
    for (let number = 0; number < count; number += 1)
      yield room(number, { owner: 'ann', since: String(number).padStart(5, '0'), v: undefined });
  }

  it('stores items and index entries like single puts', async () => {
    await rooms.local!.load(rooms.TableName, many(1_200));
    expect(await rooms.get(1_199)).toEqual({ ...key(1_199), owner: 'ann', since: '01199' });
    expect(numbersOf(await rooms.ownedBy('ann', { Limit: 2 }))).toEqual([0, 1]);
    expect(numbersOf(await rooms.ownedBy('ann', { Limit: 2, ScanIndexForward: false }))).toEqual([1_199, 1_198]);

    await rooms.put(0, { owner: 'bob', since: '1' });
    expect(numbersOf(await rooms.ownedBy('ann', { Limit: 1 }))).toEqual([1]);
  });

  it('is the reverse of reading all items, which come in the order of a scan', async () => {
    await rooms.local!.load(rooms.TableName, many(3));
    const items = await rooms.local!.items(rooms.TableName);
    expect(items).toEqual((await rooms.clients.documents.send(new ScanCommand({ TableName: rooms.TableName }))).Items);
    expect(items).toContainEqual({ ...key(2), owner: 'ann', since: '00002' });
    expect(await rooms.local!.items('absent')).toEqual([]);
  });

  it('rejects an item without its sort key', async () => {
    await expect(rooms.local!.load(rooms.TableName, [{ building: 'A' }])).rejects.toMatchObject({ statusCode: 400 });
  });
});
