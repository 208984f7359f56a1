import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';

/** A table: its keys, its indexes, and the attribute for time to live. */
export interface TableDefinition {
  readonly keys: readonly [partition: string, sort?: string];
  readonly indexes: Readonly<Record<string, readonly [partition: string, sort: string]>>;
  /** Indexes that project keys only. All others project all attributes. */
  readonly keysOnly?: readonly string[];
  /** Key attributes that are numbers. All others are strings. */
  readonly numbers?: readonly string[];
  readonly expiresAt?: string;
}

/** The tables of the app, for local use, tests and AWS. */
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
  ledger: {
    keys: ['pk', 'sk'],
    indexes: { 'actor-index': ['actorId', 'sk'], 'day-index': ['dayShard', 'sk'] },
    keysOnly: ['day-index'],
    expiresAt: 'expiresAt',
  },
} as const satisfies Record<string, TableDefinition>;

export type TableName = keyof typeof TABLES;

/** The full name of a table, e.g. `student-management-users`. */
export function tableName(prefix: string, table: TableName): string {
  return `${prefix}-${table}`;
}

/** The request that creates a table. */
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
      Projection: { ProjectionType: definition.keysOnly?.includes(IndexName) ? 'KEYS_ONLY' : 'ALL' },
    })),
  };
}
