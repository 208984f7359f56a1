import { keys } from '../database.js';
import { invalid, refusal } from '../errors.js';
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

  /** @throws Refusal for every unsupported change */
  function update(body: Body): Promise<object> {
    const name = tableNameOf(body);
    const { TableName: _name, DeletionProtectionEnabled, ...others } = body;
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
