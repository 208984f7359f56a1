import { dynalite } from './dynalite.js';
import { invalid } from './errors.js';
import type { Item } from './item.js';
import type { Index, TableDescription } from './table-description.js';

/** All that is kept of a table, beside its items. */
export interface TableRecord {
  description: TableDescription;
  tags: { [key: string]: string };
  /** The attribute with the time of expiry, in seconds; absent while time to live is off. */
  timeToLive?: string;
  pointInTimeRecovery: boolean;
}

/** The attributes of an item that name it. */
export function keyOf(item: Item, table: TableDescription): Item {
  return Object.fromEntries(table.KeySchema.map(({ AttributeName }) => [AttributeName, item[AttributeName]!]));
}

/** What a request names an item by: a whole item, or its key alone. */
export type Named = { Item: Item; Key?: undefined } | { Key: Item; Item?: undefined };

/** One string per item, in the order of sort keys. @throws Refusal if the key is not that of the table */
export function storageKey(named: Named, table: TableDescription): string {
  const wrong = named.Item ? dynalite.validateItem(named.Item, table) : dynalite.validateKey(named.Key, table);
  if (wrong) throw wrong;
  return dynalite.createKey(named.Item ?? named.Key, table);
}

export function indexesOf(table: TableDescription): { index: Index; kind: 'Global' | 'Local' }[] {
  return [
    ...(table.GlobalSecondaryIndexes ?? []).map((index) => ({ index, kind: 'Global' as const })),
    ...(table.LocalSecondaryIndexes ?? []).map((index) => ({ index, kind: 'Local' as const })),
  ];
}

/** Keys of indexes may be absent, but neither empty nor of another type. @throws Refusal */
export function assertIndexable(item: Item, table: TableDescription, updated: boolean): void {
  for (const { index } of indexesOf(table)) {
    for (const { AttributeName: name } of index.KeySchema) {
      const value = item[name];
      const type = table.AttributeDefinitions.find((definition) => definition.AttributeName === name)!.AttributeType;
      if (value && value[type] == null) {
        const mismatch = `Type mismatch for Index Key ${name} Expected: ${type} Actual: ${Object.keys(value)[0]} IndexName: ${index.IndexName}`;
        throw invalid(`One or more parameter values were invalid: ${mismatch}`);
      }
      if (value?.[type] === '') throw invalid(emptyIndexKey(`IndexName: ${index.IndexName}, IndexKey: ${name}`, type, updated));
    }
  }
}

function emptyIndexKey(key: string, type: string, updated: boolean): string {
  const rule = `The AttributeValue for a key attribute cannot contain an empty ${type === 'B' ? 'binary' : 'string'} value.`;
  const update = 'The update expression attempted to update a secondary index key to a value that is not supported.';
  const put = 'A value specified for a secondary index key is not supported.';
  return `One or more parameter values are not valid. ${updated ? `${update} ${rule}` : `${put} ${rule} ${key}`}`;
}
