import { keys } from '../database.js';
import { invalid, refusal } from '../errors.js';
import { type Body, tableNameOf } from '../parse.js';
import type { TableRecord } from '../table.js';
import type { Context, Operations } from './operation.js';

/** Tags, time to live, backups: all that is set on a table after it is made. */
export function tableSettingOperations({ database }: Context): Operations {
  function change(name: string, changed: (record: TableRecord) => Partial<TableRecord>): Promise<TableRecord> {
    return database.lock.run(async () => {
      const record = database.table(name);
      const value = { ...record, ...changed(record) };
      await database.write([{ type: 'put', key: keys.tables + record.description.TableName, value }]);
      return value;
    });
  }

  function tagged(arn: unknown): string {
    const name = String(arn).split(':table/')[1];
    if (name && database.read(keys.tables + name)) return name;
    throw refusal('ResourceNotFoundException', `Requested resource not found: ResourceArn: ${String(arn)} not found`);
  }

  async function updateTimeToLive(body: Body): Promise<object> {
    const specification = body.TimeToLiveSpecification as { AttributeName?: string; Enabled?: boolean } | undefined;
    if (!specification?.AttributeName || specification.Enabled == null)
      throw invalid('TimeToLiveSpecification needs AttributeName and Enabled');
    const { AttributeName: attribute, Enabled: enabled } = specification;
    await change(tableNameOf(body), ({ timeToLive: current }) => {
      if (current && current !== attribute)
        throw invalid(`TimeToLive is active on a different AttributeName: current AttributeName is ${current}`);
      if (Boolean(current) === enabled) throw invalid(`TimeToLive is already ${enabled ? 'enabled' : 'disabled'}`);
      return { timeToLive: enabled ? attribute : undefined };
    });
    return { TimeToLiveSpecification: specification };
  }

  function describeTimeToLive(body: Body): object {
    const { timeToLive } = database.table(tableNameOf(body));
    return {
      TimeToLiveDescription: timeToLive ? { TimeToLiveStatus: 'ENABLED', AttributeName: timeToLive } : { TimeToLiveStatus: 'DISABLED' },
    };
  }

  async function updateBackups(body: Body): Promise<object> {
    const { PointInTimeRecoveryEnabled } = (body.PointInTimeRecoverySpecification ?? {}) as { PointInTimeRecoveryEnabled?: boolean };
    if (PointInTimeRecoveryEnabled == null) throw invalid('PointInTimeRecoverySpecification needs PointInTimeRecoveryEnabled');
    return backupsOf(await change(tableNameOf(body), () => ({ pointInTimeRecovery: PointInTimeRecoveryEnabled })));
  }

  async function tag({ ResourceArn, Tags }: Body): Promise<object> {
    if (!Array.isArray(Tags)) throw invalid('Tags must be a list');
    const added = Object.fromEntries((Tags as { Key: string; Value: string }[]).map(({ Key, Value }) => [Key, Value]));
    await change(tagged(ResourceArn), ({ tags }) => ({ tags: { ...tags, ...added } }));
    return {};
  }

  async function untag({ ResourceArn, TagKeys }: Body): Promise<object> {
    if (!Array.isArray(TagKeys)) throw invalid('TagKeys must be a list');
    await change(tagged(ResourceArn), ({ tags }) => ({
      tags: Object.fromEntries(Object.entries(tags).filter(([key]) => !TagKeys.includes(key))),
    }));
    return {};
  }

  return {
    UpdateTimeToLive: updateTimeToLive,
    DescribeTimeToLive: describeTimeToLive,
    UpdateContinuousBackups: updateBackups,
    DescribeContinuousBackups: (body) => backupsOf(database.table(tableNameOf(body))),
    TagResource: tag,
    UntagResource: untag,
    ListTagsOfResource: ({ ResourceArn }) => ({
      Tags: Object.entries(database.table(tagged(ResourceArn)).tags).map(([Key, Value]) => ({ Key, Value })),
    }),
    DescribeLimits: () => ({
      AccountMaxReadCapacityUnits: 80_000,
      AccountMaxWriteCapacityUnits: 80_000,
      TableMaxReadCapacityUnits: 40_000,
      TableMaxWriteCapacityUnits: 40_000,
    }),
  };
}

/** The flag is kept; no backups are. */
function backupsOf({ pointInTimeRecovery }: TableRecord): object {
  const PointInTimeRecoveryStatus = pointInTimeRecovery ? 'ENABLED' : 'DISABLED';
  return {
    ContinuousBackupsDescription: { ContinuousBackupsStatus: 'ENABLED', PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus } },
  };
}
