import { isDeepStrictEqual } from 'node:util';
import type { Action, Database } from '../driver/database.js';
import { expression, Path } from '../driver/expression.js';
import type { Key } from '../schema/item.js';
import type { TableName } from '../schema/tables.js';

/** The guard of a unique value before and after a change. */
export interface GuardMove {
  readonly from: Key;
  readonly to: Key;
  /** The attribute that names the owner, with its id. */
  readonly owner: Readonly<Record<string, string>>;
  readonly taken: () => Error;
}

/** Replaces a guard by that of the new value. Returns no actions if both values have the same guard, because they differ in case only. */
export function moveGuard(database: Database, table: TableName, { from, to, owner, taken }: GuardMove): Action[] {
  if (isDeepStrictEqual(from, to)) return [];
  const [[attribute, id]] = Object.entries(owner) as [[string, string]];
  return [database.put(table, { ...to, ...owner }, taken), database.delete(table, from, expression`${new Path(attribute)} = ${id}`)];
}
