import { TransactGetCommand } from '@aws-sdk/lib-dynamodb';
import { key, room, Rooms } from '../fixture.js';

// Rules of every implementation of DynamoDB. DYNAMODB_ENDPOINT runs these tests against another one, such as the official DynamoDB Local.
const rooms = new Rooms();
beforeAll(() => rooms.start(process.env.DYNAMODB_ENDPOINT));
beforeEach(() => rooms.renew());
afterAll(() => rooms.stop());

describe('a transactional read', () => {
  it('returns items in the requested order, and an empty response for a missing item', async () => {
    await rooms.put(1, { v: 1 });
    await rooms.put(3, { v: 3, w: 3 });
    const reads = new TransactGetCommand({
      TransactItems: [
        { Get: { TableName: rooms.TableName, Key: key(3), ProjectionExpression: 'w' } },
        { Get: { TableName: rooms.TableName, Key: key(2) } },
        { Get: { TableName: rooms.TableName, Key: key(1) } },
      ],
    });
    expect((await rooms.clients.documents.send(reads)).Responses).toEqual([{ Item: { w: 3 } }, {}, { Item: room(1, { v: 1 }) }]);
  });

  it('never sees a part of a transaction', async () => {
    const numbers = Array.from({ length: 40 }, (_, number) => number);
    const change = (v: number) =>
      rooms.transact(numbers.map((number) => ({ Put: { TableName: rooms.TableName, Item: room(number, { v }) } })));
    const versions = async () => {
      const reads = new TransactGetCommand({
        TransactItems: numbers.map((number) => ({ Get: { TableName: rooms.TableName, Key: key(number) } })),
      });
      const { Responses } = await rooms.clients.documents.send(reads);
      return new Set(Responses!.map(({ Item }) => Item!.v as number));
    };
    await change(0);
    let done = false;
    const writing = (async () => {
      for (let v = 1; v <= 20; v++) await change(v);
    })().finally(() => (done = true));
    while (!done) {
      const seen = await versions().catch((error: Error) => {
        // DynamoDB may reject a read of items that a transaction is writing.
        if (error.name === 'TransactionCanceledException') return new Set([0]);
        throw error;
      });
      expect(seen.size).toBe(1);
    }
    await writing;
  });
});
