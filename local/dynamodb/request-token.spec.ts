import { Database, keys } from './database.js';
import { forgetTokens, RequestToken } from './request-token.js';

it('remembers a request by its token for ten minutes', async () => {
  const database = await Database.open();
  const minutesAgo = (minutes: number) => Date.now() - minutes * 60_000;
  const recent = new RequestToken(database, 'recent', ['an action']);
  const old = new RequestToken(database, 'old', ['an action']);
  await database.write([recent.remember([], minutesAgo(9)), old.remember([], minutesAgo(11))]);

  expect(recent.recall()).toBeDefined();
  expect(old.recall()).toBeUndefined();
  await forgetTokens(database);
  expect(await database.keys(keys.tokens)).toEqual(['recent']);
  await database.close();
});
