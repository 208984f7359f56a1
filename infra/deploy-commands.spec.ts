import { ACCOUNT } from './template-tests/cloudformation.js';
import { deployStatements } from './template-tests/deploy-role.js';
import { isAllowed } from './template-tests/iam.js';

const REGION = 'eu-west-1';

/** What `deploy` and `doctor` send to AWS themselves, beside what CloudFormation does for them, by resource. */
function requestsOf(stage: string): Record<string, string[]> {
  const name = `student-management-${stage}`;
  const [lambda, s3] = [`arn:aws:lambda:${REGION}:${ACCOUNT}:function`, 'arn:aws:s3:::'];
  return {
    [`arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/${name}/1`]: STACK,
    [`arn:aws:cloudformation:us-east-1:${ACCOUNT}:stack/${name}-edge-${REGION}/1`]: [...STACK, 'cloudformation:CreateStack'],
    [`${lambda}:${name}-api`]: ['lambda:GetFunctionConfiguration'],
    [`${lambda}:${name}-api:live`]: ['lambda:InvokeFunction'],
    [`${lambda}:${name}-api-code-cache`]: ['Create', 'Get', 'Invoke', 'Delete'].map((verb) => `lambda:${verb}Function`),
    [`arn:aws:iam::${ACCOUNT}:role/${name}-${REGION}-role`]: ['iam:PassRole'],
    [`${s3}${name}-site-${ACCOUNT}-${REGION}`]: ['s3:ListBucket'],
    [`${s3}${name}-site-${ACCOUNT}-${REGION}/index.html`]: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
    [`arn:aws:cloudfront::${ACCOUNT}:distribution/D`]: ['cloudfront:CreateInvalidation', 'cloudfront:GetDistribution'],
    [`arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${name}-users`]: ['Table', 'ContinuousBackups', 'TimeToLive'].map(
      (part) => `dynamodb:Describe${part}`,
    ),
    [`arn:aws:cognito-idp:${REGION}:${ACCOUNT}:userpool/a`]: ['cognito-idp:DescribeUserPool'],
    [`arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:${name}-origin-secret-a-1`]: ['secretsmanager:DescribeSecret'],
  };
}

const STACK = [
  ...['DescribeStacks', 'DescribeStackEvents', 'ListStackResources', 'GetTemplate', 'UpdateStack'],
  ...['RollbackStack', 'ContinueUpdateRollback', 'UpdateTerminationProtection', 'CreateChangeSet', 'ExecuteChangeSet'],
].map((operation) => `cloudformation:${operation}`);

describe.each(['dev', 'staging', 'prod'])('the deploy role of %s', (stage) => {
  const statements = deployStatements(stage);
  const context = {
    'aws:ResourceTag/project': 'student-management',
    'aws:ResourceTag/stage': stage,
    'iam:PassedToService': 'lambda.amazonaws.com',
  };
  const may = (action: string, resource: string) => isAllowed(statements, { action, resource, context });

  it('may send what the commands send themselves', () => {
    const requests = Object.entries(requestsOf(stage)).flatMap(([resource, actions]) =>
      actions.map((action) => [action, resource] as const),
    );
    expect(requests.filter(([action, resource]) => !may(action, resource))).toEqual([]);
  });
});
