import { Readable } from 'node:stream';
import { type Database, keys } from './database.js';
import type { Action, BatchWrite, Callback, Range, Snapshot, Store, SubStore } from './dynalite.js';
import { type Item, MAX_ITEM_SIZE } from './item.js';
import type { TableDescription } from './table-description.js';

/**
 * What one request sees and changes. dynalite's actions write an item and each of its index entries one after another; here those
 * writes wait in memory until `commit` makes them, and those of other actions of a transaction, in one batch.
 */
export class Overlay implements Store {
  readonly options = { maxItemSize: MAX_ITEM_SIZE };

  /** What streams and gets went over, in order, for counting read units. */
  readonly streamed: Item[] = [];
  readonly fetched: Item[] = [];

  private readonly writes = new Map<string, BatchWrite>();

  /** Reads the state at `snapshot` if there is one. */
  constructor(
    private readonly database: Database,
    private readonly snapshot?: Snapshot,
  ) {}

  /** Runs an action of dynalite. @throws Refusal */
  run(action: Action, request: object): Promise<Record<string, unknown>> {
    return new Promise((resolve, reject) => action(this, request, (error, answer) => (error ? reject(error) : resolve(answer!))));
  }

  item(table: string, key: string): Item | undefined {
    return this.read(keys.items(table) + key);
  }

  add(write: BatchWrite): void {
    this.writes.set(write.key, write);
  }

  async commit(): Promise<void> {
    await this.database.write([...this.writes.values()]);
  }

  /** @throws Refusal `ResourceNotFoundException`, which ends the action like any other error. */
  getTable(name: string, checkStatus: boolean | Callback<TableDescription>, callback?: Callback<TableDescription>): void {
    const done = typeof checkStatus === 'function' ? checkStatus : callback!;
    done(null, this.database.table(name).description);
  }

  getItemDb(table: string): SubStore {
    return this.subStore(keys.items(table));
  }

  getIndexDb(_kind: string, table: string, index: string): SubStore {
    return this.subStore(keys.entries(table, index));
  }

  private subStore(prefix: string): SubStore {
    return {
      // Every writer holds the lock of the whole database.
      lock: (_key, task) => task((callback) => callback),
      get: (key, callback) => {
        const item = this.read(prefix + key);
        if (item) this.fetched.push(item);
        callback(null, item);
      },
      put: (key, item, callback) => {
        this.add({ type: 'put', key: prefix + key, value: item });
        callback();
      },
      del: (key, callback) => {
        this.add({ type: 'del', key: prefix + key });
        callback();
      },
      createValueStream: (range) => Readable.from(this.stream(prefix, range)),
    };
  }

  private read(key: string): Item | undefined {
    const write = this.writes.get(key);
    if (write) return write.type === 'put' ? (write.value as Item) : undefined;
    return this.database.read(key, this.snapshot) as Item | undefined;
  }

  private async *stream(prefix: string, range: Range): AsyncGenerator<Item> {
    for await (const item of this.database.values(prefix, range, this.snapshot)) {
      this.streamed.push(item as Item);
      yield item as Item;
    }
  }
}
