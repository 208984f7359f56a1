import { marshall } from '@aws-sdk/util-dynamodb';
import { type Database, keys } from './database.js';
import { type BatchWrite, dynalite } from './dynalite.js';
import type { Item } from './item.js';
import { indexesOf, storageKey } from './table.js';

/** The number of items in one batch. */
const ITEMS_AT_ONCE = 500;

/**
 * Writes many items and their index entries directly, a hundred times as fast as the API. The keys must be unused.
 */
export async function load(database: Database, name: string, items: Iterable<object>): Promise<void> {
  const table = database.table(name).description;
  const indexes = indexesOf(table).map(({ index }) => index);
  let writes: BatchWrite[] = [];
  const flush = async () => {
    const ready = writes;
    writes = [];
    await database.lock.run(() => database.write(ready));
  };
  for (const plain of items) {
    const item = marshall(plain, { removeUndefinedValues: true }) as Item;
    writes.push({ type: 'put', key: keys.items(name) + storageKey({ Item: item }, table), value: item });
    for (const entry of dynalite.getIndexActions(indexes, null, item, table).puts) {
      writes.push({ type: 'put', key: keys.entries(name, entry.index) + entry.key, value: entry.item });
    }
    if (writes.length >= ITEMS_AT_ONCE) await flush();
  }
  await flush();
}
