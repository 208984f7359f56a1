import { keys } from '../database.js';
import { type BatchWrite, dynalite } from '../dynalite.js';
import { invalid, refusal } from '../errors.js';
import type { Item } from '../item.js';
import { type Body, parse, tableNameOf } from '../parse.js';
import type { Index, TableDescription } from '../table-description.js';
import type { TableRecord } from '../table.js';
import type { Context, Operations } from './operation.js';

const ARN_PREFIX = 'arn:aws:dynamodb:ddblocal:000000000000:table/';

/** What of CreateTable goes beyond dynalite's own rules. */
interface Extras {
  DeletionProtectionEnabled?: boolean;
  SSESpecification?: { Enabled?: boolean };
  TableClass?: string;
  Tags?: { Key: string; Value: string }[];
  StreamSpecification?: { StreamEnabled?: boolean };
}

type CreateRequest = Pick<
  TableDescription,
  'TableName' | 'AttributeDefinitions' | 'KeySchema' | 'GlobalSecondaryIndexes' | 'LocalSecondaryIndexes'
> & {
  BillingMode?: string;
  ProvisionedThroughput?: object;
};

export function tableOperations({ database }: Context): Operations {
  const save = (record: TableRecord) => database.write([{ type: 'put', key: keys.tables + record.description.TableName, value: record }]);

  function create(body: Body): Promise<object> {
    const extras = body as Extras;
    if (extras.StreamSpecification?.StreamEnabled) throw invalid('The local database has no streams.');
    const request = parse<CreateRequest>('CreateTable', body);
    return database.lock.run(async () => {
      if (database.read(keys.tables + request.TableName)) {
        throw refusal('ResourceInUseException', `Table already exists: ${request.TableName}`);
      }
      const description = describe(request, extras);
      const tags = Object.fromEntries((extras.Tags ?? []).map(({ Key, Value }) => [Key, Value]));
      await save({ description, tags, pointInTimeRecovery: false });
      return { TableDescription: description };
    });
  }

  /** Adds an index, with the entries of all items, or sets the protection. @throws Refusal for every unsupported change */
  function update(body: Body): Promise<object> {
    const name = tableNameOf(body);
    const { TableName: _name, DeletionProtectionEnabled, ...others } = body;
    const added = DeletionProtectionEnabled === undefined ? addedIndex(others) : undefined;
    if (added) return addIndex(name, added);
    return database.lock.run(async () => {
      const record = database.table(name);
      const [unknown] = Object.keys(others);
      if (unknown) throw invalid(`The local database cannot change ${unknown} of a table: delete the table and create it again.`);
      if (typeof DeletionProtectionEnabled !== 'boolean') throw invalid('At least one of the changes of UpdateTable is required');
      const description = { ...record.description, DeletionProtectionEnabled };
      await save({ ...record, description });
      return { TableDescription: description };
    });
  }

  /** The entries come with the index, in one batch. @throws Refusal if the table would be invalid with it */
  function addIndex(name: string, { index, AttributeDefinitions }: AddedIndex): Promise<object> {
    return database.lock.run(async () => {
      const record = database.table(name);
      const { description } = record;
      const indexes = [...(description.GlobalSecondaryIndexes ?? []), index].map(({ IndexName, KeySchema, Projection }) => ({
        IndexName,
        KeySchema,
        Projection,
      }));
      const known = description.AttributeDefinitions.filter(
        (one) => !AttributeDefinitions.some((other) => other.AttributeName === one.AttributeName),
      );
      const { TableName, KeySchema } = description;
      const definitions = [...known, ...AttributeDefinitions];
      parse('CreateTable', {
        TableName,
        KeySchema,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: definitions,
        GlobalSecondaryIndexes: indexes,
      });
      const { GlobalSecondaryIndexes } = describe({ ...description, GlobalSecondaryIndexes: indexes, BillingMode: 'PAY_PER_REQUEST' }, {});
      const changed: TableDescription = { ...description, AttributeDefinitions: definitions, GlobalSecondaryIndexes };
      const entries: BatchWrite[] = [];
      for await (const item of database.values(keys.items(name))) {
        const { puts } = dynalite.getIndexActions([index], null, item as Item, changed);
        entries.push(
          ...puts.map((entry): BatchWrite => ({ type: 'put', key: keys.entries(name, index.IndexName) + entry.key, value: entry.item })),
        );
      }
      await database.write([...entries, { type: 'put', key: keys.tables + name, value: { ...record, description: changed } }]);
      return { TableDescription: changed };
    });
  }

  /** Items and index entries go with the table, in one batch. */
  function remove(body: Body): Promise<object> {
    const name = tableNameOf(body);
    return database.lock.run(async () => {
      const { description } = database.table(name);
      if (description.DeletionProtectionEnabled) {
        throw invalid('Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.');
      }
      const gone = [keys.tables + name];
      for (const prefix of [keys.items(name), keys.allEntries(name)])
        gone.push(...(await database.keys(prefix)).map((key) => prefix + key));
      await database.write(gone.map((key) => ({ type: 'del', key })));
      return { TableDescription: { ...description, TableStatus: 'DELETING' } };
    });
  }

  async function list({
    ExclusiveStartTableName: start = '',
    Limit: limit = 100,
  }: {
    ExclusiveStartTableName?: string;
    Limit?: number;
  }): Promise<object> {
    const names = (await database.keys(keys.tables)).filter((name) => name > start);
    const page = names.slice(0, limit);
    return { TableNames: page, ...(names.length > limit ? { LastEvaluatedTableName: page.at(-1) } : {}) };
  }

  return {
    CreateTable: create,
    DescribeTable: (body) => ({ Table: database.table(tableNameOf(body)).description }),
    UpdateTable: update,
    DeleteTable: remove,
    ListTables: list,
  };
}

