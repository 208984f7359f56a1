import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';

/** One table: its keys, its indexes (all project everything), and the attribute that says when an item expires. */
export interface TableDefinition {
  readonly keys: readonly [partition: string, sort?: string];
  readonly indexes: Readonly<Record<string, readonly [partition: string, sort: string]>>;
  /** Attributes of a key that are numbers; all others are strings. */
  readonly numbers?: readonly string[];
  readonly expiresAt?: string;
}

/** The tables of the app. What runs on a laptop, in tests and on AWS is made from this definition. */
export const TABLES = {
  users: { keys: ['id', 'email'], indexes: { 'role-index': ['role', 'sortName'] } },
  subjects: { keys: ['id'], indexes: { 'catalogue-index': ['kind', 'code'] } },
  classes: {
    keys: ['id'],
    indexes: { 'term-index': ['term', 'code'], 'lecturer-index': ['lecturerId', 'termCode'], 'subject-index': ['subjectId', 'termCode'] },
  },
  scores: { keys: ['classId', 'studentId'], indexes: { 'student-index': ['studentId', 'termCode'] } },
  notifications: {
    keys: ['id', 'sent_at'],
    indexes: { 'audience-index': ['audience', 'sent_at'] },
    numbers: ['id'],
    expiresAt: 'expiresAt',
  },
  ledger: { keys: ['pk', 'sk'], indexes: { 'actor-index': ['actorId', 'sk'] }, expiresAt: 'expiresAt' },
} as const satisfies Record<string, TableDefinition>;

export type TableName = keyof typeof TABLES;

/** What a table is called under a prefix, e.g. `student-management-users`. */
export function tableName(prefix: string, table: TableName): string {
  return `${prefix}-${table}`;
}

/** The request that makes a table. */
export function createTableInput(prefix: string, table: TableName): CreateTableCommandInput {
  const definition: TableDefinition = TABLES[table];
  const keySchema = ([partition, sort]: readonly [string, string?]) => [
    { AttributeName: partition, KeyType: 'HASH' as const },
    ...(sort ? [{ AttributeName: sort, KeyType: 'RANGE' as const }] : []),
  ];
  const attributes = new Set([definition.keys, ...Object.values(definition.indexes)].flat().filter((name) => name !== undefined));
  return {
    TableName: tableName(prefix, table),
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: keySchema(definition.keys),
    AttributeDefinitions: [...attributes].map((name) => ({
      AttributeName: name,
      AttributeType: definition.numbers?.includes(name) ? 'N' : 'S',
    })),
    GlobalSecondaryIndexes: Object.entries(definition.indexes).map(([IndexName, keys]) => ({
      IndexName,
      KeySchema: keySchema(keys),
      Projection: { ProjectionType: 'ALL' },
    })),
  };
}
