import { dynalite } from './dynalite.js';
import { type Item, itemSize } from './item.js';
import type { Index, TableDescription } from './table-description.js';
import { indexesOf } from './table.js';

/** The values of `ReturnConsumedCapacity`. */
export type Detail = 'NONE' | 'TOTAL' | 'INDEXES';

/** Units used on a table, or on one of its indexes. */
export interface Cost {
  units: number;
  index?: { kind: 'Global' | 'Local'; name: string };
}

/** A transaction prepares and commits each item. */
export const TRANSACTION_FACTOR = 2;

export function readUnits(bytes: number, consistent: boolean): number {
  return Math.max(1, Math.ceil(bytes / 4096)) * (consistent ? 1 : 0.5);
}

/** Write units for replacing one image of an item by another: the larger one counts, and every index entry that changes. */
export function writeCosts(table: TableDescription, before: Item | undefined, after: Item | undefined): Cost[] {
  const ofIndexes = indexesOf(table).map(({ index, kind }) => ({
    units: entryUnits(index, table, before, after),
    index: { kind, name: index.IndexName },
  }));
  return [{ units: writeUnits(before, after) }, ...ofIndexes.filter(({ units }) => units > 0)];
}

/** An entry whose key changes is deleted and put again, which are two writes. */
function entryUnits(index: Index, table: TableDescription, before: Item | undefined, after: Item | undefined): number {
  const old = entryOf(index, table, before);
  const now = entryOf(index, table, after);
  if (old && now && old.key === now.key) return sameEntry(old.item, now.item) ? 0 : writeUnits(old.item, now.item);
  return (old ? writeUnits(old.item) : 0) + (now ? writeUnits(now.item) : 0);
}

function entryOf(index: Index, table: TableDescription, item: Item | undefined): { key: string; item: Item } | undefined {
  return dynalite.getIndexActions([index], null, item, table).puts[0];
}

function sameEntry(one: Item, other: Item): boolean {
  const sorted = (item: Item) => JSON.stringify(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)));
  return sorted(one) === sorted(other);
}

/** One unit a started KB of the largest of some images; one even if there is none. */
export function writeUnits(...images: (Item | undefined)[]): number {
  return Math.max(1, ...images.map((image) => (image ? Math.ceil(itemSize(image) / 1024) : 1)));
}

type Capacity = { CapacityUnits: number; ReadCapacityUnits?: number; WriteCapacityUnits?: number };

/** `ConsumedCapacity` of one table. */
export interface ConsumedCapacity extends Capacity {
  TableName: string;
  Table?: Capacity;
  GlobalSecondaryIndexes?: Record<string, Capacity>;
  LocalSecondaryIndexes?: Record<string, Capacity>;
}

/** Adds up the units of a request per table and index, if the request wants to know them. */
export class Consumption {
  private readonly tables = new Map<string, Cost[]>();

  /** Transactions also say whether their units are for reads or writes; nothing else does. */
  constructor(
    private readonly detail: Detail = 'NONE',
    private readonly splitInto?: 'ReadCapacityUnits' | 'WriteCapacityUnits',
  ) {}

  /** Counts only on demand, because counting takes as long as a write. */
  add(table: string, count: () => Cost[]): void {
    if (this.detail !== 'NONE') this.tables.set(table, [...(this.tables.get(table) ?? []), ...count()]);
  }

  /** One entry per table, or undefined if the request does not want it. */
  report(): ConsumedCapacity[] | undefined {
    if (this.detail === 'NONE') return undefined;
    return [...this.tables].map(([TableName, costs]) => ({
      TableName,
      ...this.capacity(total(costs)),
      ...(this.detail === 'INDEXES' ? this.breakdown(costs) : {}),
    }));
  }

  private breakdown(costs: Cost[]): Partial<ConsumedCapacity> {
    return {
      Table: this.capacity(total(costs.filter(({ index }) => !index))),
      GlobalSecondaryIndexes: this.indexes('Global', costs),
      LocalSecondaryIndexes: this.indexes('Local', costs),
    };
  }

  private indexes(kind: 'Global' | 'Local', costs: Cost[]): Record<string, Capacity> | undefined {
    const names = new Set(costs.flatMap(({ index }) => (index?.kind === kind ? [index.name] : [])));
    if (names.size === 0) return undefined;
    return Object.fromEntries([...names].map((name) => [name, this.capacity(total(costs.filter(({ index }) => index?.name === name)))]));
  }

  private capacity(units: number): Capacity {
    return { CapacityUnits: units, ...(this.splitInto ? { [this.splitInto]: units } : {}) };
  }
}

function total(costs: Cost[]): number {
  return costs.reduce((units, cost) => units + cost.units, 0);
}
