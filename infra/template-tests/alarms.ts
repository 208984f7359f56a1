import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Packaged } from './packaged.js';
import { readYaml } from './yaml.js';

interface Metric {
  namespace: string;
  name: string;
  dimensions: string[];
}

type Known = Record<string, { dimensions: string[][]; metrics: string[] }>;

const known = readYaml<Known>('infra/metrics.yml');

function toMetrics(alarm: Record<string, any>): Metric[] {
  const stats = alarm.Metrics ? alarm.Metrics.flatMap(({ MetricStat }: any) => (MetricStat ? [MetricStat.Metric] : [])) : [alarm];
  return stats.map(({ Namespace, MetricName, Dimensions = [] }: any) => ({
    namespace: Namespace,
    name: MetricName,
    dimensions: Dimensions.map(({ Name }: any) => Name),
  }));
}

const exists = ({ namespace, name, dimensions }: Metric): boolean =>
  known[namespace] !== undefined &&
  known[namespace].metrics.includes(name) &&
  known[namespace].dimensions.some((each) => [...each].sort().join() === [...dimensions].sort().join());

/** All deployed source text. */
function sources(): string {
  const folders = ['src', 'infra/lambda'];
  const files = folders.flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)));
  return files
    .filter((file) => /\.(ts|mjs)$/.test(file) && !file.endsWith('.spec.ts'))
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
}

