import { actions, dynalite } from './dynalite.js';
import { invalid, isRefusal, typeOf } from './errors.js';
import { type Item, itemSize, MAX_ITEM_SIZE } from './item.js';
import type { Overlay } from './overlay.js';
import { assertOneOf, type Body, parse } from './parse.js';
import type { TableDescription } from './table-description.js';
import { assertIndexable, type Named, storageKey } from './table.js';

export type WriteOperation = 'PutItem' | 'UpdateItem' | 'DeleteItem';

/** A write, parsed but not tried. */
export interface Write {
  operation: WriteOperation | 'ConditionCheck';
  request: Named & { TableName: string };
  returnsOldItem: boolean;
}

/** A write made in an overlay: the item before and after it, and dynalite's answer. */
export interface Written {
  before?: Item;
  after?: Item;
  answer: Record<string, unknown>;
}

/** @throws Refusal `ValidationException` */
export function parseWrite(operation: Write['operation'], body: Body): Write {
  const onFailure = body.ReturnValuesOnConditionCheckFailure;
  assertOneOf(onFailure, 'returnValuesOnConditionCheckFailure', ['ALL_OLD', 'NONE']);
  const request = parse<Write['request']>(operation === 'ConditionCheck' ? 'DeleteItem' : operation, body);
  return { operation, request, returnsOldItem: onFailure === 'ALL_OLD' };
}

/** Tries a write on an overlay. After a refusal the overlay must not be committed. @throws Refusal */
export async function write({ operation, request, returnsOldItem }: Write, table: TableDescription, overlay: Overlay): Promise<Written> {
  const key = storageKey(request, table);
  const before = overlay.item(table.TableName, key);
  try {
    if (operation === 'ConditionCheck') {
      const failure = dynalite.checkConditional(request, before);
      if (failure) throw failure;
      return { before, after: before, answer: {} };
    }
    const answer = await overlay.run(actions[operation], request);
    const after = overlay.item(table.TableName, key);
    if (after) assertStorable(after, table, operation);
    return { before, after, answer };
  } catch (error) {
    const failed = isRefusal(error) && typeOf(error) === 'ConditionalCheckFailedException';
    if (failed && returnsOldItem && before) error.body.Item = before;
    throw error;
  }
}

function assertStorable(item: Item, table: TableDescription, operation: WriteOperation): void {
  const updated = operation === 'UpdateItem';
  assertIndexable(item, table, updated);
  if (itemSize(item) <= MAX_ITEM_SIZE) return;
  throw invalid(`Item size ${updated ? 'to update ' : ''}has exceeded the maximum allowed size`);
}
