import { invalid, isRefusal, refusal, type Refusal } from './errors.js';
import { type Item, itemSize } from './item.js';
import { type Body, parse } from './parse.js';
import type { TableDescription } from './table-description.js';
import { type Named, storageKey } from './table.js';
import { parseWrite, type Write } from './write.js';

const MAX_ACTIONS = 100;
const MAX_SIZE = 4 * 1024 * 1024;
const MAX_TOKEN_LENGTH = 36;

const OPERATIONS = { Put: 'PutItem', Update: 'UpdateItem', Delete: 'DeleteItem', ConditionCheck: 'ConditionCheck' } as const;
type Kind = keyof typeof OPERATIONS;

/** An action has no other members; `ReturnValues`, for one, is ignored. */
const MEMBERS = [
  'TableName',
  'Key',
  'Item',
  'UpdateExpression',
  'ConditionExpression',
  'ProjectionExpression',
  'ExpressionAttributeNames',
  'ExpressionAttributeValues',
  'ReturnValuesOnConditionCheckFailure',
];

/** The actions of a TransactWriteItems. @throws Refusal `ValidationException`, before any of them is tried */
export function parseActions(body: Body): Write[] {
  const token = body.ClientRequestToken;
  if (typeof token === 'string' && token.length > MAX_TOKEN_LENGTH) {
    throw constraint(`'${token}'`, 'clientRequestToken', `Member must have length less than or equal to ${MAX_TOKEN_LENGTH}`);
  }
  const actions = membersOf(body).map(parseAction);
  const size = actions.reduce((bytes, { request }) => bytes + payloadSize(request), 0);
  if (size > MAX_SIZE) throw invalid(`Transaction payload size cannot exceed 4MB. Payload Size: ${size}`);
  return actions;
}

/** A read of a TransactGetItems. */
export interface Get {
  TableName: string;
  Key: Item;
}

/** @throws Refusal `ValidationException` */
export function parseGets(body: Body): Get[] {
  return membersOf(body).map((member, position) => {
    const get = structure(member.Get);
    if (!get) throw constraint('null', `transactItems.${position + 1}.member.get`, 'Member must not be null');
    return parse<Get>('GetItem', pick(get));
  });
}

/** @throws Refusal if two requests name the same item. Requests without a key fail later. */
export function assertDistinct(requests: (Named & { TableName: string })[], tableOf: (name: string) => TableDescription): void {
  const seen = new Set<string>();
  for (const request of requests) {
    const key = keyOrNone(request, tableOf(request.TableName));
    if (key == null) continue;
    if (seen.has(`${request.TableName}~${key}`)) throw invalid('Transaction request cannot include multiple operations on one item');
    seen.add(`${request.TableName}~${key}`);
  }
}

function parseAction(member: Body, position: number): Write {
  const kinds = (Object.keys(OPERATIONS) as Kind[]).filter((kind) => member[kind] != null);
  const [kind] = kinds;
  if (!kind || kinds.length > 1) throw invalid('TransactItems can only contain one of Check, Put, Update or Delete');
  const action = pick(structure(member[kind])!);
  const required = { ConditionCheck: 'ConditionExpression', Update: 'UpdateExpression', Put: 'Item', Delete: 'Key' }[kind];
  if (action[required] == null) {
    throw constraint('null', `transactItems.${position + 1}.member.${lowerFirst(kind)}.${lowerFirst(required)}`, 'Member must not be null');
  }
  return parseWrite(OPERATIONS[kind], action);
}

function membersOf({ TransactItems: members }: Body): Body[] {
  if (members == null) throw constraint('null', 'transactItems', 'Member must not be null');
  if (!Array.isArray(members)) throw misshapen();
  if (members.length === 0) throw constraint('[]', 'transactItems', 'Member must have length greater than or equal to 1');
  if (members.length > MAX_ACTIONS)
    throw constraint('[...]', 'transactItems', `Member must have length less than or equal to ${MAX_ACTIONS}`);
  return members.map((member) => structure(member) ?? {});
}

/** @throws Refusal if the value exists but is not an object */
function structure(value: unknown): Body | undefined {
  if (value == null) return undefined;
  if (typeof value !== 'object' || Array.isArray(value)) throw misshapen();
  return value as Body;
}

function pick(action: Body): Body {
  return Object.fromEntries(MEMBERS.filter((name) => name in action).map((name) => [name, action[name]]));
}

function payloadSize({ Item, Key, ExpressionAttributeValues = {} }: Write['request'] & { ExpressionAttributeValues?: Item }): number {
  return itemSize(Item ?? Key) + itemSize(ExpressionAttributeValues);
}

function keyOrNone(named: Named, table: TableDescription): string | undefined {
  try {
    return storageKey(named, table);
  } catch (error) {
    if (isRefusal(error)) return undefined;
    throw error;
  }
}

function constraint(value: string, member: string, rule: string): Refusal {
  return invalid(`1 validation error detected: Value ${value} at '${member}' failed to satisfy constraint: ${rule}`);
}

function misshapen(): Refusal {
  return refusal('SerializationException', 'Unexpected field type');
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
