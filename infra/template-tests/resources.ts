import type { Stack } from './cloudformation.js';
import { dependencies, findCycle } from './cloudformation.js';
import type { Packaged } from './packaged.js';
import { readYaml } from './yaml.js';

type Counts = Record<string, number>;

/** The property with the name, for types whose names must be unique in a region or an account. CloudFormation names other types. */
const NAMES: Record<string, (properties: Record<string, any>) => string> = {
  'AWS::ApiGatewayV2::Api': ({ Name }) => Name,
  'AWS::Budgets::Budget': ({ Budget }) => Budget.BudgetName,
  'AWS::CloudFront::Function': ({ Name }) => Name,
  'AWS::CloudFront::OriginAccessControl': ({ OriginAccessControlConfig }) => OriginAccessControlConfig.Name,
  'AWS::CloudFront::ResponseHeadersPolicy': ({ ResponseHeadersPolicyConfig }) => ResponseHeadersPolicyConfig.Name,
  'AWS::CloudWatch::Alarm': ({ AlarmName }) => AlarmName,
  'AWS::CloudWatch::Dashboard': ({ DashboardName }) => DashboardName,
  'AWS::CodeDeploy::Application': ({ ApplicationName }) => ApplicationName,
  'AWS::Cognito::UserPool': ({ UserPoolName }) => UserPoolName,
  'AWS::Cognito::UserPoolDomain': ({ Domain }) => Domain,
  'AWS::DynamoDB::Table': ({ TableName }) => TableName,
  'AWS::Events::Rule': ({ Name }) => Name,
  'AWS::Lambda::Function': ({ FunctionName }) => FunctionName,
  'AWS::Logs::LogGroup': ({ LogGroupName }) => LogGroupName.replace(/^\/aws\/(lambda|http-api)\//, ''),
  'AWS::Logs::MetricFilter': ({ FilterName }) => FilterName,
  'AWS::S3::Bucket': ({ BucketName }) => BucketName,
  'AWS::SecretsManager::Secret': ({ Name }) => Name,
  'AWS::SNS::Topic': ({ TopicName }) => TopicName,
  'AWS::WAFv2::WebACL': ({ Name }) => Name,
};

/** Types whose names are unique in the whole account, across regions. */
const GLOBAL = ['AWS::Budgets::Budget', 'AWS::CloudWatch::Dashboard', 'AWS::S3::Bucket'];
const isGlobal = (type: string) => GLOBAL.includes(type) || type.startsWith('AWS::CloudFront::');

const counts = readYaml<Record<string, Counts>>('infra/resources.yml');

function countTypes(stack: Stack): Counts {
  const types: Counts = {};
  for (const { Type } of Object.values(stack.resources)) types[Type] = (types[Type] ?? 0) + 1;
  return types;
}

/** The names in a stack with their types. */
export function findNames(stack: Stack): { type: string; name: string }[] {
  return Object.values(stack.resources).flatMap(({ Type, Properties }) => {
    const name = NAMES[Type]?.(Properties);
    return name === undefined ? [] : [{ type: Type, name }];
  });
}

export function resourceTests(packaged: () => Packaged): void {
  const stack = () => packaged().stack;

  it('consists of exactly the listed resources', () => {
    const { stage, region } = stack();
    expect(countTypes(stack())).toEqual({ ...counts.everywhere, ...counts[stage], ...counts[`${stage} in ${region}`] });
  });

  it('has a domain and alarm mail if the parameters say so', () => {
    const more = {
      ...{ DomainName: 'school.example', HostedZoneId: 'Z1', AlarmMail: 'office@school.example', ReservedConcurrency: '5' },
      ...{
        CertificateArn: `arn:aws:acm:us-east-1:123456789012:certificate/1`,
        WebAclArn: 'arn:aws:wafv2:us-east-1:123456789012:global/webacl/a/1',
      },
    };
    const wished = stack().with(more);
    const added = { ...counts['with a domain and mail'], ...counts[`with a domain in ${stack().region}`] };
    expect(countTypes(wished)).toEqual({ ...countTypes(stack()), ...added });
    expect(wished.outputs).toMatchObject({ SiteUrl: 'https://school.example', ApiUrl: 'https://school.example/api/v1' });
    expect(wished.only('AWS::Lambda::Function')).toMatchObject({ ReservedConcurrentExecutions: '5' });
  });

  it('names everything after the project and the stage', () => {
    const names = findNames(stack()).map(({ name }) => name);
    expect(names.filter((name) => !new RegExp(`^student-management-${stack().stage}(-|$)`).test(name))).toEqual([]);
  });

  it('names every bucket so that S3 accepts the name in every region', () => {
    const buckets = stack().ofType('AWS::S3::Bucket');
    for (const [, { Properties }] of buckets) {
      const name = (Properties.BucketName as string).replace(stack().region, 'ap-southeast-1').replace(stack().stage, 'staging');
      expect(name).toMatch(/^student-management-staging-[a-z]+-123456789012-ap-southeast-1$/);
      expect(name.length).toBeLessThanOrEqual(63);
    }
  });

  it('creates the deployment bucket under its name in the first step already', () => {
    const first = packaged().first.Resources.ServerlessDeploymentBucket;
    expect(first?.Properties).toEqual(stack().template.Resources.ServerlessDeploymentBucket?.Properties);
  });

  it('gives each resource a unique name', () => {
    const names = findNames(stack()).map(({ type, name }) => `${type} ${name}`);
    expect(names).toEqual([...new Set(names)]);
  });

  it('has no circular dependency', () => {
    expect(findCycle(dependencies(stack().template))).toBeUndefined();
  });

  it('tags resources with the project and the stage', () => {
    const tags = { project: 'student-management', stage: stack().stage };
    expect(packaged().provider.stackTags).toEqual(tags);
    expect(stack().only('AWS::ApiGatewayV2::Api').Tags).toEqual(tags);
    expect(stack().only('AWS::Cognito::UserPool').UserPoolTags).toEqual(tags);
  });

  it('outputs the addresses that scripts and the web console need', () => {
    const { stage, region, outputs } = stack();
    const name = `student-management-${stage}`;
    expect(outputs).toEqual({
      SiteUrl: 'https://@Distribution.DomainName',
      ApiUrl: 'https://@Distribution.DomainName/api/v1',
      Region: region,
      UserPoolId: '@UserPool',
      ClientId: '@UserPoolClient',
      HostedUiDomain: `${name}-123456789012.auth.${region}.amazoncognito.com`,
      SiteBucket: '@SiteBucket',
      MediaBucket: '@MediaBucket',
      DistributionId: '@Distribution',
      DistributionDomain: '@Distribution.DomainName',
      FunctionName: '@ApiLambdaFunction',
      TablePrefix: name,
      OriginSlot: 'A',
      OriginSecretA: '@OriginSecretA',
      OriginSecretB: '@OriginSecretB',
      AlarmTopic: '@Alarms',
      // The parameters that osls itself reads.
      ServerlessDeploymentBucketName: '@ServerlessDeploymentBucket',
      ApiLambdaFunctionQualifiedArn: expect.stringMatching(/^@ApiLambdaVersion/),
      HttpApiId: '@HttpApi',
      HttpApiUrl: `https://@HttpApi.execute-api.${region}.amazonaws.com`,
      ...(stage === 'prod' && region === 'us-east-1' && { WebAclArn: '@WebAcl.Arn' }),
    });
  });
}

export function separationTests(all: () => Packaged[]): void {
  it.each(['us-east-1', 'ap-southeast-1'])('gives the stages in %s different names', (region) => {
    const names = all()
      .filter(({ stack }) => stack.region === region)
      .flatMap(({ stack }) => findNames(stack).map(({ type, name }) => `${type} ${name}`));
    expect(names.length).toBeGreaterThan(100);
    expect(names).toEqual([...new Set(names)]);
  });

  it('gives a stage different account-wide names in two regions', () => {
    const names = all().flatMap(({ stack }) =>
      findNames(stack)
        .filter(({ type }) => isGlobal(type))
        .map(({ type, name }) => `${type} ${name}`),
    );
    expect(names.length).toBeGreaterThan(30);
    expect(names).toEqual([...new Set(names)]);
  });
}

/** A template without the name of its stage and its creation time. */
function nameless({ stack: { template, stage } }: Packaged): unknown {
  const text = JSON.stringify(template).replace(new RegExp(`\\b${stage}\\b`, 'g'), 'STAGE');
  return JSON.parse(text.replace(/\d{13}-[^/"]+Z/g, 'TIME').replace(/ApiLambdaVersion\w+/g, 'ApiLambdaVersion'));
}

export function similarityTests(prod: () => Packaged, withItsParameters: () => Packaged[]): void {
  it('makes stages differ only in parameters and names', () => {
    expect(withItsParameters()).toHaveLength(2);
    for (const other of withItsParameters()) expect(nameless(other)).toEqual(nameless(prod()));
  });
}