interface AddedIndex extends Pick<TableDescription, 'AttributeDefinitions'> {
  index: Index;
}

/** The only index that a request adds; undefined if it asks for anything else. */
function addedIndex({ AttributeDefinitions = [], GlobalSecondaryIndexUpdates: updates, ...others }: Body): AddedIndex | undefined {
  const [update, ...more] = Array.isArray(updates) ? (updates as { Create?: Index }[]) : [];
  if (!update?.Create || Object.keys(update).length > 1 || more.length > 0 || Object.keys(others).length > 0) return undefined;
  return { index: update.Create, AttributeDefinitions: AttributeDefinitions as TableDescription['AttributeDefinitions'] };
}

/** The table as it will be described: ready at once. Counts stay 0, since DynamoDB's are hours old anyway. */
function describe({ BillingMode, ProvisionedThroughput, ...request }: CreateRequest, extras: Extras): TableDescription {
  const onDemand = BillingMode === 'PAY_PER_REQUEST';
  const TableArn = ARN_PREFIX + request.TableName;
  const throughput = { NumberOfDecreasesToday: 0, ...(ProvisionedThroughput ?? { ReadCapacityUnits: 0, WriteCapacityUnits: 0 }) };
  const counts = { ItemCount: 0 };
  const indexes = (list: Index[] | undefined, state: object) =>
    list?.map((index) => ({ ...index, ...counts, ...state, IndexSizeBytes: 0, IndexArn: `${TableArn}/index/${index.IndexName}` }));
  return {
    ...request,
    ...counts,
    TableArn,
    TableSizeBytes: 0,
    TableStatus: 'ACTIVE',
    CreationDateTime: Date.now() / 1000,
    ProvisionedThroughput: throughput,
    ...(onDemand ? { BillingModeSummary: { BillingMode } } : {}),
    ...(extras.TableClass ? { TableClassSummary: { TableClass: extras.TableClass } } : {}),
    GlobalSecondaryIndexes: indexes(request.GlobalSecondaryIndexes, {
      IndexStatus: 'ACTIVE',
      ...(onDemand ? { ProvisionedThroughput: throughput } : {}),
    }),
    LocalSecondaryIndexes: indexes(request.LocalSecondaryIndexes, {}),
    DeletionProtectionEnabled: extras.DeletionProtectionEnabled ?? false,
    ...(extras.SSESpecification?.Enabled ? { SSEDescription: { Status: 'ENABLED', SSEType: 'KMS' } } : {}),
  } as TableDescription;
}
