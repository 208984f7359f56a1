import { UpdateTimeToLiveCommand } from '@aws-sdk/client-dynamodb';
import { numbersOf, Rooms } from './fixture.js';

const rooms = new Rooms();
beforeAll(() => rooms.start());
beforeEach(() => rooms.renew());
afterAll(() => rooms.stop());

const NOW = new Date('2026-11-20T12:00:00Z');
const seconds = NOW.getTime() / 1000;
const YEAR = 365 * 24 * 60 * 60;

function turnOn() {
  const TimeToLiveSpecification = { AttributeName: 'expiresAt', Enabled: true };
  return rooms.clients.client.send(new UpdateTimeToLiveCommand({ TableName: rooms.TableName, TimeToLiveSpecification }));
}

it('removes only expired items, from the table and its indexes', async () => {
  await turnOn();
  const times = [seconds - 1, seconds, seconds + 1, seconds - 6 * YEAR, String(seconds - 1), undefined];
  await Promise.all(times.map((expiresAt, number) => rooms.put(number, { owner: 'ann', since: String(number), expiresAt })));
  expect(await rooms.local!.expireItems(NOW)).toBe(2);
  expect(numbersOf(await rooms.ownedBy('ann'))).toEqual([2, 3, 4, 5]);
  expect(await rooms.get(0)).toBeUndefined();
  expect(await rooms.local!.expireItems(NOW)).toBe(0);
});

it('removes nothing while time to live is off', async () => {
  await rooms.put(1, { expiresAt: seconds - 1 });
  expect(await rooms.local!.expireItems(NOW)).toBe(0);
  expect(await rooms.get(1)).toBeDefined();
});