export function alarmTests({ stack }: { stack: () => Packaged['stack'] }): void {
  const alarms = () => stack().ofType('AWS::CloudWatch::Alarm');
  const filters = () =>
    stack()
      .ofType('AWS::Logs::MetricFilter')
      .map(([, { Properties }]) => Properties);
  const counted = () =>
    filters().flatMap(({ MetricTransformations }) => MetricTransformations.map(({ MetricName }: any) => MetricName as string));

  it('has the documented alarms', () => {
    const prefix = `student-management-${stack().stage}-`;
    const tables = ['classes', 'ledger', 'notifications', 'scores', 'subjects', 'users'].map((table) => `${table}-throttled`);
    expect(
      alarms()
        .map(([, { Properties }]) => Properties.AlarmName.slice(prefix.length))
        .sort(),
    ).toEqual(
      [
        'api-fails',
        'function-fails',
        'function-throttled',
        'function-slow',
        'new-version-fails',
        'admin-named',
        'requests-refused',
        'sign-in-throttled',
        'sign-ins-refused',
        'request-failed',
        'boot-failed',
        'maintenance-failed',
        'code-cache-rejected',
        ...tables,
      ].sort(),
    );
  });

  it('uses only existing metrics in alarms', () => {
    const own = `student-management-${stack().stage}`;
    const watched = alarms().flatMap(([, { Properties }]) => toMetrics(Properties));
    const unknown = watched.filter((metric) => (metric.namespace === own ? !counted().includes(metric.name) : !exists(metric)));
    expect(unknown).toEqual([]);
    expect(watched.length).toBeGreaterThan(30);
  });

  it('watches reads and writes of every table and index', () => {
    const watched = alarms().flatMap(([, { Properties }]) =>
      (Properties.Metrics ?? []).flatMap(({ MetricStat }: any) => MetricStat?.Metric ?? []),
    );
    const throttles = watched
      .filter(({ Namespace }: any) => Namespace === 'AWS/DynamoDB')
      .map(({ MetricName, Dimensions }: any) => [MetricName, ...Dimensions.map(({ Value }: any) => Value)].join(' '));
    const expected = stack()
      .ofType('AWS::DynamoDB::Table')
      .flatMap(([id, { Properties }]) => [
        `@${id}`,
        ...Properties.GlobalSecondaryIndexes.map(({ IndexName }: any) => `@${id} ${IndexName}`),
      ])
      .flatMap((place) => [`ReadThrottleEvents ${place}`, `WriteThrottleEvents ${place}`]);
    expect(throttles.sort()).toEqual(expected.sort());
    // CloudWatch allows ten metrics per expression.
    for (const [, { Properties }] of alarms()) expect((Properties.Metrics ?? []).length).toBeLessThanOrEqual(10);
  });

  it('notifies the topic when an alarm starts and ends, and not about missing data', () => {
    for (const [, { Properties }] of alarms()) {
      expect(Properties).toMatchObject({ AlarmActions: ['@Alarms'], OKActions: ['@Alarms'], TreatMissingData: 'notBreaching' });
      expect(Properties.AlarmDescription).toMatch(/\.$/);
    }
    const [{ Principal, Action, Resource }] = stack().only('AWS::SNS::TopicPolicy').PolicyDocument.Statement;
    expect({ Action, Resource }).toEqual({ Action: 'sns:Publish', Resource: '@Alarms' });
    expect(Principal.Service).toBe('cloudwatch.amazonaws.com');
    const subscription = stack().with({ AlarmMail: 'office@school.example' }).only('AWS::SNS::Subscription');
    expect(subscription).toMatchObject({ TopicArn: '@Alarms', Protocol: 'email', Endpoint: 'office@school.example' });
  });

  it('ignores the minutes after a deployment without a code cache', () => {
    const { Period, DatapointsToAlarm } = stack().resources.CodeCacheRejected!.Properties;
    // A deployment can touch two hours, if it starts in one and ends in the next.
    expect([Period, DatapointsToAlarm > 2]).toEqual([3600, true]);
  });

  it('counts only log events that the app writes', () => {
    const text = sources();
    for (const { LogGroupName, FilterPattern, MetricTransformations } of filters()) {
      if (LogGroupName === '@HttpApiLogGroup') continue;
      const event = /^\{ \$\.event = "(\w+)" \}$/.exec(FilterPattern as string)?.[1];
      expect([LogGroupName, MetricTransformations[0].MetricName]).toEqual(['@ApiLogGroup', event]);
      expect([event, new RegExp(`(event: |failureEntry\\()'${event}'`).test(text)]).toEqual([event, true]);
    }
  });

  it('counts refused requests in the access log of the gateway', () => {
    const ofGateway = filters().filter(({ LogGroupName }) => LogGroupName === '@HttpApiLogGroup');
    expect(ofGateway.map(({ FilterPattern }) => FilterPattern)).toEqual(['{ $.status = "401" }']);
    const { Format } = stack().only('AWS::ApiGatewayV2::Stage').AccessLogSettings;
    // A quoted value: the filter compares text.
    expect(Format).toContain('"status":"$context.status"');
  });

  it('expires its logs', () => {
    const groups = stack().ofType('AWS::Logs::LogGroup');
    const days = { dev: 7, staging: 30, prod: 365 }[stack().stage];
    expect(groups.map(([, { Properties }]) => Properties.RetentionInDays)).toEqual([days, days]);
    const { FunctionName } = stack().only('AWS::Lambda::Function');
    expect(groups.map(([, { Properties }]) => Properties.LogGroupName)).toContain(`/aws/lambda/${FunctionName}`);
    expect(stack().only('AWS::ApiGatewayV2::Stage').AccessLogSettings.DestinationArn).toBe('@HttpApiLogGroup.Arn');
  });

  it('uses only existing metrics in the dashboard', () => {
    const { widgets } = JSON.parse(stack().only('AWS::CloudWatch::Dashboard').DashboardBody as string) as { widgets: any[] };
    const drawn: Metric[] = widgets
      .flatMap(({ properties }) => (properties.metrics ?? []) as (string | object)[][])
      .map((line) => line.filter((part): part is string => typeof part === 'string'))
      .map(([namespace, name, ...rest]) => ({
        namespace: namespace!,
        name: name!,
        dimensions: rest.filter((_part, place) => place % 2 === 0),
      }));
    const own = `student-management-${stack().stage}`;
    expect(drawn.filter((metric) => (metric.namespace === own ? !counted().includes(metric.name) : !exists(metric)))).toEqual([]);
    expect(drawn.length).toBeGreaterThan(30);
    for (const { properties } of widgets) {
      if (properties.query) expect(properties.query).toMatch(/^SOURCE '@ApiLogGroup' \| /);
      expect(properties.region).toBe(/CloudFront/.test(properties.title as string) ? 'us-east-1' : stack().region);
    }
  });
}
