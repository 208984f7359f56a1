import { arnOf } from './arns.js';
import { Stack, type Template } from './cloudformation.js';
import { isAllowed, matches, type Statement } from './iam.js';
import type { Packaged } from './packaged.js';
import { readYaml } from './yaml.js';

interface Handlers {
  /** Patterns of actions that no template needs, each with its reason. */
  readonly unused: Readonly<Record<string, readonly (readonly [pattern: string, because: string])[]>>;
  readonly handlers: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

const PARAMETERS = { Repository: 'school/app', OwnerId: '123', RepositoryId: '456', HostedZoneId: 'Z1' };

/** Types whose handlers pass a role to a service. */
const PASSES: Readonly<Record<string, string>> = {
  'AWS::Lambda::Function': 'lambda.amazonaws.com',
  'AWS::CodeDeploy::DeploymentGroup': 'codedeploy.amazonaws.com',
};

/** Types without tags. The parts of a gateway do not inherit its tags. */
const UNTAGGED = [
  ...['Authorizer', 'Integration', 'Route'].map((part) => `AWS::ApiGatewayV2::${part}`),
  ...['OriginAccessControl', 'ResponseHeadersPolicy'].map((part) => `AWS::CloudFront::${part}`),
];

/** Actions on what does not exist yet, so that it has no tags. */
const CREATIONS = [
  ...['acm:RequestCertificate', 'apigateway:POST', 'cognito-idp:CreateUserPool'],
  ...['cloudfront:CreateDistribution', 'cloudfront:CreateDistributionWithTags', 'cloudfront:TagResource'],
];

const { unused, handlers } = readYaml<Handlers>('infra/handler-permissions.yml');

/** The statements of the deploy role of a stage. */
export function deployStatements(stage: string): Statement[] {
  const role = new Stack(readYaml<Template>('infra/bootstrap.yml'), stage, 'us-east-1', { ...PARAMETERS, Stage: stage }).only(
    'AWS::IAM::Role',
  );
  return role.Policies.flatMap(({ PolicyDocument }: any) => PolicyDocument.Statement);
}

function isUnused(type: string, action: string): boolean {
  const patterns = [...(type in PASSES ? [] : unused['*']!), ...(unused[type] ?? [])];
  return patterns.some(([pattern]) => matches(pattern, action));
}

/** What conditions compare in requests of CloudFormation: the tags of the stack, and whom a role is for. */
function contextOf(type: string, stage: string, hasTags: boolean): Record<string, string> {
  const tags = (kind: string) => ({ [`aws:${kind}/project`]: 'student-management', [`aws:${kind}/stage`]: stage });
  return {
    ...tags('RequestTag'),
    ...(hasTags && tags('ResourceTag')),
    ...(PASSES[type] && { 'iam:PassedToService': PASSES[type] }),
    'iam:PermissionsBoundary': '@Boundary',
    'iam:AWSServiceName': 'email.cognito-idp.amazonaws.com',
  };
}

export function deployRoleTests({ stack }: { stack: () => Packaged['stack'] }): void {
  it('lets the deploy role create, read, update, delete and list each of its resources', () => {
    const statements = deployStatements(stack().stage);
    // Everything that a stage can have, including what settings add.
    const whole = stack().with({
      ...{ DomainName: 'school.example', HostedZoneId: 'Z1', AlarmMail: 'office@school.example', CorsOrigins: 'https://a.example' },
      ...{ Firewall: 'on', MonthlyBudget: '100', CertificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/1' },
    });
    const edge = new Stack(readYaml<Template>('infra/edge/stack.yml'), `${stack().stage}-edge-eu-west-1`, 'us-east-1', {
      ...{ Firewall: 'on', FirewallLimit: '50000', DomainName: 'school.example', HostedZoneId: 'Z1', MonthlyBudget: '100', AlarmMail: '' },
    });
    const refused: string[] = [];
    for (const part of [whole, edge])
      for (const [id, resource] of Object.entries(part.resources))
        for (const [operation, actions] of Object.entries(handlers[resource.Type] ?? { unknown: [] }))
          for (const action of actions) {
            if (isUnused(resource.Type, action) || isRefusedOnPurpose(part.stage, resource.Type, id, operation, action)) continue;
            const arn = arnOf(part, resource, action);
            const context = contextOf(resource.Type, stack().stage, !UNTAGGED.includes(resource.Type) && !CREATIONS.includes(action));
            if (!isAllowed(statements, { action, resource: arn, context }))
              refused.push(`${action} on ${arn}, to ${operation} ${resource.Type}`);
          }
    expect([...new Set(refused)]).toEqual([]);
  });

  it('knows what CloudFormation needs for each type of resource', () => {
    const types = [...new Set(Object.values(stack().template.Resources).map(({ Type }) => Type))];
    expect(types.filter((type) => !handlers[type])).toEqual([]);
  });
}

/** The data of prod stay, and a deployment reads no secret of the app. */
function isRefusedOnPurpose(stage: string, type: string, id: string, operation: string, action: string): boolean {
  if (action === 'secretsmanager:GetSecretValue') return !id.startsWith('OriginSecret');
  return stage.startsWith('prod') && operation === 'delete' && PROD_STAYS.includes(action) && type !== 'AWS::S3::BucketPolicy';
}

const PROD_STAYS = [
  ...['dynamodb:DeleteTable', 's3:DeleteBucket', 'secretsmanager:DeleteSecret'],
  ...['cognito-idp:DeleteUserPool', 'cognito-idp:DeleteUserPoolClient', 'cognito-idp:DeleteGroup'],
];
