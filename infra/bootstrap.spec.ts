import { readFileSync } from 'node:fs';
import { parseDocument, visit } from 'yaml';
import { Stack, type Template } from './template-tests/cloudformation.js';
import { readYaml } from './template-tests/yaml.js';

interface Statement {
  Sid?: string;
  Effect: 'Allow' | 'Deny';
  Action: string | string[];
  Resource: string | string[];
  Condition?: Record<string, Record<string, string>>;
}

type Permissions = Record<string, Record<string, { actions: string[] }>>;

const STAGES = ['dev', 'staging', 'prod'];

/** Whether an IAM pattern matches a name. */
function covers(pattern: string, name: string): boolean {
  return new RegExp(`^${pattern.replace(/[.+^${}()|[\]\\/]/g, '\\$&').replaceAll('*', '.*')}$`).test(name);
}

describe.each(STAGES)('the bootstrap stack of %s', (stage) => {
  const template = readYaml<Template>('infra/bootstrap.yml');
  const made = new Stack(template, stage, 'us-east-1', { Stage: stage, Repository: 'school/app' });
  const role = made.only('AWS::IAM::Role');
  const boundary: Statement[] = made.only('AWS::IAM::ManagedPolicy').PolicyDocument.Statement;
  const statements: Statement[] = role.Policies[0].PolicyDocument.Statement;
  const allowed = statements.filter(({ Effect }) => Effect === 'Allow');

  it('trusts one repository in one environment', () => {
    expect(role.AssumeRolePolicyDocument.Statement).toEqual([
      {
        Effect: 'Allow',
        Principal: { Federated: 'arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com' },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: {
          StringEquals: {
            'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
            'token.actions.githubusercontent.com:sub': `repo:school/app:environment:${stage}`,
          },
        },
      },
    ]);
  });

  it('creates the identity provider unless it exists', () => {
    expect(made.only('AWS::IAM::OIDCProvider').ClientIdList).toEqual(['sts.amazonaws.com']);
    expect(made.with({ OidcProvider: 'exists' }).ofType('AWS::IAM::OIDCProvider')).toEqual([]);
  });

  it('denies access to other stages', () => {
    const named = allowed.flatMap(({ Resource }) => Resource).filter((resource) => resource.includes('student-management'));
    const others = STAGES.filter((other) => other !== stage).map((other) => `student-management-${other}-x`);
    for (const resource of named) {
      expect(resource).toContain(`student-management-${stage}`);
      expect(others.filter((other) => covers(resource, resource.replace(/student-management-.*/, other)))).toEqual([]);
    }
    expect(statements.filter(({ Effect }) => Effect === 'Deny')).toEqual([
      {
        Sid: 'NothingOfAnotherStage',
        Effect: 'Deny',
        Action: '*',
        Resource: '*',
        Condition: { StringNotEquals: { 'aws:ResourceTag/stage': stage }, Null: { 'aws:ResourceTag/stage': 'false' } },
      },
    ]);
  });

  it('allows changes of roles only with the boundary, and none of the boundary or its own role', () => {
    const onRoles = allowed.filter(({ Action }) => [Action].flat().some((action) => action.startsWith('iam:')));
    const own = `arn:aws:iam::123456789012:role/${role.RoleName}`;
    const policy = 'arn:aws:iam::123456789012:policy/student-management-boundary';
    const makes = ['iam:CreateRole', 'iam:PutRolePolicy', 'iam:PutRolePermissionsBoundary', 'iam:DeleteRolePolicy'];
    for (const { Action, Resource, Condition } of onRoles) {
      const isLinked = Action === 'iam:CreateServiceLinkedRole';
      expect([Resource].flat().filter((resource) => covers(resource, own) || covers(resource, policy))).toEqual(isLinked ? ['*'] : []);
      if (isLinked) expect(Condition).toEqual({ StringEquals: { 'iam:AWSServiceName': 'email.cognito-idp.amazonaws.com' } });
      if ([Action].flat().some((action) => makes.includes(action)))
        expect(Condition).toEqual({ StringEquals: { 'iam:PermissionsBoundary': '@Boundary' } });
    }
    const actions = allowed.flatMap(({ Action }) => Action);
    expect(actions).toEqual(expect.arrayContaining(makes));
    for (const action of [
      'iam:AttachRolePolicy',
      'iam:UpdateAssumeRolePolicy',
      'iam:DeleteRolePermissionsBoundary',
      'iam:CreatePolicyVersion',
    ])
      expect(actions.filter((pattern) => covers(pattern, action))).toEqual([]);
  });

  it('allows all resources only for actions that cannot name a resource', () => {
    const everywhere = allowed.filter(({ Resource }) => Resource === '*').map(({ Sid }) => Sid);
    expect(everywhere).toEqual(['WhatIsAskedOfNothing', 'MailOfTheUserPool']);
    expect(allowed.flatMap(({ Action }) => Action)).not.toContain('*');
    expect(
      allowed.flatMap(({ Action }) => Action).filter((action) => covers(action, 'dynamodb:GetItem') || covers(action, 'dynamodb:Scan')),
    ).toEqual([]);
  });

  it('has a boundary that covers the permissions of the function', () => {
    const needed = Object.entries(readYaml<Permissions>('infra/permissions.yml')).flatMap(([service, operations]) =>
      Object.values(operations).flatMap(({ actions }) => actions.map((action) => `${service}:${action}`)),
    );
    const bounds = boundary.flatMap(({ Action }) => Action);
    const log = ['logs:CreateLogStream', 'logs:PutLogEvents'];
    expect([...needed, ...log].filter((action) => !bounds.some((pattern) => covers(pattern, action)))).toEqual([]);
    for (const action of ['iam:CreateRole', 'dynamodb:Scan', 'dynamodb:DeleteTable', 'cognito-idp:DeleteUserPool', 's3:DeleteBucket'])
      expect(bounds.filter((pattern) => covers(pattern, action))).toEqual([]);
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
