import type { Packaged } from './packaged.js';
import { readYaml } from './yaml.js';

interface Statement {
  Effect: string;
  Action: string[];
  Resource: string | string[];
}

type Permissions = Record<string, Record<string, { actions: string[]; on: string }>>;

/** The only resources with a wildcard: files, and streams of the function's log. */
const WILDCARDS = ['@MediaBucket.Arn/avatars/*', '@MediaBucket.Arn/materials/*', '@MediaBucket.Arn/uploads/*'];

const IDENTITY = 'arn:aws:ses:eu-west-1:123456789012:identity/school.example';

export function permissionTests({ stack }: { stack: () => Packaged['stack'] }): void {
  const statements = (parameters = {}): Statement[] =>
    stack()
      .with({ Mail: 'DEVELOPER', SesIdentityArn: IDENTITY, ...parameters })
      .resources.FunctionRole!.Properties.Policies.flatMap(({ PolicyDocument }: any) => PolicyDocument.Statement);

  const hasDigests = () => stack().stage === 'prod';

  it('allows the function the listed permissions and its log', () => {
    const permissions = readYaml<Permissions>('infra/permissions.yml');
    const listed = Object.entries(permissions).flatMap(([service, operations]) =>
      Object.values(operations)
        .filter(({ on }) => hasDigests() || !on.includes('audit'))
        .flatMap(({ actions }) => actions.map((action) => `${service}:${action}`)),
    );
    const allowed = statements({ Tracing: 'off' }).flatMap(({ Action }) => Action);
    expect([...new Set(allowed)].sort()).toEqual([...new Set([...listed, 'logs:CreateLogStream', 'logs:PutLogEvents'])].sort());
    for (const [, { Properties }] of stack().ofType('AWS::IAM::Role')) expect(Properties).not.toHaveProperty('ManagedPolicyArns');
    expect(stack().only('AWS::Lambda::Function').Role).toBe('@FunctionRole.Arn');
  });

  it('names actions and resources explicitly', () => {
    expect(statements().flatMap(({ Action }) => Action.filter((action) => action.includes('*')))).toEqual([]);
    const resources = [...new Set(statements({ Tracing: 'off' }).flatMap(({ Resource }) => Resource))];
    expect(resources.filter((resource) => resource.includes('*'))).toEqual([
      ...WILDCARDS,
      ...(hasDigests() ? ['@AuditBucket.Arn/audit-digests/*'] : []),
    ]);
    // Every resource belongs to this stack, except the identity of the school.
    expect(resources.filter((resource) => !resource.startsWith('@'))).toEqual([IDENTITY]);
  });

  it('allows no scans and no changes to table settings', () => {
    const onTables = statements().flatMap(({ Action }) => Action.filter((action) => action.startsWith('dynamodb:')));
    expect(onTables.sort()).toEqual(
      ['BatchGetItem', 'ConditionCheckItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'].map(
        (action) => `dynamodb:${action}`,
      ),
    );
    const queried = statements().find(({ Action }) => Action.includes('dynamodb:Query'))!.Resource;
    const indexes = stack()
      .ofType('AWS::DynamoDB::Table')
      .flatMap(([id, { Properties }]) => Properties.GlobalSecondaryIndexes.map(({ IndexName }: any) => `@${id}.Arn/index/${IndexName}`));
    expect(queried).toEqual(expect.arrayContaining(indexes));
  });

  it('allows listing, so that missing files differ from forbidden ones', () => {
    const list = statements().find(({ Action }) => Action.includes('s3:ListBucket'));
    expect(list).toMatchObject({
      Resource: ['@MediaBucket.Arn'],
      Condition: { StringLikeIfExists: { 's3:prefix': ['avatars/*', 'materials/*', 'uploads/*'] } },
    });
  });

  it('allows writing and reading digests of the audit log, and no deletion', () => {
    const onDigests = statements().filter(({ Resource }) => [Resource].flat().some((resource) => resource.startsWith('@AuditBucket')));
    expect(onDigests.flatMap(({ Action }) => Action).sort()).toEqual(
      hasDigests() ? ['s3:GetObjectVersion', 's3:ListBucketVersions', 's3:PutObject'] : [],
    );
  });

  it('allows mail only from the identity of the school, if it has one', () => {
    const sending = (parameters = {}) => statements(parameters).filter(({ Action }) => Action.some((action) => action.startsWith('ses:')));
    expect(sending()).toEqual([{ Effect: 'Allow', Action: ['ses:SendEmail'], Resource: [IDENTITY] }]);
    expect(sending({ Mail: 'COGNITO_DEFAULT', SesIdentityArn: '' })).toEqual([]);
  });

  it('allows tracing only if the stage has it, as every stage does by default', () => {
    const traced = (parameters = {}) =>
      statements(parameters)
        .filter(({ Resource }) => Resource === '*')
        .flatMap(({ Action }) => Action);
    expect(traced()).toEqual(['xray:PutTraceSegments', 'xray:PutTelemetryRecords']);
    expect(traced({ Tracing: 'off' })).toEqual([]);
    expect(stack().only('AWS::Lambda::Function').TracingConfig).toEqual({ Mode: 'Active' });
  });

  it('accepts a permissions boundary', () => {
    const PermissionsBoundaryArn = 'arn:aws:iam::123456789012:policy/student-management-boundary';
    const boundaries = (parameters: Record<string, string>) =>
      stack()
        .with(parameters)
        .ofType('AWS::IAM::Role')
        .map(([, { Properties }]) => Properties.PermissionsBoundary as unknown);
    expect(boundaries({})).toEqual([undefined, undefined]);
    expect(boundaries({ PermissionsBoundaryArn })).toEqual([PermissionsBoundaryArn, PermissionsBoundaryArn]);
  });

  it('lets CodeDeploy move the traffic of the function, and nothing else', () => {
    const { AssumeRolePolicyDocument, Policies } = stack().resources.RolloutRole!.Properties;
    expect(AssumeRolePolicyDocument.Statement).toEqual([
      { Effect: 'Allow', Principal: { Service: 'codedeploy.amazonaws.com' }, Action: 'sts:AssumeRole' },
    ]);
    expect(Policies.flatMap(({ PolicyDocument }: any) => PolicyDocument.Statement)).toEqual([
      {
        Effect: 'Allow',
        Action: ['lambda:GetAlias', 'lambda:GetProvisionedConcurrencyConfig', 'lambda:UpdateAlias'],
        Resource: ['@ApiLambdaFunction.Arn', '@ApiLambdaFunction.Arn:*'],
      },
      { Effect: 'Allow', Action: ['cloudwatch:DescribeAlarms'], Resource: '*' },
    ]);
  });
}
