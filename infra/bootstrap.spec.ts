import { readFileSync } from 'node:fs';
import { parseDocument, visit } from 'yaml';
import { ACCOUNT, Stack, type Template } from './template-tests/cloudformation.js';
import { isAllowed, matches, type Statement } from './template-tests/iam.js';
import { readYaml } from './template-tests/yaml.js';

type Permissions = Record<string, Record<string, { actions: string[] }>>;

const STAGES = ['dev', 'staging', 'prod'];
const GITHUB = 'token.actions.githubusercontent.com';
const PASSED = { 'iam:PassedToService': 'lambda.amazonaws.com' };
/** In characters without white space: IAM counts the policies of a role together. */
const MAX_ROLE_POLICIES = 10_240;

describe.each(STAGES)('the bootstrap stack of %s', (stage) => {
  const template = readYaml<Template>('infra/bootstrap.yml');
  const made = new Stack(template, stage, 'us-east-1', {
    ...{ Stage: stage, Repository: 'school/app', OwnerId: '123', RepositoryId: '456', HostedZoneId: 'Z1' },
  });
  const role = made.only('AWS::IAM::Role');
  const boundary: Statement[] = made.only('AWS::IAM::ManagedPolicy').PolicyDocument.Statement;
  const statements: Statement[] = role.Policies[0].PolicyDocument.Statement;
  const allowed = statements.filter(({ Effect }) => Effect === 'Allow');

  const may = (action: string, resource: string, context: Record<string, string> = {}) =>
    isAllowed(statements, { action, resource: resource.replaceAll('ACCOUNT', ACCOUNT), context });

  it('trusts the main branch of one repository in one environment, whose subject may have numbers', () => {
    const [trust] = role.AssumeRolePolicyDocument.Statement;
    expect(trust.Principal).toEqual({ Federated: `arn:aws:iam::${ACCOUNT}:oidc-provider/${GITHUB}` });
    const isTrusted = (claims: Record<string, string>) => {
      const all = { aud: 'sts.amazonaws.com', repository_id: '456', ref: 'refs/heads/main', ...claims };
      const context = Object.fromEntries(Object.entries(all).map(([claim, value]) => [`${GITHUB}:${claim}`, value]));
      return isAllowed([trust as Statement], { action: 'sts:AssumeRoleWithWebIdentity', resource: '*', context });
    };
    const [old, immutable] = [`repo:school/app:environment:${stage}`, `repo:school@123/app@456:environment:${stage}`];
    expect([isTrusted({ sub: old }), isTrusted({ sub: immutable })]).toEqual([true, true]);
    const other = stage === 'dev' ? 'prod' : 'dev';
    const refused: Record<string, string>[] = [
      { sub: `repo:school/app:environment:${other}` },
      { sub: `repo:school@123/app@456:environment:${other}` },
      { sub: `repo:school/app:ref:refs/heads/main` },
      { sub: `repo:school@123/other@456:environment:${stage}` },
      { sub: `repo:school@124/app@456:environment:${stage}` },
      { sub: `repo:school@123/app@457:environment:${stage}` },
      // Another owner who has taken the name.
      { sub: old, repository_id: '789' },
      { sub: old, ref: 'refs/heads/feature' },
      { sub: immutable, ref: 'refs/tags/main' },
      { sub: old, aud: 'https://github.com/school' },
    ];
    expect(refused.filter(isTrusted)).toEqual([]);
  });

  it('fits into the policies of a role', () => {
    const documents: unknown[] = role.Policies.map(({ PolicyDocument }: any) => PolicyDocument);
    expect(JSON.stringify(documents).length).toBeLessThan(MAX_ROLE_POLICIES);
  });

  it('creates the identity provider unless it exists', () => {
    expect(made.only('AWS::IAM::OIDCProvider').ClientIdList).toEqual(['sts.amazonaws.com']);
    expect(made.with({ OidcProvider: 'exists' }).ofType('AWS::IAM::OIDCProvider')).toEqual([]);
  });

  it('denies access to other stages', () => {
    const named = allowed.flatMap(({ Resource = [] }) => Resource).filter((resource) => resource.includes('student-management'));
    const others = STAGES.filter((other) => other !== stage).map((other) => `student-management-${other}-x`);
    for (const resource of named) {
      expect(resource).toContain(`student-management-${stage}`);
      expect(others.filter((other) => matches(resource, resource.replace(/student-management-.*/, other)))).toEqual([]);
    }
    const pool = 'arn:aws:cognito-idp:us-east-1:ACCOUNT:userpool/us-east-1_a';
    for (const other of STAGES.filter((each) => each !== stage))
      expect(may('cognito-idp:DescribeUserPool', pool, tagged(other))).toBe(false);
  });

  it('denies access to what has no tags of the project: pools, gateways, distributions, certificates and zones of others', () => {
    const own = tagged(stage);
    const newTags = { 'aws:RequestTag/project': 'student-management', 'aws:RequestTag/stage': stage };
    const things: [resource: string, ...actions: string[]][] = [
      [
        'arn:aws:cognito-idp:us-east-1:ACCOUNT:userpool/us-east-1_a',
        ...named('cognito-idp', 'UpdateUserPoolClient', 'UpdateUserPool', 'TagResource'),
      ],
      ['arn:aws:apigateway:us-east-1::/apis/a1b2', 'apigateway:DELETE', 'apigateway:PATCH', 'apigateway:PUT'],
      ['arn:aws:cloudfront::ACCOUNT:distribution/E1', 'cloudfront:DeleteDistribution', 'cloudfront:UpdateDistribution'],
      ['arn:aws:cloudfront::ACCOUNT:distribution/E1', 'cloudfront:CreateInvalidation'],
      ['arn:aws:acm:us-east-1:ACCOUNT:certificate/1', 'acm:DeleteCertificate', 'acm:ExportCertificate', 'acm:AddTagsToCertificate'],
    ];
    for (const [resource, ...actions] of things) {
      const ofOthers: Record<string, string>[] = [
        {},
        newTags,
        { 'aws:ResourceTag/stage': stage },
        { 'aws:ResourceTag/project': 'student-management' },
      ];
      expect([resource, actions.filter((action) => ofOthers.some((context) => may(action, resource, context)))]).toEqual([resource, []]);
      expect([resource, actions.filter((action) => !may(action, resource, own))]).toEqual([resource, []]);
    }
    for (const [zone, expected] of [
      ['Z1', true],
      ['Z2', false],
    ] as const)
      expect(may('route53:ChangeResourceRecordSets', `arn:aws:route53:::hostedzone/${zone}`)).toBe(expected);
    expect(may('route53:DeleteHostedZone', 'arn:aws:route53:::hostedzone/Z1')).toBe(false);
    const withoutZone: Statement[] = made.with({ HostedZoneId: '' }).only('AWS::IAM::Role').Policies[0].PolicyDocument.Statement;
    expect(withoutZone.flatMap(({ Action }) => Action)).not.toContain('route53:ChangeResourceRecordSets');
  });

  it('denies reading secrets, except those that CloudFormation puts into the headers of CloudFront', () => {
    const secret = (name: string) => `arn:aws:secretsmanager:us-east-1:ACCOUNT:secret:${name}`;
    const own = `student-management-${stage}`;
    const read = ['secretsmanager:GetSecretValue', 'secretsmanager:BatchGetSecretValue'];
    for (const action of read) {
      for (const name of [`${own}-cursor-key-a1b2c3`, 'payroll-a1b2c3', `student-management-x-origin-secret-a`])
        expect([name, may(action, secret(name))]).toEqual([name, false]);
    }
    expect(may('secretsmanager:GetSecretValue', secret(`${own}-origin-secret-a-a1b2c3`))).toBe(true);
    expect(may('secretsmanager:DescribeSecret', secret(`${own}-cursor-key-a1b2c3`))).toBe(true);
  });

  it('denies reading and writing the data of the school', () => {
    const table = `arn:aws:dynamodb:us-east-1:ACCOUNT:table/student-management-${stage}-users`;
    const items = [
      'GetItem',
      'PutItem',
      'UpdateItem',
      'DeleteItem',
      'Query',
      'Scan',
      'BatchWriteItem',
      'PartiQLSelect',
      'ExportTableToPointInTime',
    ];
    expect(items.filter((action) => may(`dynamodb:${action}`, table))).toEqual([]);
    const file = `arn:aws:s3:::student-management-${stage}-media-ACCOUNT-us-east-1/a/b`;
    expect(['GetObject', 'GetObjectVersion', 'PutObject', 'PutObjectAcl'].filter((action) => may(`s3:${action}`, file))).toEqual([]);
    expect(may('s3:PutObject', `arn:aws:s3:::student-management-${stage}-site-ACCOUNT-us-east-1/index.html`)).toBe(true);
  });

  it('denies everything about the digests of the audit log, and reading their key', () => {
    const digest = `arn:aws:s3:::student-management-${stage}-audit-ACCOUNT-us-east-1/audit-digests/2026-11-02/0001.json`;
    const actions = ['GetObject', 'GetObjectVersion', 'PutObject', 'DeleteObject', 'DeleteObjectVersion', 'BypassGovernanceRetention'];
    expect(named('s3', ...actions, 'PutObjectRetention').filter((action) => may(action, digest))).toEqual([]);
    const key = `arn:aws:secretsmanager:us-east-1:ACCOUNT:secret:student-management-${stage}-audit-key-a1b2c3`;
    expect(may('secretsmanager:GetSecretValue', key)).toBe(false);
  });

  it('denies access to accounts: a role that sets passwords could sign in as anybody', () => {
    const pool = 'arn:aws:cognito-idp:us-east-1:ACCOUNT:userpool/us-east-1_a';
    const actions = named(
      'cognito-idp',
      'AdminSetUserPassword',
      'AdminCreateUser',
      'AdminDeleteUser',
      'AdminAddUserToGroup',
      'ListUsers',
      'ListUsersInGroup',
    );
    expect([...actions, ...named('cognito-idp', 'CreateUserImportJob')].filter((action) => may(action, pool, tagged(stage)))).toEqual([]);
  });

  it('allows removing a stage, except prod', () => {
    const name = `student-management-${stage}`;
    const removals: [action: string, resource: string][] = [
      ['cloudformation:DeleteStack', `arn:aws:cloudformation:us-east-1:ACCOUNT:stack/${name}/1`],
      ['dynamodb:DeleteTable', `arn:aws:dynamodb:us-east-1:ACCOUNT:table/${name}-users`],
      ...named('cognito-idp', 'DeleteUserPool', 'DeleteUserPoolClient', 'DeleteGroup').map((action): [string, string] => [
        action,
        'arn:aws:cognito-idp:us-east-1:ACCOUNT:userpool/us-east-1_a',
      ]),
      ...['media', 'site', 'code'].map((bucket): [string, string] => [
        's3:DeleteBucket',
        `arn:aws:s3:::${name}-${bucket}-ACCOUNT-us-east-1`,
      ]),
      ...['DeleteObject', 'DeleteObjectVersion'].map((action): [string, string] => [
        `s3:${action}`,
        `arn:aws:s3:::${name}-media-ACCOUNT-us-east-1/a`,
      ]),
      ['secretsmanager:DeleteSecret', `arn:aws:secretsmanager:us-east-1:ACCOUNT:secret:${name}-cursor-key-a1b2c3`],
    ];
    const allowedRemovals = removals.filter(([action, resource]) => may(action, resource, tagged(stage)));
    expect(allowedRemovals).toEqual(stage === 'prod' ? [] : removals);
    // A firewall that is turned off goes, also that of prod.
    expect(may('cloudformation:DeleteStack', `arn:aws:cloudformation:us-east-1:ACCOUNT:stack/${name}-edge-eu-west-1/1`)).toBe(true);
  });

  it('allows changes of roles only with the boundary, and none of the boundary or its own role', () => {
    const own = `arn:aws:iam::ACCOUNT:role/${role.RoleName}`;
    const policy = `arn:aws:iam::ACCOUNT:policy/student-management-boundary-${stage}`;
    const others = ['arn:aws:iam::ACCOUNT:role/admin', ...STAGES.filter((each) => each !== stage).map(roleOf)];
    const bounded = { 'iam:PermissionsBoundary': '@Boundary' };
    const changes = ['CreateRole', 'PutRolePolicy', 'PutRolePermissionsBoundary', 'DeleteRolePolicy'].map((action) => `iam:${action}`);
    const more = ['UpdateRole', 'UpdateRoleDescription', 'UpdateAssumeRolePolicy', 'DeleteRole', 'TagRole', 'PassRole'].map(
      (action) => `iam:${action}`,
    );
    const never = [
      ...[
        'AttachRolePolicy',
        'DeleteRolePermissionsBoundary',
        'CreatePolicyVersion',
        'SetDefaultPolicyVersion',
        'CreateUser',
        'CreateAccessKey',
      ],
      ...['CreateOpenIDConnectProvider', 'UpdateOpenIDConnectProviderThumbprint', 'AddUserToGroup', 'PutUserPolicy'],
    ].map((action) => `iam:${action}`);
    for (const resource of [own, policy, ...others])
      expect([...changes, ...more, ...never].filter((action) => may(action, resource, { ...bounded, ...PASSED }))).toEqual([]);
    expect(changes.filter((action) => !may(action, roleOf(stage), bounded))).toEqual([]);
    expect(changes.filter((action) => may(action, roleOf(stage), { 'iam:PermissionsBoundary': 'arn:aws:iam::aws:policy/x' }))).toEqual([]);
    expect(changes.filter((action) => may(action, roleOf(stage)))).toEqual([]);
    expect(more.filter((action) => !may(action, roleOf(stage), PASSED))).toEqual([]);
    expect(never.filter((action) => may(action, roleOf(stage), bounded))).toEqual([]);
    expect(may('iam:PassRole', roleOf(stage), { 'iam:PassedToService': 'ec2.amazonaws.com' })).toBe(false);
    const linked = (service: string) => may('iam:CreateServiceLinkedRole', '*', { 'iam:AWSServiceName': service });
    expect([linked('email.cognito-idp.amazonaws.com'), linked('ec2.amazonaws.com')]).toEqual([true, false]);
  });

  it('allows all resources only for actions that cannot name a resource', () => {
    const everywhere = allowed.filter(({ Resource }) => Resource === '*').map(({ Sid }) => Sid);
    expect(everywhere).toEqual(['WhatIsAskedOfNothing', 'MailOfTheUserPool']);
    expect(allowed.flatMap(({ Action }) => Action)).not.toContain('*');
    expect(
      allowed.flatMap(({ Action }) => Action).filter((action) => matches(action, 'dynamodb:GetItem') || matches(action, 'dynamodb:Scan')),
    ).toEqual([]);
  });

  it('has a boundary that covers the permissions of the function', () => {
    const needed = Object.entries(readYaml<Permissions>('infra/permissions.yml')).flatMap(([service, operations]) =>
      Object.values(operations).flatMap(({ actions }) => actions.map((action) => `${service}:${action}`)),
    );
    const bounds = boundary.flatMap(({ Action }) => Action);
    const log = ['logs:CreateLogStream', 'logs:PutLogEvents', 'xray:PutTraceSegments', 'lambda:UpdateAlias'];
    expect([...needed, ...log].filter((action) => !bounds.some((pattern) => matches(pattern, action)))).toEqual([]);
    for (const action of ['iam:CreateRole', 'dynamodb:Scan', 'dynamodb:DeleteTable', 'cognito-idp:DeleteUserPool', 's3:DeleteBucket'])
      expect(bounds.filter((pattern) => matches(pattern, action))).toEqual([]);
  });

  it('outputs the ARNs that the workflow needs', () => {
    expect(made.outputs).toEqual({ DeployRoleArn: '@DeployRole.Arn', BoundaryArn: '@Boundary' });
  });
});

it.each(['infra/bootstrap.yml', 'infra/edge/stack.yml'])('%s has no YAML aliases, which CloudFormation rejects', (file) => {
  const aliases: unknown[] = [];
  visit(parseDocument(readFileSync(file, 'utf8')), { Alias: (_key, node) => void aliases.push(node) });
  expect(aliases).toEqual([]);
});

/** What conditions compare in a request for a resource of a stage. */
function tagged(stage: string): Record<string, string> {
  return { 'aws:ResourceTag/project': 'student-management', 'aws:ResourceTag/stage': stage };
}

function roleOf(stage: string): string {
  return `arn:aws:iam::ACCOUNT:role/student-management-${stage}-FunctionRole-a1b2`;
}

function named(service: string, ...actions: string[]): string[] {
  return actions.map((action) => `${service}:${action}`);
}
