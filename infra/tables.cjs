// The tables, from the definition that the app, the tests and the local database share. It is compiled here, because osls would read a .ts or .mjs
// file as text and silently package no table at all.
require('../local/typescript.cjs');
const { TABLES, createTableInput, tableName } = require('../src/persistence/dynamodb/schema/tables.ts');

const logicalId = (table) => `${table[0].toUpperCase()}${table.slice(1)}Table`;
const names = Object.keys(TABLES);
const ofAll = (make) => Object.fromEntries(names.map(make));

/** The tables as resources, with backups, and retained in stages that keep their data. DynamoDB encrypts every table with its own key. */
exports.tables = async ({ resolveVariable }) => {
  const prefix = await resolveVariable('self:custom.name');
  const onRemoval = await resolveVariable('param:onRemoval');
  const onReplacement = await resolveVariable('param:onReplacement');
  // On the command line it is text.
  const isProtected = String(await resolveVariable('param:isProtected')) === 'true';
  return ofAll((table) => [
    logicalId(table),
    {
      Type: 'AWS::DynamoDB::Table',
      DeletionPolicy: onRemoval,
      UpdateReplacePolicy: onReplacement,
      Properties: {
        ...createTableInput(prefix, table),
        DeletionProtectionEnabled: isProtected,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        ...(TABLES[table].expiresAt && { TimeToLiveSpecification: { AttributeName: TABLES[table].expiresAt, Enabled: true } }),
      },
    },
  ]);
};

/** The ARNs for permissions: the tables, and the tables with their indexes. */
exports.tableArns = names.map((table) => ({ 'Fn::GetAtt': [logicalId(table), 'Arn'] }));
exports.tableAndIndexArns = [
  ...exports.tableArns,
  ...names.flatMap((table) =>
    Object.keys(TABLES[table].indexes).map((index) => ({ 'Fn::Sub': `\${${logicalId(table)}.Arn}/index/${index}` })),
  ),
];

/** The dimensions of the CloudWatch metrics of a table and its indexes. */
const placesOf = (table) => [{}, ...Object.keys(TABLES[table].indexes).map((index) => ({ GlobalSecondaryIndexName: index }))];

/** A metric for the dashboard: one line per table and per index. */
exports.lines = (prefix, metric) =>
  names.flatMap((table) =>
    placesOf(table).map((place) => ['AWS/DynamoDB', metric, ...Object.entries({ TableName: tableName(prefix, table), ...place }).flat()]),
  );

/** One alarm per table, on throttled reads and writes of the table and its indexes. */
exports.alarms = async ({ resolveVariable }) => {
  const prefix = await resolveVariable('self:custom.name');
  return ofAll((table) => [
    `${logicalId(table)}Throttled`,
    {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: {
        AlarmName: `${prefix}-${table}-throttled`,
        AlarmDescription: `DynamoDB throttles reads or writes of the table ${tableName(prefix, table)}.`,
        AlarmActions: [{ Ref: 'Alarms' }],
        OKActions: [{ Ref: 'Alarms' }],
        Metrics: throttles(table),
        ComparisonOperator: 'GreaterThanThreshold',
        Threshold: 0,
        EvaluationPeriods: 3,
        DatapointsToAlarm: 2,
        TreatMissingData: 'notBreaching',
      },
    },
  ]);
};

function throttles(table) {
  const metrics = placesOf(table).flatMap((place) =>
    ['ReadThrottleEvents', 'WriteThrottleEvents'].map((MetricName) => ({ MetricName, place })),
  );
  return [
    { Id: 'throttles', Expression: 'SUM(FILL(METRICS(), 0))', Label: 'Throttled requests', ReturnData: true },
    ...metrics.map(({ MetricName, place }, position) => ({
      Id: `m${position}`,
      ReturnData: false,
      MetricStat: {
        Metric: { Namespace: 'AWS/DynamoDB', MetricName, Dimensions: dimensions({ TableName: { Ref: logicalId(table) }, ...place }) },
        Period: 60,
        Stat: 'Sum',
      },
    })),
  ];
}

function dimensions(values) {
  return Object.entries(values).map(([Name, Value]) => ({ Name, Value }));
}
