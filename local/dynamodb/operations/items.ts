import { Consumption, type Cost, type Detail, readUnits, writeCosts } from '../capacity.js';
import { actions, type Snapshot } from '../dynalite.js';
import { invalid } from '../errors.js';
import { type Item, itemSize } from '../item.js';
import { Overlay } from '../overlay.js';
import { type Body, parse } from '../parse.js';
import { parseWrite, write, type WriteOperation } from '../write.js';
import type { Context, Operations } from './operation.js';

interface GetRequest {
  TableName: string;
  Key: Item;
  ConsistentRead?: boolean;
  ReturnConsumedCapacity?: Detail;
}

interface SearchRequest {
  TableName: string;
  IndexName?: string;
  /** Of a query, by attribute. */
  KeyConditions?: Record<string, { AttributeValueList: Item[string][] }>;
  ConsistentRead?: boolean;
  ReturnConsumedCapacity?: Detail;
}

export function itemOperations({ database, faults }: Context): Operations {
  /** What a read that may lag sees. */
  const replica = (consistent?: boolean): Snapshot | undefined => (consistent ? undefined : faults.replicas);

  async function get(body: Body): Promise<object> {
    const { ReturnConsumedCapacity, ...request } = parse<GetRequest>('GetItem', body);
    const overlay = new Overlay(database, replica(request.ConsistentRead));
    const answer = await overlay.run(actions.GetItem, request);
    const costs = () => [{ units: readUnits(sizeOf(overlay.fetched), request.ConsistentRead ?? false) }];
    return { ...answer, ConsumedCapacity: consumed(request.TableName, costs, ReturnConsumedCapacity) };
  }

  async function search(operation: 'Query' | 'Scan', body: Body): Promise<object> {
    const { ReturnConsumedCapacity, ...request } = parse<SearchRequest>(operation, body);
    assertNoEmptyKeys(request);
    const overlay = new Overlay(database, replica(request.ConsistentRead));
    const answer = await overlay.run(actions[operation], request);
    const costs = () => searchCosts(request, overlay, answer.ScannedCount as number);
    return { ...answer, ConsumedCapacity: consumed(request.TableName, costs, ReturnConsumedCapacity) };
  }

  function searchCosts(request: SearchRequest, overlay: Overlay, evaluated: number): Cost[] {
    const units = (items: Item[]) => readUnits(sizeOf(items), request.ConsistentRead ?? false);
    // The stream runs ahead of what is evaluated.
    const searched = units(overlay.streamed.slice(0, evaluated));
    if (!request.IndexName) return [{ units: searched }];
    const { LocalSecondaryIndexes } = database.table(request.TableName).description;
    const kind = LocalSecondaryIndexes?.some(({ IndexName }) => IndexName === request.IndexName) ? 'Local' : 'Global';
    const fetched = overlay.fetched.reduce((sum, item) => sum + units([item]), 0);
    return [{ units: fetched }, { units: searched, index: { kind, name: request.IndexName } }];
  }

  function change(operation: WriteOperation, body: Body): Promise<object> {
    const parsed = parseWrite(operation, body);
    return database.lock.run(async () => {
      const overlay = new Overlay(database);
      const table = database.table(parsed.request.TableName).description;
      const { before, after, answer } = await write(parsed, table, overlay);
      await overlay.commit();
      const costs = () => writeCosts(table, before, after);
      return { ...answer, ConsumedCapacity: consumed(table.TableName, costs, body.ReturnConsumedCapacity as Detail) };
    });
  }

  return {
    GetItem: get,
    Query: (body) => search('Query', body),
    Scan: (body) => search('Scan', body),
    PutItem: (body) => change('PutItem', body),
    UpdateItem: (body) => change('UpdateItem', body),
    DeleteItem: (body) => change('DeleteItem', body),
  };
}

/** dynalite compares keys with empty values. @throws Refusal */
function assertNoEmptyKeys({ IndexName, KeyConditions = {} }: SearchRequest): void {
  for (const [name, { AttributeValueList }] of Object.entries(KeyConditions)) {
    const type = AttributeValueList.some(({ S }) => S === '')
      ? 'string'
      : AttributeValueList.some(({ B }) => B === '')
        ? 'binary'
        : undefined;
    if (type === undefined) continue;
    const empty = `The AttributeValue for a key attribute cannot contain an empty ${type} value.`;
    const where = IndexName
      ? `A value specified for a secondary index key is not supported. ${empty} IndexName: ${IndexName}, IndexKey: ${name}`
      : `${empty} Key: ${name}`;
    throw invalid(`One or more parameter values are not valid. ${where}`);
  }
}

function consumed(table: string, costs: () => Cost[], detail?: Detail): object | undefined {
  const consumption = new Consumption(detail);
  consumption.add(table, costs);
  return consumption.report()?.[0];
}

function sizeOf(items: Item[]): number {
  return items.reduce((bytes, item) => bytes + itemSize(item), 0);
}
