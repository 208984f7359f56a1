import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { currentContext } from '../../../core/context/request-context.js';

const CONNECTION_TIMEOUT_MS = 1_000;
const REQUEST_TIMEOUT_MS = 5_000;

interface Capacity {
  CapacityUnits?: number;
}

/**
 * The client of all repositories. The environment variables of the SDK set the endpoint. It never retries: `retry.ts` does, because it knows whether a
 * request can be repeated, and how much time is left.
 */
export function createClient(region: string): DynamoDBDocumentClient {
  const client = DynamoDBDocumentClient.from(
    new DynamoDBClient({
      region,
      maxAttempts: 1,
      requestHandler: { connectionTimeout: CONNECTION_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS, throwOnRequestTimeout: true },
    }),
    { marshallOptions: { removeUndefinedValues: true } },
  );
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const cost = currentContext()?.cost;
      if (!cost) return next(args);
      cost.requests += 1;
      if (cost.underWay === 0) cost.rounds += 1;
      cost.underWay += 1;
      try {
        const result = await next(args);
        const output = result.output as { ConsumedCapacity?: Capacity | Capacity[] };
        const units = [output.ConsumedCapacity ?? []].flat().reduce((sum, capacity) => sum + (capacity.CapacityUnits ?? 0), 0);
        cost[isWrite(context.commandName) ? 'writeUnits' : 'readUnits'] += units;
        return result;
      } finally {
        cost.underWay -= 1;
      }
    },
    { step: 'initialize', name: 'countCost' },
  );
  return client;
}

function isWrite(command = ''): boolean {
  return /^(Put|Update|Delete|BatchWrite|TransactWrite)/.test(command);
}
