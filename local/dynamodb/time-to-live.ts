import { type Database, keys } from './database.js';
import type { Item } from './item.js';
import { Overlay } from './overlay.js';
import type { TableDescription } from './table-description.js';
import { keyOf, storageKey } from './table.js';
import { parseWrite, write } from './write.js';

/** DynamoDB takes times further back for mistakes, and keeps the items. Seconds. */
const OLDEST = 5 * 365 * 24 * 60 * 60;

/** Removes items whose time to live has expired at `now`, in seconds since 1970. @returns how many */
export async function removeExpired(database: Database, now: number): Promise<number> {
  let removed = 0;
  for (const name of await database.keys(keys.tables)) {
    const { description, timeToLive } = database.table(name);
    if (!timeToLive) continue;
    for await (const item of database.values(keys.items(name)) as AsyncIterable<Item>) {
      if (isExpired(item, timeToLive, now) && (await removeIfExpired(item, description, timeToLive))) removed += 1;
    }
  }
  return removed;

  /** The item may have been written again since it was found. */
  function removeIfExpired(found: Item, table: TableDescription, timeToLive: string): Promise<boolean> {
    return database.lock.run(async () => {
      const Key = keyOf(found, table);
      const item = database.item(table.TableName, storageKey({ Key }, table));
      if (!item || !isExpired(item, timeToLive, now)) return false;
      const overlay = new Overlay(database);
      await write(parseWrite('DeleteItem', { TableName: table.TableName, Key }), table, overlay);
      await overlay.commit();
      return true;
    });
  }
}

function isExpired(item: Item, attribute: string, now: number): boolean {
  const time = Number(item[attribute]?.N ?? NaN);
  return time <= now && time > now - OLDEST;
}
