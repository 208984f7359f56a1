import { TransactGetCommand } from '@aws-sdk/lib-dynamodb';
import { key, room, Rooms } from '../fixture.js';

// What any DynamoDB does. DYNAMODB_ENDPOINT points these tests at another one, such as the official DynamoDB Local.
const rooms = new Rooms();
beforeAll(() => rooms.start(process.env.DYNAMODB_ENDPOINT));
beforeEach(() => rooms.renew());
afterAll(() => rooms.stop());

describe('transactional reads', () => {
  it('reads many items in order, empty where there is none', async () => {
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

  it('never shows a transaction in part to a transactional read', async () => {
    const reads = new TransactGetCommand({
      TransactItems: [{ Get: { TableName: rooms.TableName, Key: key(1) } }, { Get: { TableName: rooms.TableName, Key: key(2) } }],
    });
    const change = (v: number) =>
      rooms.transact([1, 2].map((number) => ({ Put: { TableName: rooms.TableName, Item: room(number, { v }) } })));
    await change(0);
    let done = false;
    const writing = (async () => {
      for (let v = 1; v <= 40; v++) await change(v);
    })().finally(() => (done = true));
    while (!done) {
      const { Responses } = await rooms.clients.documents.send(reads).catch((error: Error) => {
        if (error.name === 'TransactionCanceledException') return { Responses: [{}, {}] as { Item?: Record<string, unknown> }[] };
        throw error;
      });
      expect(Responses![0]!.Item?.v).toEqual(Responses![1]!.Item?.v);
    }
    await writing;
  });
});
