// The business logic that all baselines share: the same requests to the same tables, and the same answers, as the app's five routes.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, QueryCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';

const table = (name) => `${process.env.TABLE_PREFIX}-${name}`;
const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));

/** An error that each framework turns into a response in its own way. */
export class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

export async function profile(id) {
  const { Items } = await client.send(
    new QueryCommand({ TableName: table('users'), KeyConditionExpression: 'id = :id', ExpressionAttributeValues: { ':id': id }, Limit: 1 }),
  );
  if (!Items[0]) throw new Refusal(404, 'There is no such person.');
  return userOf(Items[0]);
}

export async function students(limit, cursor) {
  const { Items, LastEvaluatedKey } = await client.send(
    new QueryCommand({
      TableName: table('users'),
      IndexName: 'role-index',
      KeyConditionExpression: '#role = :role',
      ExpressionAttributeNames: { '#role': 'role' },
      ExpressionAttributeValues: { ':role': 'STUDENT' },
      Limit: limit,
      ExclusiveStartKey: cursor && JSON.parse(Buffer.from(cursor, 'base64url').toString()),
    }),
  );
  const nextCursor = LastEvaluatedKey ? Buffer.from(JSON.stringify(LastEvaluatedKey)).toString('base64url') : null;
  return { items: Items.map(userOf), nextCursor };
}

export async function schoolClass(id, actorId) {
  return classOf(await ownClass(id, actorId));
}

export async function gradebook(id, actorId) {
  const [found, { Items }] = await Promise.all([
    ownClass(id, actorId),
    client.send(
      new QueryCommand({
        TableName: table('scores'),
        KeyConditionExpression: 'classId = :id',
        ExpressionAttributeValues: { ':id': id },
        ConsistentRead: true,
      }),
    ),
  ]);
  const rows = Items.map(rowOf).sort((a, b) => (a.familyName + a.givenName < b.familyName + b.givenName ? -1 : 1));
  const enrolled = rows.filter(({ status }) => status === 'ENROLLED');
  return {
    class: classOf(found),
    components: found.components.map((component) => ({
      ...component,
      statistics: statisticsOf(enrolled.map(({ marks }) => marks[component.key])),
    })),
    rows,
    result: statisticsOf(enrolled.map(({ result }) => result?.value)),
  };
}

export async function saveMarks(classId, studentId, { version, marks, reason }, actor) {
  const key = { classId, studentId };
  const [found, { Item: row }] = await Promise.all([
    ownClass(classId, actor.id, true),
    client.send(new GetCommand({ TableName: table('scores'), Key: key, ConsistentRead: true })),
  ]);
  if (!row) throw new Refusal(404, 'The student is not in the class.');
  if (row.version !== version) throw new Refusal(409, 'The row was changed since.');
  for (const name of Object.keys(marks)) {
    if (!found.components.some((component) => component.key === name)) throw new Refusal(400, `The class has no component ${name}.`);
  }
  const saved = { ...row.marks };
  for (const [name, mark] of Object.entries(marks)) saved[name] = mark === null ? undefined : Math.round(mark * 100);
  const complete = found.components.every(({ key: name }) => saved[name] !== undefined);
  const total = complete ? found.components.reduce((sum, component) => sum + (saved[component.key] * component.weight) / 100, 0) : null;
  const at = new Date().toISOString();
  await client.send(
    new TransactWriteCommand({
      TransactItems: [
        {
          ConditionCheck: {
            TableName: table('classes'),
            Key: { id: classId },
            ConditionExpression: '#status = :active AND lecturerId = :me AND gradesLocked = :no',
            ExpressionAttributeNames: { '#status': 'status' },
            ExpressionAttributeValues: { ':active': 'ACTIVE', ':me': actor.id, ':no': false },
          },
        },
        {
          Update: {
            TableName: table('scores'),
            Key: key,
            UpdateExpression: 'SET marks = :marks, #result = :result, version = :next',
            ConditionExpression: 'version = :version AND #status = :enrolled',
            ExpressionAttributeNames: { '#result': 'result', '#status': 'status' },
            ExpressionAttributeValues: {
              ':marks': JSON.parse(JSON.stringify(saved)),
              ':result': total,
              ':next': version + 1,
              ':version': version,
              ':enrolled': 'ENROLLED',
            },
          },
        },
        {
          Put: {
            TableName: table('ledger'),
            Item: {
              pk: `AUDIT#enrolment:${classId}/${studentId}`,
              sk: `${at}#${crypto.randomUUID()}`,
              actorId: actor.id,
              action: 'marks.saved',
              at,
              before: row.marks,
              after: JSON.parse(JSON.stringify(saved)),
              ...(reason && { reason }),
            },
          },
        },
      ],
    }),
  );
  return rowOf({ ...row, marks: saved, version: version + 1 });
}

async function ownClass(id, actorId, consistent = false) {
  const { Item } = await client.send(new GetCommand({ TableName: table('classes'), Key: { id }, ConsistentRead: consistent }));
  if (!Item || Item.lecturerId !== actorId) throw new Refusal(404, 'There is no such class.');
  return Item;
}

function userOf({ id, code, email, role, givenName, familyName, status, createdAt, updatedAt, version }) {
  return { id, code, email, role, givenName, familyName, status, createdAt, updatedAt, version };
}

function classOf({ id, code, term, subjectCode, subjectName, lecturerId, room, capacity, seatsFree, status, gradesLocked, version }) {
  return { id, code, term, subjectCode, subjectName, lecturerId, room, capacity, seatsFree, status, gradesLocked, version };
}

function rowOf({ studentId, studentCode, studentName, status, marks, result, version }) {
  const decimals = Object.fromEntries(Object.entries(marks).map(([key, mark]) => [key, mark / 100]));
  return { studentId, studentCode, ...studentName, status, marks: decimals, result: result ?? null, version };
}

function statisticsOf(values) {
  const sorted = values.filter((value) => value !== undefined).sort((a, b) => a - b);
  const count = sorted.length;
  if (count === 0) return { count, mean: null, median: null, deviation: null };
  const mean = sorted.reduce((sum, value) => sum + value, 0) / count;
  const deviation = Math.sqrt(sorted.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count);
  return { count, mean, median: (sorted[(count - 1) >> 1] + sorted[count >> 1]) / 2, deviation };
}
