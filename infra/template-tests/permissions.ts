import type { Packaged } from './packaged.js';
import { readYaml } from './yaml.js';

interface Statement {
  Effect: string;
  Action: string[];
  Resource: string | string[];
}

type Permissions = Record<string, Record<string, { actions: string[] }>>;

/** The only resources with a wildcard: files, and streams of the function's log. */
const WILDCARDS = ['@MediaBucket.Arn/avatars/*', '@MediaBucket.Arn/materials/*'];

export function permissionTests({ stack }: { stack: () => Packaged['stack'] }): void {
  const statements = (parameters = {}): Statement[] =>
    stack()
      .with(parameters)
      .only('AWS::IAM::Role')
      .Policies.flatMap(({ PolicyDocument }: any) => PolicyDocument.Statement);

  it('allows the function the listed permissions and its log', () => {
    const permissions = readYaml<Permissions>('infra/permissions.yml');
    const listed = Object.entries(permissions).flatMap(([service, operations]) =>
      Object.values(operations).flatMap(({ actions }) => actions.map((action) => `${service}:${action}`)),
    );
    const allowed = statements().flatMap(({ Action }) => Action);
    expect([...new Set(allowed)].sort()).toEqual([...new Set([...listed, 'logs:CreateLogStream', 'logs:PutLogEvents'])].sort());
    expect(stack().only('AWS::IAM::Role')).not.toHaveProperty('ManagedPolicyArns');
    expect(stack().only('AWS::Lambda::Function').Role).toBe('@FunctionRole.Arn');
  });

  it('names actions and resources explicitly', () => {
    expect(statements().flatMap(({ Action }) => Action.filter((action) => action.includes('*')))).toEqual([]);
    const resources = [...new Set(statements().flatMap(({ Resource }) => Resource))];
    expect(resources.filter((resource) => resource.includes('*'))).toEqual(WILDCARDS);
    // Every resource belongs to this stack.
    expect(resources.filter((resource) => !resource.startsWith('@'))).toEqual([]);
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
      Condition: { StringLikeIfExists: { 's3:prefix': ['avatars/*', 'materials/*'] } },
    });
  });

  it('allows tracing only if the stage has it', () => {
    const traced = statements({ Tracing: 'on' }).filter(({ Resource }) => Resource === '*');
    expect(traced.flatMap(({ Action }) => Action)).toEqual(['xray:PutTraceSegments', 'xray:PutTelemetryRecords']);
  });

  it('accepts a permissions boundary', () => {
    const PermissionsBoundaryArn = 'arn:aws:iam::123456789012:policy/student-management-boundary';
    expect(stack().only('AWS::IAM::Role')).not.toHaveProperty('PermissionsBoundary');
    expect(stack().with({ PermissionsBoundaryArn }).only('AWS::IAM::Role').PermissionsBoundary).toBe(PermissionsBoundaryArn);
  });
}
