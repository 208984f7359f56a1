import { adopt, importOf } from '../../../scripts/cloud/adoption.js';
import { CloudFormationStack } from '../../../scripts/cloud/cloudformation-stack.js';
import { FakeCloudFormation } from '../../fixtures/cloudformation.js';

const NAME = 'student-management-prod';
const TEMPLATE = {
  Resources: {
    UsersTable: { Type: 'AWS::DynamoDB::Table', DeletionPolicy: 'RetainExceptOnCreate', Properties: { TableName: `${NAME}-users` } },
    UserPool: {
      Type: 'AWS::Cognito::UserPool',
      DeletionPolicy: 'RetainExceptOnCreate',
      Properties: { UsernameAttributes: ['email'], LambdaConfig: { PreSignUp: { 'Fn::GetAtt': ['Function', 'Arn'] } } },
    },
    Function: { Type: 'AWS::Lambda::Function', Properties: {} },
  },
};
const KEPT = { account: '123456789012', region: 'eu-west-1', userPoolId: 'eu-west-1_AbC', clientId: 'abc' };

describe('adopting what a removed stage has kept', () => {
  let cloud: FakeCloudFormation;
  const stack = () => new CloudFormationStack(NAME, 'eu-west-1', cloud.client(), 1);
  afterEach(() => cloud.close());

  it('makes a stack of it, from which a deployment continues', async () => {
    cloud = await FakeCloudFormation.start();
    await adopt(stack(), importOf(TEMPLATE, KEPT), 'prod');
    expect(cloud.changes).toEqual([`CreateChangeSet ${NAME}`, `ExecuteChangeSet ${NAME}`]);
    const settled = await stack().settle('deploy');
    expect(settled?.StackStatus).toBe('IMPORT_COMPLETE');
    const resources = await stack().listResources();
    expect(resources.map(({ LogicalResourceId, PhysicalResourceId }) => [LogicalResourceId, PhysicalResourceId])).toEqual([
      ['UsersTable', `${NAME}-users`],
      ['UserPool', 'eu-west-1_AbC'],
    ]);
  });

  it('succeeds after an earlier run that ended before it executed its change set', async () => {
    cloud = await FakeCloudFormation.start({ [NAME]: { status: 'REVIEW_IN_PROGRESS' } });
    await adopt(stack(), importOf(TEMPLATE, KEPT), 'prod');
    expect(cloud.changes).toEqual([`DeleteStack ${NAME}`, `CreateChangeSet ${NAME}`, `ExecuteChangeSet ${NAME}`]);
  });

  it('refuses a stage that exists, and changes nothing', async () => {
    cloud = await FakeCloudFormation.start({ [NAME]: { status: 'UPDATE_COMPLETE' } });
    await expect(adopt(stack(), importOf(TEMPLATE, KEPT), 'prod')).rejects.toThrow(
      `${NAME} exists in eu-west-1. Only a removed stage can be adopted.`,
    );
    expect(cloud.changes).toEqual([]);
  });

  it('leaves out what refers to resources that no longer exist', async () => {
    cloud = await FakeCloudFormation.start();
    expect(importOf(TEMPLATE, KEPT).template.Resources.UserPool!.Properties).toEqual({ UsernameAttributes: ['email'] });
  });
});
