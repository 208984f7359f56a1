import { mkdir } from 'node:fs/promises';
import { DamagedData } from '../damaged-data.js';
import { type BatchWrite, dynalite, type Level, type Range, type Snapshot } from './dynalite.js';
import { unknownTable } from './errors.js';
import type { Item } from './item.js';
import { Lock } from './lock.js';
import type { TableRecord } from './table.js';

/** Tables, items, index entries and request tokens, in one LevelDB: a batch over any of them is all or nothing. */
export class Database {
  /** Held by every writer, so that data read before a write is still current at the write. */
  readonly lock = new Lock();

  /** Every action looks up its table. */
  private readonly tables = new Map<string, TableRecord>();

  private constructor(private readonly level: Level) {}

  /** Opens a folder, made if absent, or memory without one. @throws DamagedData */
  static async open(folder?: string): Promise<Database> {
    try {
      if (folder) await mkdir(folder, { recursive: true });
      const { db } = dynalite.create({ path: folder });
      await db.open();
      return new Database(db);
    } catch (error) {
      throw folder ? new DamagedData(folder, reasonOf(error), error) : error;
    }
  }

  /** Reads the value of a key. */
  read(key: string, snapshot?: Snapshot): unknown {
    return this.level.getSync(key, { snapshot });
  }

  item(table: string, key: string): Item | undefined {
    return this.read(keys.items(table) + key) as Item | undefined;
  }

  /** @throws Refusal `ResourceNotFoundException` */
  table(name: string): TableRecord {
    const record = this.tables.get(name) ?? (this.read(keys.tables + name) as TableRecord | undefined);
    if (!record) throw unknownTable(name);
    this.tables.set(name, record);
    return record;
  }

  /** The values of keys with a prefix. The range is relative to the prefix. */
  values(prefix: string, range: Range = {}, snapshot?: Snapshot): AsyncIterable<unknown> {
    return this.level.values({ ...within(prefix, range), snapshot });
  }

  /** Keys with a prefix, without it. */
  async keys(prefix: string): Promise<string[]> {
    return (await this.level.keys(within(prefix, {})).all()).map((key) => key.slice(prefix.length));
  }

  /** All or nothing, also when the process is killed meanwhile. */
  async write(writes: BatchWrite[]): Promise<void> {
    await this.level.batch(writes);
    for (const { key } of writes) if (key.startsWith(keys.tables)) this.tables.delete(key.slice(keys.tables.length));
  }

  /** A snapshot of the current state. Close it after use. */
  snapshot(): Snapshot {
    return this.level.snapshot();
  }

  /** Closes after the write in progress. */
  close(): Promise<void> {
    return this.lock.run(() => this.level.close());
  }
}

/** Prefixes of keys. Names of tables and indexes have no `~`. */
export const keys = {
  tables: 'table~',
  tokens: 'token~',
  items: (table: string) => `item~${table}~`,
  entries: (table: string, index: string) => `index~${table}~${index}~`,
  allEntries: (table: string) => `index~${table}~`,
};

function within(prefix: string, { gte, gt, lte, lt, ...rest }: Range): Range {
  const lower = gt == null ? { gte: prefix + (gte ?? '') } : { gt: prefix + gt };
  const upper = lte == null ? { lt: prefix + (lt ?? '\xff') } : { lte: prefix + lte };
  return { ...lower, ...upper, ...rest };
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
